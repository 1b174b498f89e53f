import type { Fault } from "../fault/fault.ts";
import type { Job } from "./job.ts";
import { BucketIndex } from "./ledger.ts";

/**
 * An interruption that nothing disturbs, gone through at once: a job that only steps loses a node, that is noticed, the job
 * is restarted on a spare, loads its newest copy, and steps again, and nothing else happens meanwhile. It leaves everything
 * as going through the phases of {@link Recovery} one by one would.
 */
export class QuietInterruption {
  private readonly job: Job;

  constructor(job: Job) {
    this.job = job;
  }

  /** Goes through all of it if it is over before `aloneUntilUs`, and nothing about it is unusual. Returns whether it did. */
  passThrough(fault: Fault, detectUs: number, aloneUntilUs: number): boolean {
    const { state, membership, recovery } = this.job;
    const { nowUs, site, settings } = state;
    const rung = settings.surest;
    if (rung === undefined || nowUs + detectUs >= aloneUntilUs || !this.isPlain()) return false;
    const point = recovery.restorePoints.newest("durable");
    if (point === undefined || point.corrupt) return false;
    const rungUs = rung.takesUs + membership.sizeUs(rung) + settings.spareActivationUs;
    const { loadUs } = point.tier.times;
    const downUs = detectUs + rungUs + loadUs;
    if (nowUs + downUs >= aloneUntilUs) return false;
    this.stop(fault);
    const { ledger } = state;
    ledger.add(BucketIndex.detecting, detectUs);
    ledger.add(BucketIndex.restarting, rungUs);
    ledger.add(BucketIndex.loading, loadUs);
    membership.replaceOne(site.fleet.unusableInJob[0] as number, nowUs + detectUs);
    this.job.skip(downUs, PHASES);
    state.isTainted = point.poisoned;
    this.job.announceResume(point.step, point.tier.name);
    this.job.comeUp(point.step, true);
    return true;
  }

  /** Whether the job only steps, has lost just one node, for which there is a spare, and no copy with it. */
  private isPlain(): boolean {
    const { job } = this;
    const { fleet, controlPlane, storage } = job.state.site;
    return (
      job.isStepping &&
      job.isWhole &&
      fleet.unusableInJob.length === 1 &&
      job.membership.canReplaceOne &&
      controlPlane.isUp &&
      storage.bandwidthShare === 1 &&
      !job.recovery.restorePoints.canLose
    );
  }

  private stop(fault: Fault): void {
    const { job } = this;
    const { stepper, checkpointer } = job;
    const { nowUs, record } = job.state;
    job.book();
    const killedUs = stepper.progressUs(nowUs);
    record.countOnJob(fault);
    job.stepDown();
    record.beginInterruption(nowUs, fault, killedUs);
    checkpointer.tear(stepper.step);
  }
}

/** Detecting, restarting and loading: three changes of the job. */
const PHASES = 3;
