import type { AnyEvent } from "../event.ts";
import type { Scenario } from "../experiment.ts";
import { TimeWeighted } from "../measure/time-weighted.ts";
import { NodeWatch } from "../watch/node-watch.ts";

/** How many nodes are down, in the job and spare, by the events of a watched job. */
export class LiveNodes {
  private readonly nodes: NodeWatch;
  private readonly total: number;
  readonly down = new TimeWeighted();
  spares: number;
  sparesLowest: number;

  constructor(scenario: Scenario) {
    this.nodes = new NodeWatch(scenario);
    this.total = scenario.cluster.nodes;
    this.spares = this.usableSpares;
    this.sparesLowest = this.spares;
  }

  see(event: AnyEvent): void {
    if (!event.type.startsWith("node.")) return;
    const before = this.nodes.down.size;
    this.nodes.see(event);
    this.down.add(event.atUs, this.nodes.down.size - before);
    this.spares = this.usableSpares;
    this.sparesLowest = Math.min(this.sparesLowest, this.spares);
  }

  get inJob(): number {
    return this.nodes.inJob.size;
  }

  get downInJob(): number {
    return this.nodes.downInJob.size;
  }

  private get usableSpares(): number {
    const { inJob, down, downInJob } = this.nodes;
    return this.total - inJob.size - (down.size - downInJob.size);
  }
}
