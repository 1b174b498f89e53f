import type { AnyEvent } from "../event.ts";
import { jobAtStart, Places, type Scene } from "./places.ts";

/** Who is in the job, who is down and who is quarantined, as the journal tells it. Everybody else is a spare. */
export class NodeWatch {
  readonly places: Places;
  readonly inJob: Set<number>;
  /** Nodes that are down, and who took each down: a fault, a loop, or the fabric. */
  readonly down = new Map<number, string>();
  readonly downInJob = new Set<number>();
  readonly quarantined = new Set<number>();

  constructor(scenario: Scene) {
    this.places = new Places(scenario.cluster);
    this.inJob = jobAtStart(scenario);
  }

  see(event: AnyEvent): void {
    switch (event.type) {
      case "node.down": {
        const node = this.places.node(event.data.node);
        this.down.set(node, event.data.faultId);
        if (this.inJob.has(node)) this.downInJob.add(node);
        return;
      }
      case "node.up": {
        const node = this.places.node(event.data.node);
        this.down.delete(node);
        this.downInJob.delete(node);
        return;
      }
      case "node.assigned": {
        const node = this.places.node(event.data.node);
        this.inJob.add(node);
        if (this.down.has(node)) this.downInJob.add(node);
        return;
      }
      case "node.removed": {
        const node = this.places.node(event.data.node);
        this.inJob.delete(node);
        this.downInJob.delete(node);
        return;
      }
      case "node.quarantined":
        this.quarantined.add(this.places.node(event.data.node));
        return;
      case "node.released":
        this.quarantined.delete(this.places.node(event.data.node));
    }
  }
}
