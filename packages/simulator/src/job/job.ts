import type { Mode } from "@ordeal/model";
import type { Loops } from "../cooling/loops.ts";
import type { Fault } from "../fault/fault.ts";
import type { Stragglers } from "../fault/stragglers.ts";
import type { Plan } from "../plan.ts";
import type { Settings } from "../settings.ts";
import { Checkpointer } from "./checkpointer.ts";
import { Detection } from "./detection.ts";
import { FastForward } from "./fast-forward.ts";
import { Place } from "./ledger.ts";
import { JobMembership, type RenewNode } from "./membership.ts";
import { PathOutages } from "./path-outages.ts";
import { PlannedStops } from "./planned-stops.ts";
import { Recovery } from "./recovery.ts";
import { StepTime } from "./speed.ts";
import type { JobState } from "./state.ts";
import { Stepper } from "./stepper.ts";

/** Modes of a job that is up; while it is down its mode is the phase of its recovery. */
type UpMode = "stepping" | "saving" | "stalled" | "hung" | "planned";

/** The ledger's place of every mode but stepping, whose time is booked step by step. */
const placeOf = (mode: Exclude<Mode, "stepping">): Place => {
  switch (mode) {
    case "saving":
      return Place.checkpoint;
    case "detecting":
    case "hung":
      return Place.detecting;
    case "rescheduling":
      return Place.rescheduling;
    case "restarting":
      return Place.restarting;
    case "loading":
      return Place.loading;
    case "stalled":
      return Place.stalled;
    case "planned":
      return Place.planned;
  }
};

/** Modes in which the job means to step, and cannot. */
const isStill = (mode: Mode): boolean => mode === "stalled" || mode === "hung";

/** Modes at whose begin and end the curve of progress bends; a save that nothing holds up is part of its slope. */
const isBend = (mode: UpMode): boolean => mode === "stalled" || mode === "hung" || mode === "planned";

const none: ReadonlyArray<Fault> = [];

/** What the job does to faults. */
export interface JobFaults {
  /** Takes the place of a failed node with a fresh one. */
  readonly renewNode: RenewNode;
  cordon(fault: Fault): void;
  end(fault: Fault): void;
  /** The job steps again: faults that are still there act on it again. */
  reapply(): void;
  /** Stragglers that were found, and wait for a spare. */
  readonly awaitingSpare: ReadonlySet<Fault>;
}

/**
 * The synchronous training job: one state machine whose next change, if nothing else happens, is due at `nextUs`.
 * What blocks it overlaps (a save, a hang, a cut path, planned stops); the first of the ledger's order that applies is
 * the mode, and everything behind it stands still.
 *
 * The job has a clock of its own, which lags behind while it goes through quiet saves. Whoever touches it calls
 * {@link sync} first: that brings it to the cluster's instant, before what is due at it for a heal, else after it.
 */
export class Job {
  readonly state: JobState;
  private readonly plan: Plan;
  private readonly loops: Loops;
  private readonly slow: Stragglers;
  private readonly faults: JobFaults;
  readonly stepper: Stepper;
  readonly checkpointer: Checkpointer;
  readonly planned: PlannedStops;
  readonly paths: PathOutages;
  readonly detection: Detection;
  readonly membership: JobMembership;
  readonly recovery: Recovery;
  private readonly fastForward: FastForward;
  private readonly stepTime: StepTime;
  private upMode: UpMode = "planned";
  /** Since when it has been in this mode, as far as it is booked. */
  private sinceUs = 0;
  /** Since when a stall or a hang has kept it from stepping; of use in these modes only. */
  private stillSinceUs = 0;
  nextUs = 0;
  private modeEndUs = 0;
  /** Faults whose collective hangs. */
  private readonly hangs = new Set<Fault>();
  /** Whether changes of speed and paths wait for {@link lookAgain}: several faults go at once. */
  isDeferring = false;

