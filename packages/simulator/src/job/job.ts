import type { Mode } from "@ordeal/model";
import type { Loops } from "../cooling/loops.ts";
import type { Fault } from "../fault/fault.ts";
import type { Stragglers } from "../fault/stragglers.ts";
import type { PreparedScenario } from "../prepared-scenario.ts";
import { Checkpointer } from "./checkpointer.ts";
import { Detection } from "./detection.ts";
import { Hangs } from "./hangs.ts";
import type { JobFaults } from "./job-faults.ts";
import { bucketIndexOf } from "./ledger.ts";
import { JobMembership } from "./membership.ts";
import { PathOutages } from "./path-outages.ts";
import { PlannedStops } from "./planned-stops.ts";
import { QuietSaves } from "./quiet-saves.ts";
import { Recovery } from "./recovery.ts";
import type { JobState } from "./state.ts";
import { StepTime } from "./step-time.ts";
import { Stepper } from "./stepper.ts";
import { UpMode } from "./up-mode.ts";

/**
 * The synchronous training job: one state machine whose next change, if nothing else happens, is due at `nextUs`.
 * While it is up that is what {@link UpMode} says, while it is down the phase of its recovery.
 *
 * The job has a clock of its own, which lags behind while it goes through quiet saves. Whoever touches it calls
 * {@link sync} first: that brings it to the cluster's instant, before what is due at it for a heal, else after it.
 */
export class Job {
  readonly state: JobState;
  private readonly prepared: PreparedScenario;
  readonly faults: JobFaults;
  readonly stepper: Stepper;
  readonly checkpointer: Checkpointer;
  readonly planned: PlannedStops;
  readonly paths: PathOutages;
  readonly hangs: Hangs;
  readonly detection: Detection;
  readonly membership: JobMembership;
  readonly recovery: Recovery;
  readonly quietSaves: QuietSaves;
  private readonly stepTime: StepTime;
  readonly up: UpMode;
  /** Since when it has been in this mode, as far as it is booked. */
  private sinceUs = 0;
  nextUs = 0;
  private modeEndUs = 0;
  /** Whether it goes through what an instant of the cluster that is known already has left behind. */
  private isCatchingUp = false;

  constructor(state: JobState, prepared: PreparedScenario, loops: Loops, stragglers: Stragglers, faults: JobFaults) {
    const { job } = prepared.scenario;
    this.state = state;
    this.prepared = prepared;
    this.faults = faults;
    this.stepTime = new StepTime(state, loops, stragglers);
    this.stepper = new Stepper(job.step, state.ledger, state.curve);
    this.checkpointer = new Checkpointer(state);
    this.planned = new PlannedStops(state, job.evaluation);
    this.paths = new PathOutages(state);
    this.hangs = new Hangs(state);
    this.detection = new Detection(state, this.stepper, this);
    this.up = new UpMode(
      state,
      this.stepper,
      this.checkpointer,
      this.planned,
      this.paths,
      this.hangs,
      this.detection,
      loops,
    );
    this.membership = new JobMembership(state, prepared, faults);
    this.recovery = new Recovery(state, prepared, this, this.stepper, this.checkpointer, this.membership, faults);
    this.quietSaves = new QuietSaves(state, prepared.replicas, this.stepper, this.checkpointer, this.planned, loops);
    this.stepper.pause(0);
  }

  get isUp(): boolean {
    return this.recovery.phase === undefined;
  }

  get mode(): Mode {
    return this.recovery.phase ?? this.up.now;
  }

  /** Whether it has all its replicas. */
  get isWhole(): boolean {
    return this.state.replicas === this.prepared.replicas;
  }

  get isStepping(): boolean {
    return this.up.now === "stepping" && this.isUp;
  }

  /** The last step that counts if the run ends now. */
  get goodStep(): number {
    return this.isUp ? this.stepper.stepAt(this.state.nowUs) : this.recovery.goodStep;
  }

