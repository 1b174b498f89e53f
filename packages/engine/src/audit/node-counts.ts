import { type AnyEvent, NodeWatch, type Scenario, type Statistics, statistics } from "@ordeal/model";
import { isNear } from "./near.ts";
import { TimeShares } from "./time-shares.ts";

const told: ReadonlySet<AnyEvent["type"]> = new Set([
  "node.down",
  "node.up",
  "node.assigned",
  "node.removed",
  "node.quarantined",
  "node.released",
]);

/** How many nodes are down, and how many spares could be used, by the events alone. */
export class NodeCounts {
  private readonly nodes: NodeWatch;
  private readonly down = new TimeShares(0);
  /** Fresh nodes take the place of any number, and the address of those that they take it of. */
  private readonly isUnlimited: boolean;
  private spares: number;
  private sparesLowest: number;

  constructor(scenario: Scenario) {
    this.nodes = new NodeWatch(scenario);
    this.isUnlimited = scenario.job.spares === "unlimited";
    this.spares = scenario.cluster.nodes - scenario.job.nodes;
    this.sparesLowest = this.spares;
  }

  /** Takes in an event. Returns what cannot be so about it. */
  see(event: AnyEvent): string | undefined {
    if (!told.has(event.type)) return undefined;
    const { node: name } = event.data as { readonly node: string };
    const { nodes } = this;
    const node = nodes.places.node(name);
    if (node < 0) return `${event.type} is told of ${name}, which is no node of the cluster`;
    const wasSpare = this.isSpare(node);
    const downBefore = nodes.down.size;
    nodes.see(event);
    this.down.change(event.atUs, nodes.down.size - downBefore);
    this.spares += Number(this.isSpare(node)) - Number(wasSpare);
    this.sparesLowest = Math.min(this.sparesLowest, this.spares);
    return undefined;
  }

  private isSpare(node: number): boolean {
    const { inJob, down, quarantined } = this.nodes;
    return !inJob.has(node) && !down.has(node) && !quarantined.has(node);
  }

  /** Holds what is said of now against it. Returns what does not agree. */
  againstNow({
    nodesDown,
    sparesUsable,
  }: {
    readonly nodesDown: number;
    readonly sparesUsable: number;
  }): ReadonlyArray<string> {
    if (this.isUnlimited) return [];
    return [
      ...differences("nodesDown", nodesDown, this.down.now),
      ...differences("sparesUsable", sparesUsable, this.spares),
    ];
  }

  /** Holds what is said of the whole run against it, at its last instant. Returns what does not agree. */
  against(nodesDown: Statistics, sparesLowest: number | null, atUs: number): ReadonlyArray<string> {
    if (this.isUnlimited) return differences("sparesLowest", sparesLowest, null);
    const derived = this.down.statistics(atUs);
    return [
      ...statistics.flatMap((name) => differences(`nodesDown ${name}`, nodesDown[name], derived[name])),
      ...differences("sparesLowest", sparesLowest, this.sparesLowest),
    ];
  }
}

const differences = (what: string, claimed: number | null, byEvents: number | null): ReadonlyArray<string> =>
  isNear(claimed, byEvents) ? [] : [`${what} is ${claimed}, and ${byEvents} by its events`];
