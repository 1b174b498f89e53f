import { type AnyEvent, type JobWatch, NodeWatch, type Scenario, StepWatch } from "@ordeal/model";
import { Copies } from "./copies.ts";
import { FaultWatch } from "./fault-watch.ts";
import { LossWatch } from "./loss-watch.ts";

/** What one run's journal has told so far of what several invariants ask about; followed once for all of them. */
export class RunWatch {
  readonly steps: StepWatch;
  readonly job: JobWatch;
  readonly nodes: NodeWatch;
  readonly faults: FaultWatch;
  readonly losses: LossWatch;
  readonly copies: Copies;

  constructor(scenario: Scenario) {
    this.steps = new StepWatch(scenario);
    this.job = this.steps.job;
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
    this.steps.arrive(event);
    this.steps.see(event);
  }
}
