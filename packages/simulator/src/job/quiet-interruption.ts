import type { Fault } from "../fault/fault.ts";
import type { SureRung } from "../policies/index.ts";
import type { Job } from "./job.ts";
import { BucketIndex } from "./ledger.ts";
import type { RestorePoint } from "./restore-points.ts";

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
    if (rung === undefined || nowUs + detectUs >= aloneUntilUs || !this.isPlain(fault)) return false;
    const point = recovery.restorePoints.newest("durable");
    if (point === undefined || point.corrupt) return false;
    const rungUs = rung.takesUs + membership.sizeUs(rung) + settings.spareActivationUs;
    const { loadUs } = point.tier.times;
    const backUs = nowUs + detectUs + rungUs + loadUs;
    if (backUs >= aloneUntilUs) return false;
    const { ledger } = state;
    this.job.book();
    const { step } = this.job.stepper;
    if (site.journal.hasListener)
      site.journal.emit(nowUs, "job.stopped", { kind: fault.kind, faultIds: [fault.id], step });
    ledger.add(BucketIndex.detecting, detectUs);
    ledger.add(BucketIndex.restarting, rungUs);
    ledger.add(BucketIndex.loading, loadUs);
    const lost = site.fleet.unusableInJob[0] as number;
    this.job.checkpointer.tear(step);
    site.clock.nowUs = nowUs + detectUs;
    const spare = membership.replaceOne(lost, nowUs + detectUs);
    this.rollBack(fault, point.step, backUs);
    if (site.journal.hasListener) {
      if (spare !== lost) this.emitNodes(nowUs + detectUs, lost, spare);
      this.emitRung(nowUs + detectUs, rung, rungUs);
      this.emitLoad(nowUs + detectUs + rungUs, point, backUs, step);
    }
    state.goOnFrom(point.poisoned);
    this.resume(point.step, backUs);
    return true;
  }

  private emitNodes(atUs: number, lost: number, spare: number): void {
    const { journal, ground } = this.job.state.site;
    journal.emit(atUs, "node.removed", { node: ground.topology.name("node", lost) });
    journal.emit(atUs, "node.assigned", { node: ground.topology.name("node", spare) });
  }

  private emitRung(atUs: number, { name: rung, does }: SureRung, takesUs: number): void {
    const { journal } = this.job.state.site;
    journal.emit(atUs, "rung.started", { rung, does, takesUs, keepsProgress: false });
    journal.emit(atUs + takesUs, "rung.succeeded", { rung });
  }

  private emitLoad(atUs: number, { tier, step }: RestorePoint, backUs: number, stoppedStep: number): void {
    const { journal } = this.job.state.site;
    const lostSteps = Math.max(0, stoppedStep - step);
    journal.emit(atUs, "load.started", { tier: tier.name, step });
    journal.emit(backUs, "job.resumed", { step, from: tier.name, lostSteps, stepUs: this.job.stepUsNow() });
  }

  private resume(step: number, backUs: number): void {
    const { job } = this;
    job.up.rest(job.state.nowUs, backUs);
    job.skipTo(backUs, PHASES);
    job.detection.resumed(step, true);
    job.planned.resumeAt(step);
    job.checkpointer.resumeAt(step, true);
    if (!job.lagIfQuiet()) job.arrange();
  }

  /** The step in progress is lost, and all those after the one that the job goes on from. */
  private rollBack(fault: Fault, step: number, backUs: number): void {
    const { stepper, state } = this.job;
    const { nowUs, record } = state;
    const lostUs = stepper.progressUs(nowUs) + stepper.ranUs(step);
    record.countOnJob(fault);
    record.passInterruption(nowUs, fault, lostUs, backUs);
    stepper.restart(nowUs, backUs, step, this.job.stepUsNow());
  }

  /**
   * Whether the job only steps, has lost just one node, for which there is a spare, and no copy with it, and nothing that
   * is still there acts on it when it steps again.
   */
  private isPlain(fault: Fault): boolean {
    const { job } = this;
    const { fleet, controlPlane, storage } = job.state.site;
    return (
      job.isStepping &&
      job.isWhole &&
      job.up.isCool &&
      fleet.unusableInJob.length === 1 &&
      job.membership.canReplaceOne(fault) &&
      controlPlane.isUp &&
      storage.bandwidthShare === 1 &&
      !job.recovery.restorePoints.canLose &&
      !job.detection.hasSlow &&
      !job.faults.mayReapply(job.paths.areLost, job.membership.nextInPlaceOf(fleet.unusableInJob[0] as number))
    );
  }
}

/** Detecting, restarting and loading: three changes of the job. */
const PHASES = 3;