  constructor(state: JobState, plan: Plan, loops: Loops, slow: Stragglers, faults: JobFaults) {
    const { job } = plan.scenario;
    this.state = state;
    this.plan = plan;
    this.loops = loops;
    this.slow = slow;
    this.faults = faults;
    this.stepTime = new StepTime(job.step, job.linearity, plan.replicas);
    this.stepper = new Stepper(job.step, state.ledger, state.curve);
    this.checkpointer = new Checkpointer(state);
    this.planned = new PlannedStops(state, job.evaluation);
    this.paths = new PathOutages(state);
    this.detection = new Detection(state, this.stepper, this);
    this.membership = new JobMembership(state, plan, faults.renewNode);
    this.recovery = new Recovery(state, plan, this, this.stepper, this.checkpointer, this.membership, faults);
    this.fastForward = new FastForward(state, plan.replicas, this.stepper, this.checkpointer, this.planned, loops);
    this.stepper.pause(0);
  }

  get isUp(): boolean {
    return this.recovery.phase === undefined;
  }

  get mode(): Mode {
    return this.recovery.phase ?? this.upMode;
  }

  get isStepping(): boolean {
    return this.upMode === "stepping" && this.isUp;
  }

  /** Whether there are processes, without which no software fault can strike. */
  get hasProcesses(): boolean {
    return this.isUp || this.recovery.hasProcesses;
  }

  /** The last step that counts if the run ends now. */
  get goodStep(): number {
    return this.isUp ? this.stepper.stepAt(this.state.nowUs) : this.recovery.goodStep;
  }

  /** How long the committed steps took that a job which is down will have lost when it is back, as things are now. */
  get rolledBackUs(): number {
    return this.stepper.ranUs(this.goodStep);
  }

  /** The share of healthy throughput that the job has now; 0 when it does not step. */
  get speed(): number {
    return this.isStepping ? this.plan.scenario.job.step / this.stepper.stepInProgressUs : 0;
  }

  /** Hangs that nobody has noticed so far. */
  get hidden(): Iterable<Fault> {
    return this.hangs;
  }

  /** Brings the job to the cluster's instant, so that it can be touched or looked at. */
  sync(): void {
    const { state } = this;
    const { nowUs, isHealing } = state.site.clock;
    if (this.fastForward.isOn) this.catchUp(isHealing ? nowUs - 1 : nowUs);
    state.nowUs = nowUs;
    state.isBefore = isHealing;
  }

  /** Goes through what quiet cycles bring up to an instant, that included. */
  private catchUp(byUs: number): void {
    this.state.isBefore = false;
    this.land(byUs);
    while (this.nextUs <= byUs) {
      this.state.nowUs = this.nextUs;
      this.complete(false);
    }
  }

  private land(byUs: number): void {
    this.fastForward.land(byUs);
    this.sinceUs = this.state.nowUs;
    this.arrange();
  }

  /** From a step that has just begun, fast-forwards if quiet cycles are all there is to do. */
  private fastForwardIfQuiet(): void {
    if (!this.isStepping || this.stepper.progressUs(this.state.nowUs) !== 0) return;
    if (this.detection.hasSlow || this.faults.awaitingSpare.size > 0) return;
    if (this.fastForward.begin()) this.nextUs = this.fastForward.endsUs;
  }

  /** Does what is due at `nextUs`, which is the cluster's instant now. */
  advance(): void {
    this.state.nowUs = this.nextUs;
    this.state.isBefore = false;
    this.complete(true);
  }