  /** The share of healthy throughput that the job has now; 0 when it does not step. */
  get speed(): number {
    return this.isStepping ? this.prepared.scenario.job.step / this.stepper.stepInProgressUs : 0;
  }

  /** Brings the job to the cluster's instant, so that it can be touched or looked at. */
  sync(): void {
    const { state } = this;
    const { nowUs, isHealing } = state.site.clock;
    if (this.quietSaves.isOn) this.catchUp(isHealing ? nowUs - 1 : nowUs);
    state.nowUs = nowUs;
    state.isBefore = isHealing;
  }

  /** Goes through what quiet saves bring up to an instant, that included. */
  private catchUp(byUs: number): void {
    this.state.isBefore = false;
    const steppingUntilUs = this.quietSaves.end(byUs);
    this.sinceUs = this.state.nowUs;
    if (steppingUntilUs < 0) this.arrange();
    else {
      this.modeEndUs = steppingUntilUs;
      this.planNext();
    }
    this.isCatchingUp = true;
    while (this.nextUs <= byUs) {
      this.state.nowUs = this.nextUs;
      this.complete();
    }
    this.isCatchingUp = false;
  }

  /** Lets a job that steps lag behind, if quiet saves are all there is to do. Returns whether it does. */
  lagIfQuiet(): boolean {
    if (this.isCatchingUp || !this.isStepping || this.detection.hasSlow || this.faults.awaitingSpare.size > 0)
      return false;
    if (!this.quietSaves.begin()) return false;
    this.nextUs = this.quietSaves.endsUs;
    return true;
  }

  /** Does what is due at `nextUs`, which is the cluster's instant now. */
  advance(): void {
    const { state, nextUs } = this;
    if (this.quietSaves.isOn) {
      this.catchUp(nextUs);
      state.nowUs = nextUs;
      this.book();
      this.lagIfQuiet();
      return;
    }
    state.nowUs = nextUs;
    state.isBefore = false;
    this.complete();
  }

  private complete(): void {
    const { nowUs } = this.state;
    if (!this.isUp) return this.recovery.complete();
    if (this.checkpointer.finishWriting(nowUs) && this.recovery.growIfPossible()) return;
    if (this.modeEndUs > nowUs) return this.arrange();
    switch (this.up.now) {
      case "stepping":
        this.book();
        this.atBoundary();
        this.lagIfQuiet();
        break;
      case "saving":
        this.book();
        this.markHeldUp();
        if (this.checkpointer.endSave(this.stepper.step) && this.recovery.growIfPossible()) return;
        this.atBoundary();
        this.lagIfQuiet();
        break;
      case "stalled":
        if (!this.timeOut()) this.arrange();
        break;
      case "planned":
        this.planned.endDue();
        this.arrange();
        this.lagIfQuiet();
        break;
      case "hung":
        this.arrange();
    }
  }

  /** At a step boundary: saves and evaluations that are due here start, one after the other. */
  private atBoundary(): void {
    const { step } = this.stepper;
    if (!this.checkpointer.startDue(step)) this.planned.startDue(step);
    this.arrange();
  }

  /** Gives up where a path has been cut for too long. Returns whether it did. */
  private timeOut(): boolean {
    const first = this.paths.timeOut();
    if (first !== undefined) this.stop(first, 0, false);
    return first !== undefined;
  }

  /** Works out mode and next change from everything that applies now. Up only. */
  arrange(): void {
    if (!this.isUp) return;
    this.book();
    this.up.choose();
    this.modeEndUs = this.up.endsUs;
    this.planNext();
  }

  /** What comes next, now that it is known when the mode ends by itself. */
  private planNext(): void {
    this.nextUs = Math.min(this.modeEndUs, this.checkpointer.nextWrittenUs(!this.isWhole));
  }

  /** A save that something held up bends the curve of progress where it began and where it ends. */
  private markHeldUp(): void {
    const sinceUs = this.checkpointer.heldUpSinceUs;
    if (sinceUs !== undefined) this.stepper.markPause(sinceUs, this.state.nowUs);
  }

