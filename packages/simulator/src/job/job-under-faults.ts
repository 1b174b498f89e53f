import type { Cut, Fault } from "../fault/fault.ts";
import { latencyUs } from "../fault/latency.ts";
import type { LivingJob } from "../fault/life.ts";
import type { Job } from "./job.ts";

/** A job as faults act on it: each verb brings it to the instant first. */
export class JobUnderFaults implements LivingJob {
  private readonly job: Job;

  constructor(job: Job) {
    this.job = job;
  }

  get isUp(): boolean {
    return this.job.isUp;
  }

  get hasProcesses(): boolean {
    return this.job.hasProcesses;
  }

  get isTainted(): boolean {
    return this.job.state.isTainted;
  }

  fail(fault: Fault, isDetected = false): void {
    this.job.sync();
    this.job.fail(fault, isDetected ? 0 : latencyUs(fault, this.job.state.settings.recovery), false);
  }

  loseNode(node: number): void {
    // Copies that were complete before the node went are so, though nobody has looked since.
    this.job.beforeStorageChanges();
    this.job.recovery.restorePoints.loseNode(node);
  }

  failWithNodes(fault: Fault): void {
    this.job.fail(fault, latencyUs(fault, this.job.state.settings.recovery), true);
  }

  hang(fault: Fault, found: () => void): void {
    const { job } = this;
    job.sync();
    job.hang(fault);
    // A job that comes back to a card that still hangs waits for a whole timeout again.
    job.detection.byTime(
      fault,
      () => {
        if (fault.isActive && job.isHungBy(fault)) found();
      },
      true,
    );
  }

  unhang(fault: Fault): void {
    this.job.unhang(fault);
  }

  cut(fault: Fault, how: Cut): void {
    const { job } = this;
    if (!job.isUp) return job.paths.cutWhileDown(fault, how);
    job.sync();
    job.book();
    job.paths.cut(fault, how);
    job.arrange();
  }

  cutAgain(fault: Fault): void {
    const { job } = this;
    if (!job.isUp) return;
    job.sync();
    job.book();
    if (job.paths.cutAgain(fault)) job.arrange();
  }

  failOver(fault: Fault, us: number): void {
    const { job } = this;
    if (!job.isUp || us === 0) return job.paths.goAround(fault);
    job.sync();
    job.paths.failOver(fault, us);
    job.arrange();
  }

  reconnect(fault: Fault): void {
    this.job.reconnect(fault);
  }

  refreshSpeed(): void {
    this.job.refreshSpeed();
  }

  taint(fault: Fault): void {
    const { job } = this;
    job.sync();
    job.state.isTainted = true;
    const { nowUs, site } = job.state;
    site.journal.emit(nowUs, "job.corrupted", { faultId: fault.id, step: job.stepper.stepAt(nowUs) });
  }

  discardPoisoned(): void {
    this.job.recovery.distrustMemory();
    this.job.checkpointer.purgePoisoned();
  }

  detectByTime(fault: Fault, found: () => void): void {
    this.job.detection.byTime(fault, found);
  }

  detectBySteps(fault: Fault, found: () => void): void {
    this.job.sync();
    this.job.detection.bySteps(fault, found);
  }

  detectAfterLoad(fault: Fault, steps: number, found: () => boolean): void {
    this.job.detection.afterLoad(fault, steps, found);
  }

  forget(fault: Fault): void {
    this.job.detection.forget(fault);
  }

  canReplace(fault: Fault): boolean {
    const { fleet } = this.job.state.site;
    const nodes = [...new Set(fault.nodes())].filter((node) => fleet.isInJob(node));
    return this.job.membership.replaceable(nodes) === nodes.length;
  }

  tearCopy(tier: number): void {
    this.job.sync();
    this.job.checkpointer.tearNext(tier);
  }

  corruptCopy(tier: number): void {
    this.job.sync();
    this.job.checkpointer.corruptNewest(tier);
  }

  defer(): void {
    this.job.sync();
    this.job.isDeferring = true;
  }

  stopDeferring(): void {
    this.job.isDeferring = false;
  }

  flush(): void {
    this.job.lookAgain();
  }
}
