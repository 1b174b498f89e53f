import { type AnyEvent, JobWatch } from "@ordeal/model";

/**
 * What nobody has found, as far as the journal tells: corruptions that the job holds, so that what was trained since is in
 * doubt, and hangs.
 */
export class Unfound {
  private readonly job = new JobWatch();
  private isOver = false;
  /** By fault: the step at which it first came into what the job holds now. */
  private readonly steps = new Map<string, number>();

  see(event: AnyEvent): void {
    // What ends after the run is healed by whoever injected it.
    if (this.isOver) return;
    this.job.see(event);
    switch (event.type) {
      case "run.ended":
        this.isOver = true;
        return;
      case "job.corrupted": {
        const { faultId, step } = event.data;
        if (!this.steps.has(faultId)) this.steps.set(faultId, step);
        return;
      }
      case "job.stopped":
        return this.find(event.data.faultIds);
      case "job.struck":
        return this.find([event.data.faultId]);
      case "job.resumed":
        if (event.data.from !== "memory") this.loaded(event.data.step);
        return;
    }
  }

  /** Whoever finds one throws away everything that was saved since any of them. */
  private find(faultIds: ReadonlyArray<string>): void {
    if (faultIds.some((faultId) => this.steps.has(faultId))) this.steps.clear();
  }

  private loaded(step: number): void {
    for (const [faultId, since] of this.steps) if (step <= since) this.steps.delete(faultId);
  }

  get corruptions(): ReadonlyArray<string> {
    return [...this.steps.keys()];
  }

  get hung(): ReadonlyArray<string> {
    return [...this.job.hangs];
  }
}
