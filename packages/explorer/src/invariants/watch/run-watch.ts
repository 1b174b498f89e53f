import { type AnyEvent, JobWatch, NodeWatch, type Scenario } from "@ordeal/model";
import { Copies } from "./copies.ts";
import { FaultWatch } from "./fault-watch.ts";
import { LossWatch } from "./loss-watch.ts";

/** What one run's journal has told so far of what several invariants ask about; followed once for all of them. */
export class RunWatch {
  readonly job = new JobWatch();
  readonly nodes: NodeWatch;
  readonly faults: FaultWatch;
  readonly losses: LossWatch;
  readonly copies: Copies;

  constructor(scenario: Scenario) {
    this.nodes = new NodeWatch(scenario);
    this.faults = new FaultWatch(this.nodes.places);
    this.losses = new LossWatch(this.nodes, this.faults);
    this.copies = new Copies(scenario);
  }

  see(event: AnyEvent): void {
    this.losses.see(event);
    this.copies.see(event);
    this.nodes.see(event);
    this.faults.see(event);
    this.job.see(event);
  }
}