  /** Books the time up to now. */
  book(): void {
    const { nowUs, isBefore, ledger, record, site } = this.state;
    const { mode } = this;
    if (mode === "stepping") {
      // Heals come before what is complete at their instant: that step's end, and what is due there, is still to come.
      const steppingUs = this.stepper.commitBy(isBefore ? nowUs - 1 : nowUs);
      if (steppingUs > 0) this.checkpointer.addStepping(steppingUs);
      record.steppingNodeUs += (nowUs - this.sinceUs) * site.fleet.jobNodes;
    } else if (nowUs > this.sinceUs) {
      ledger.add(bucketIndexOf(mode), nowUs - this.sinceUs);
    }
    this.sinceUs = nowUs;
  }

  /** A fault that ends the job, or would; `tookNodes` when nodes of the job are gone with it. */
  fail(fault: Fault, detectAfterUs: number, tookNodes: boolean): void {
    if (this.isUp) this.stop(fault, detectAfterUs, tookNodes);
    else {
      this.state.record.countOnJob(fault);
      this.recovery.strike(fault, detectAfterUs, tookNodes);
    }
  }

  /** Everything that was going on is over; recovery begins. */
  private stop(fault: Fault, detectAfterUs: number, tookNodes: boolean): void {
    const { nowUs, record, site } = this.state;
    const { journal } = site;
    this.book();
    const { stoppedUs } = this.up;
    const killedUs = this.stepper.progressUs(nowUs);
    this.markHeldUp();
    record.countOnJob(fault);
    const hangs = this.hangs.others(fault);
    for (const hang of hangs) record.countOnJob(hang);
    this.stepDown();
    record.beginInterruption(stoppedUs, fault, killedUs);
    if (journal.hasListener) {
      const faultIds = [fault.id, ...hangs.map(({ id }) => id)];
      journal.emit(nowUs, "job.stopped", { kind: fault.kind, faultIds, step: this.stepper.step });
    }
    this.checkpointer.tear(this.stepper.step);
    this.recovery.begin(fault, hangs, detectAfterUs, tookNodes);
  }

  stepDown(): void {
    this.up.leave();
  }

  /** A phase of recovery that has begun ends by itself at this instant. */
  waitUntil(endsUs: number): void {
    this.nextUs = endsUs;
  }

  /** Time goes by up to an instant that is booked already, and the job goes through so many changes that nobody sees. */
  skipTo(atUs: number, changes: number): void {
    const { state } = this;
    state.nowUs = atUs;
    state.site.clock.nowUs = atUs;
    state.changesPassed += changes;
    this.sinceUs = atUs;
  }

  announceResume(step: number, from: string): void {
    const { nowUs, site } = this.state;
    this.detection.resumed(step, from !== "memory");
    if (!site.journal.hasListener) return;
    const lostSteps = Math.max(0, this.stepper.step - step);
    site.journal.emit(nowUs, "job.resumed", { step, from, lostSteps, stepUs: this.stepUsNow() });
  }

  comeUp(step: number, isLoaded: boolean): void {
    const { nowUs, record } = this.state;
    record.endInterruption(nowUs, this.stepper.ranUs(step));
    this.up.begin();
    this.planned.resumeAt(step);
    this.checkpointer.resumeAt(step, isLoaded);
    this.stepper.setStepUs(this.stepUsNow());
    this.stepper.begin(nowUs, step);
    this.stepper.pause(nowUs);
    this.faults.reapply();
    this.book();
    this.up.choose();
    if (!this.lagIfQuiet()) this.arrange();
  }

  /** Something changed that a job which is down may wait for. */
  wake(): void {
    if (this.isUp) return;
    this.sync();
    this.recovery.wake();
  }

  /** How long a step takes that begins now, in microseconds. */
  stepUsNow(): number {
    return this.stepTime.nowUs ?? this.stepper.currentStepUs;
  }
}
