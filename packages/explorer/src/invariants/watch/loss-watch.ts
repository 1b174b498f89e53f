import { type AnyEvent, domains, effectOf, type NodeWatch, type Tier } from "@ordeal/model";
import type { FaultWatch } from "./fault-watch.ts";

/**
 * Which of its nodes the job has lost since it last stepped, and what domain of failure holds them. The journal does not
 * say whether a node that was down for a moment, or was found to be slow, took its memory along: hence two bounds.
 */
export class LossWatch {
  private readonly nodes: NodeWatch;
  private readonly faults: FaultWatch;
  private readonly surely = new Set<number>();
  private readonly perhaps = new Set<number>();

  constructor(nodes: NodeWatch, faults: FaultWatch) {
    this.nodes = nodes;
    this.faults = faults;
  }

  /** To be told before the nodes are. */
  see(event: AnyEvent): void {
    if (event.type === "job.resumed") {
      this.surely.clear();
      this.perhaps.clear();
    } else if (event.type === "node.down") {
      const node = this.nodes.places.node(event.data.node);
      if (!this.nodes.inJob.has(node)) return;
      const fault = this.faults.known.get(event.data.faultId);
      const isTripped = this.faults.tripped.has(event.data.faultId);
      this.perhaps.add(node);
      if (isTripped || (fault !== undefined && effectOf(fault.started.kind) === "nodes down")) this.surely.add(node);
    } else if (event.type === "node.removed") {
      const node = this.nodes.places.node(event.data.node);
      if (this.nodes.downInJob.has(node)) this.surely.add(node);
    }
  }

  /** Whether a tier's copies must be gone. Where those in peers' memory lie is drawn, and the journal does not say. */
  mustExceed({ peers, survives = "site" }: Tier): boolean {
    return peers === undefined && this.sizeOf(this.surely) > domains.indexOf(survives);
  }

  /** Whether they can be gone at all. */
  mayExceed({ peers, survives = "site" }: Tier): boolean {
    if (peers !== undefined) return this.perhaps.size > 0;
    return this.sizeOf(this.perhaps) > domains.indexOf(survives);
  }

  /** The place among the domains of the smallest that holds all of these nodes; -1 when there are none. */
  private sizeOf(lost: ReadonlySet<number>): number {
    const { places } = this.nodes;
    const [first, ...others] = lost;
    if (first === undefined) return -1;
    const share = (domainOf: (node: number) => number) => others.every((node) => domainOf(node) === domainOf(first));
    if (others.length === 0) return domains.indexOf("node");
    if (share((node) => places.supernodeOf(node))) return domains.indexOf("supernode");
    return domains.indexOf(share((node) => places.loopOf(node)) ? "loop" : "site");
  }
}

/** What a tier's copies outlive, in words. */
export const outlives = ({ peers, survives = "site" }: Tier): string =>
  peers === undefined ? `a ${survives}` : `any loss but that of a node and all its partners`;