  private complete(mayFastForward: boolean): void {
    const { nowUs } = this.state;
    if (this.fastForward.isOn) return this.land(nowUs);
    if (!this.isUp) {
      this.recovery.complete();
      if (mayFastForward) this.fastForwardIfQuiet();
      return;
    }
    if (this.checkpointer.finishWriting(nowUs) && this.recovery.growIfPossible()) return;
    if (this.modeEndUs > nowUs) return this.arrange();
    switch (this.upMode) {
      case "stepping":
        this.book();
        this.atBoundary();
        break;
      case "saving":
        this.book();
        this.markHeldUp();
        if (this.checkpointer.endSave(this.stepper.step) && this.recovery.growIfPossible()) return;
        this.atBoundary();
        if (mayFastForward) this.fastForwardIfQuiet();
        break;
      case "stalled":
        if (this.paths.deadlineUs <= nowUs) this.timeOut();
        else this.arrange();
        break;
      case "planned":
        this.planned.endDue();
        this.arrange();
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

  private timeOut(): void {
    const first = this.paths.timeOut();
    if (first === undefined) this.arrange();
    else this.stop(first, 0, false);
  }

  /** Works out mode and next change from everything that applies now. Up only. */
  arrange(): void {
    if (!this.isUp) return;
    this.book();
    this.paths.dropMoved();
    this.enter(this.firstMatch());
    this.modeEndUs = this.modeEndsUs();
    this.nextUs = Math.min(this.modeEndUs, this.checkpointer.nextWrittenUs(this.state.replicas < this.plan.replicas));
  }

  private firstMatch(): UpMode {
    if (this.hangs.size > 0) return "hung";
    if (this.checkpointer.isSaving) return "saving";
    if (this.paths.areAny) return "stalled";
    return this.planned.isOn ? "planned" : "stepping";
  }

  private modeEndsUs(): number {
    switch (this.upMode) {
      case "stepping":
        return this.stepper.boundaryUs(this.boundariesToNext());
      case "saving":
        return this.checkpointer.saveEndsUs;
      case "stalled":
        return this.paths.endsUs;
      case "planned":
        return this.planned.endsUs;
      case "hung":
        return Number.POSITIVE_INFINITY;
    }
  }

  /** Step boundaries until the next at which something is due. */
  private boundariesToNext(): number {
    const { stepper } = this;
    return Math.min(this.checkpointer.boundariesToNext(stepper), this.planned.boundariesToNext(stepper.step));
  }

  /** Changes the mode; the time so far must be booked. */
  private enter(mode: UpMode): void {
    const { nowUs, site } = this.state;
    const from = this.upMode;
    if (from === mode) return;
    this.upMode = mode;
    if (!isStill(from)) this.stillSinceUs = nowUs;
    if (from === "stepping") this.endStepping();
    if (from === "saving") this.checkpointer.freeze(nowUs);
    if (isBend(from) || isBend(mode)) this.stepper.markProgress(nowUs);
    if (from === "planned") this.planned.stop();
    if (mode === "stepping") {
      this.stepper.resume(nowUs);
      this.loops.setLoaded(nowUs, true);
      this.detection.run();
    }
    if (mode === "saving") this.checkpointer.thaw(nowUs);
    if (mode === "planned") this.planned.run();
    if (mode === "stalled") {
      this.paths.beginStall();
      if (site.journal.isHeard) site.journal.emit(nowUs, "job.stalled", { step: this.stepper.step });
    } else if (from === "stalled") {
      if (site.journal.isHeard) site.journal.emit(nowUs, "job.unstalled", { step: this.stepper.step });
    }
  }

  private endStepping(): void {
    const { nowUs } = this.state;
    this.stepper.pause(nowUs);
    this.loops.setLoaded(nowUs, false);
    this.detection.stop();
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
      const steppingUs = this.stepper.settle(isBefore ? nowUs - 1 : nowUs);
      if (steppingUs > 0) this.checkpointer.addStepping(steppingUs);
      record.steppingNodeUs += (nowUs - this.sinceUs) * site.fleet.jobNodes;
    } else if (nowUs > this.sinceUs) {
      ledger.add(placeOf(mode), nowUs - this.sinceUs);
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
    const stoppedUs = isStill(this.upMode) ? this.stillSinceUs : nowUs;
    const killedUs = this.stepper.progressUs(nowUs);
    this.markHeldUp();
    // Hangs would have stopped it as well.
    record.countOnJob(fault);
    const hangs = this.hangs.size > 0 ? [...this.hangs].filter((hang) => hang !== fault) : none;
    for (const hang of hangs) record.countOnJob(hang);
    this.stepDown();
    record.beginInterruption(stoppedUs, fault, killedUs);
    if (journal.isHeard) {
      const faultIds = [fault.id, ...hangs.map(({ id }) => id)];
      journal.emit(nowUs, "job.stopped", { kind: fault.kind, faultIds, step: this.stepper.step });
    }
    this.checkpointer.tear(this.stepper.step);
    this.recovery.begin(fault, hangs, detectAfterUs, tookNodes);
  }

  /** Leaves the up modes: the step in progress is lost, and nothing stalls or hangs any more. */
  stepDown(): void {
    const { nowUs } = this.state;
    if (this.upMode === "stepping") this.endStepping();
    if (this.upMode === "saving") this.checkpointer.freeze(nowUs);
    this.stepper.kill(nowUs);
    this.paths.clear();
    // Clearing a set costs even when it is empty, and it nearly always is.
    if (this.hangs.size > 0) this.hangs.clear();
    this.planned.giveUp();
  }

  /** A phase of recovery that has begun ends by itself at this instant. */
  waitUntil(endsUs: number): void {
    this.nextUs = endsUs;
  }

  announceResume(step: number, from: string): void {
    const { nowUs, site } = this.state;
    this.detection.resumed(step, from !== "memory");
    if (!site.journal.isHeard) return;
    const lostSteps = Math.max(0, this.stepper.step - step);
    site.journal.emit(nowUs, "job.resumed", { step, from, lostSteps, stepUs: this.stepUsNow() });
  }

  comeUp(step: number, isLoaded: boolean): void {
    const { nowUs, record } = this.state;
    record.endInterruption(nowUs, this.stepper.ranUs(step));
    this.upMode = "planned";
    this.planned.resumeAt(step);
    this.checkpointer.resumeAt(step, isLoaded);
    this.stepper.setStepUs(this.stepUsNow());
    this.stepper.begin(nowUs, step);
    this.stepper.pause(nowUs);
    this.faults.reapply();
    this.arrange();
  }

  /** Something changed that a job which is down may wait for. */
  wake(): void {
    if (this.isUp) return;
    this.sync();
    this.recovery.wake();
  }

  hang(fault: Fault): void {
    const { nowUs, site } = this.state;
    this.book();
    this.hangs.add(fault);
    if (site.journal.isHeard) site.journal.emit(nowUs, "job.hung", { faultId: fault.id, step: this.stepper.step });
    this.arrange();
  }

  isHungBy(fault: Fault): boolean {
    return this.hangs.has(fault);
  }

  unhang(fault: Fault): void {
    if (!this.hangs.delete(fault)) return;
    this.sync();
    this.arrange();
  }

  /** Settings that hold from now on. */
  changeSettings(settings: Settings): void {
    this.sync();
    this.state.settings = settings;
    this.checkpointer.changeSettings(settings);
    this.state.site.journal.emit(this.state.nowUs, "settings.changed", { what: settings.changed });
    this.arrange();
  }

  /** Maintenance begins (+1) or ends (−1). */
  maintain(change: 1 | -1): void {
    this.sync();
    this.planned.maintain(change);
    this.arrange();
  }

  beforeStorageChanges(): void {
    this.sync();
    this.checkpointer.finishWriting(this.state.nowUs);
  }

  storageChanged(): void {
    if (this.isUp) this.arrange();
    else this.recovery.replan();
  }

  /** Looks at speed and paths anew, after several faults went at once. */
  lookAgain(): void {
    this.refreshSpeed();
    this.paths.findPaths();
    this.arrange();
  }

  /** A path is whole again: what it stalled goes on. */
  reconnect(fault: Fault): void {
    const wasStalled = this.paths.reconnect(fault);
    if (this.isDeferring) return;
    if (!this.paths.findPaths() && !wasStalled) return;
    this.sync();
    this.arrange();
  }

  /** Samples speed and bandwidth anew; the step in progress keeps its duration. */
  refreshSpeed(): void {
    if (this.isDeferring || !this.isUp) return;
    const stepUs = this.stepUsNow();
    if (stepUs === this.stepper.currentStepUs) return;
    this.sync();
    this.book();
    this.stepper.setStepUs(stepUs);
    const { nowUs, site } = this.state;
    if (site.journal.isHeard) site.journal.emit(nowUs, "speed.changed", { stepUs });
    this.arrange();
  }

  /** With no bandwidth at all a path is cut: no step begins until it is back, so the duration does not matter. */
  private stepUsNow(): number {
    const share = this.state.site.fabric.leastShare();
    if (share === 0) return this.stepper.currentStepUs;
    return this.stepTime.of(Math.min(this.loops.leastSpeed(), this.slow.leastOnJob()), share, this.state.replicas);
  }
}
