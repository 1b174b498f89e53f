import type { Cut, Fault } from "../fault/fault.ts";
import { latencyUs } from "../fault/latency.ts";
import type { DeferringJob } from "../fault/life.ts";
import type { Settings } from "../settings.ts";
import type { StorageUser } from "../storage/shares.ts";
import type { Job } from "./job.ts";
import { QuietInterruption } from "./quiet-interruption.ts";

/** What others may do to a job: faults, storage, and those who run it. Each verb brings it to the instant first. */
export class JobControls implements DeferringJob, StorageUser {
  private readonly job: Job;
  private readonly interruption: QuietInterruption;
  /** Whether changes of speed and paths wait: several faults go at once. */
  private isDeferring = false;

  constructor(job: Job) {
    this.job = job;
    this.interruption = new QuietInterruption(job);
  }

  get isUp(): boolean {
    return this.job.isUp;
  }

  get hasProcesses(): boolean {
    return this.job.isUp || this.job.recovery.hasProcesses;
  }

  isTaintedBy(fault: Fault): boolean {
    return this.job.state.taints.has(fault);
  }

  /** Emits what the job went through by the cluster's instant, before what happens at it; the job may lag behind on. */
  emitPassed(): void {
    const { nowUs, isHealing } = this.job.state.site.clock;
    if (!this.job.quietSaves.emitBy(isHealing ? nowUs - 1 : nowUs)) this.job.sync();
  }

  fail(fault: Fault, isDetected = false): void {
    this.job.sync();
    this.job.fail(fault, isDetected ? 0 : latencyUs(fault, this.job.state.settings.recovery), false);
  }

  loseNode(node: number): void {
    // Copies that were complete before the node went are so, though nobody has looked since.
    this.beforeStorageChanges();
    this.job.recovery.restorePoints.loseNode(node);
  }

  failWithNodes(fault: Fault): void {
    this.job.fail(fault, latencyUs(fault, this.job.state.settings.recovery), true);
  }

  failAlone(fault: Fault): void {
    const { site, settings } = this.job.state;
    const detectUs = latencyUs(fault, settings.recovery);
    const aloneUntilUs = Math.min(site.clock.aloneUntilUs, fault.atUs);
    if (site.journal.isHeardAtOnce || !this.interruption.passThrough(fault, detectUs, aloneUntilUs))
      this.job.fail(fault, detectUs, true);
  }

  hang(fault: Fault, found: () => void): void {
    const { job } = this;
    job.sync();
    job.book();
    job.hangs.add(fault, job.stepper.step);
    job.arrange();
    // A job that comes back to a card that still hangs waits for a whole timeout again.
    job.detection.byTime(
      fault,
      () => {
        if (fault.isActive && job.hangs.has(fault)) found();
      },
      true,
    );
  }

  unhang(fault: Fault): void {
    if (!this.job.hangs.delete(fault)) return;
    this.job.sync();
    this.job.arrange();
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
    if (!job.isUp || !job.paths.isCutByTransport(fault)) return;
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

  /** What the path stalled goes on. */
  reconnect(fault: Fault): void {
    const { job } = this;
    const wasStalled = job.paths.reconnect(fault);
    if (this.isDeferring) return;
    if (!job.paths.findPaths() && !wasStalled) return;
    job.sync();
    job.arrange();
  }

  /** The step in progress keeps its duration. */
  refreshSpeed(): void {
    const { job } = this;
    if (this.isDeferring || !job.isUp) return;
    const stepUs = job.stepUsNow();
    if (stepUs === job.stepper.currentStepUs) return;
    job.sync();
    job.book();
    job.stepper.setStepUs(stepUs);
    const { nowUs, site } = job.state;
    if (site.journal.hasListener) site.journal.emit(nowUs, "speed.changed", { stepUs });
    job.arrange();
  }

  taint(fault: Fault): void {
    const { job } = this;
    job.sync();
    job.state.isTainted = true;
    job.state.taints.add(fault);
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
    const missing = new Set(fleet.unusableInJob);
    for (const node of fault.nodes()) if (fleet.isInJob(node)) missing.add(node);
    return this.job.membership.replaceable([...missing]) === missing.size;
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
    this.isDeferring = true;
  }

  stopDeferring(): void {
    this.isDeferring = false;
  }

  flush(): void {
    const { job } = this;
    this.refreshSpeed();
    job.paths.findPaths();
    job.arrange();
  }

  /** Settings that hold from now on. */
  changeSettings(settings: Settings): void {
    const { job } = this;
    const { state } = job;
    job.sync();
    state.settings = settings;
    job.checkpointer.changeSettings(settings);
    state.site.journal.emit(state.nowUs, "settings.changed", { what: settings.changed });
    job.arrange();
  }

  /** Maintenance begins (+1) or ends (−1). */
  maintain(change: 1 | -1): void {
    this.job.sync();
    this.job.planned.maintain(change);
    this.job.arrange();
  }

  beforeStorageChanges(): void {
    this.job.sync();
    this.job.checkpointer.finishWriting(this.job.state.nowUs);
  }

  storageChanged(): void {
    if (this.job.isUp) this.job.arrange();
    else this.job.recovery.updateLoadEnd();
  }
}
