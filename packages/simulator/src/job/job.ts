import type { Bucket, Mode } from "@ordeal/model";
import type { Fault } from "../fault.ts";
import { Priority } from "../kernel/queue.ts";
import type { World } from "../world.ts";
import { Countdown } from "./countdown.ts";
import { type Cruise, cruiseFrom, land } from "./cruise.ts";
import { Recovery } from "./recovery.ts";
import { Saver } from "./saver.ts";
import { StepTime } from "./speed.ts";
import { Stepper } from "./stepper.ts";

/** The ledger's bucket of every mode but stepping, whose time is booked step by step. */
const bucketOf = (mode: Exclude<Mode, "stepping">): Bucket =>
  mode === "saving" ? "checkpoint" : mode === "hung" ? "detecting" : mode;

/** Modes in which the job means to step, and cannot. */
const isStill = (mode: Mode): boolean => mode === "stalled" || mode === "hung";

/** Modes at whose begin and end the curve of progress bends; a save that nothing holds up is part of its slope. */
const isBend = (mode: Mode): boolean => mode === "stalled" || mode === "hung" || mode === "planned";

const none: ReadonlyArray<Fault> = [];

/** How long a straggler must still slow the steps, and what happens then. */
interface Watched {
  readonly left: Countdown;
  readonly found: () => void;
}

/**
 * The synchronous training job: one state machine whose next change, if nothing else happens, is due at `nextUs`.
 * What blocks it overlaps (a save, a hang, a cut path, planned stops); the first of the ledger's order that applies is
 * the mode, and everything behind it stands still.
 */
export class Job {
  private readonly world: World;
  readonly stepper: Stepper;
  readonly saver: Saver;
  readonly recovery: Recovery;
  private readonly stepTime: StepTime;
  mode: Mode = "planned";
  /** Since when it has been in this mode, as far as it is booked. */
  private sinceUs = 0;
  /** Since when a stall or a hang has kept it from stepping, and since when it is stalled; of use in these modes only. */
  private stillSinceUs = 0;
  private stalledSinceUs = 0;
  /** Stragglers that are looked for, and how long they must still slow the steps until they are found. */
  private readonly stragglers = new Map<Fault, Watched>();
  nextUs = 0;
  private modeEndUs = 0;
  private cruise: Cruise | undefined;
  /** Faults whose path is cut, and whose traffic is being moved (until when the job waits), and whose collective hangs. */
  private readonly cuts = new Set<Fault>();
  private readonly failovers = new Map<Fault, number>();
  private readonly hangs = new Set<Fault>();
  private evaluation: Countdown | undefined;
  private evaluatedStep = 0;
  private maintenances = 0;
  /** Silent corruption: whether the state in training is tainted, so that what is saved is poisoned. */
  isTainted = false;
  replicas: number;

  constructor(world: World) {
    this.world = world;
    const { job } = world.plan.scenario;
    this.replicas = world.plan.replicas;
    this.stepTime = new StepTime(job.step, job.linearity, this.replicas);
    this.stepper = new Stepper(job.step, world.ledger, world.curve);
    this.saver = new Saver(world);
    this.recovery = new Recovery(world, this);
    this.stepper.pause(0);
  }

  get isUp(): boolean {
    return this.recovery.phase === undefined;
  }

  /** Whether there are processes, without which no software fault can strike. */
  get hasProcesses(): boolean {
    return this.isUp || this.recovery.hasProcesses;
  }

  /** The last step that counts if the run ends now. */
  get goodStep(): number {
    return this.isUp ? this.stepper.stepAt(this.world.nowUs) : this.recovery.goodStep;
  }

  /** How long the committed steps took that a job which is down will have lost when it is back, as things are now. */
  get rolledBackUs(): number {
    return this.stepper.ranUs(this.goodStep);
  }

  /** The share of healthy throughput that the job has now; 0 when it does not step. */
  get speed(): number {
    return this.mode === "stepping" ? this.world.plan.scenario.job.step / this.stepper.stepInProgressUs : 0;
  }

  /**
   * Whether it goes through quiet save cycles that nobody has looked at yet. Before anything touches the job, or looks,
   * the world must {@link land} it.
   */
  get isCruising(): boolean {
    return this.cruise !== undefined;
  }

  /** Goes through the quiet cycles that end by an instant, and on from there step by step. */
  land(byUs: number): void {
    const { cruise } = this;
    if (cruise === undefined) return;
    this.cruise = undefined;
    land(this.world, this, cruise, byUs);
    this.arrange();
  }

  /** From a step that has just begun, cruises if that is all there is to do. */
  private cruiseIfQuiet(): void {
    if (this.mode !== "stepping" || this.stepper.progressUs(this.world.nowUs) !== 0) return;
    this.cruise = cruiseFrom(this.world, this);
    if (this.cruise === undefined) return;
    const { fromUs, cycleUs, cyclesMax } = this.cruise;
    this.nextUs = fromUs + cyclesMax * cycleUs;
  }

  /** Does what is due at `nextUs`, which is now; `mayCruise` when nobody waits for the job to come to an instant. */
  complete(mayCruise: boolean): void {
    const { nowUs } = this.world;
    if (this.isCruising) return this.land(nowUs);
    if (this.isUp) {
      if (this.saver.finishWriting(nowUs) && this.recovery.growIfPossible()) return;
      if (this.modeEndUs > nowUs) return this.arrange();
    }
    switch (this.mode) {
      case "stepping":
        this.book();
        this.atBoundary();
        break;
      case "saving":
        this.book();
        this.markHeldUp();
        if (this.saver.endSave(this.stepper.step) && this.recovery.growIfPossible()) return;
        this.atBoundary();
        if (mayCruise) this.cruiseIfQuiet();
        break;
      case "stalled":
        if (this.cutDeadlineUs() <= nowUs) this.timeOut();
        else this.arrange();
        break;
      case "planned":
        if (this.evaluation !== undefined && this.evaluation.endUs <= nowUs) {
          this.evaluation = undefined;
          if (this.world.journal.isHeard) this.world.journal.say(nowUs, "planned.ended", { what: "evaluation" });
        }
        this.arrange();
        break;
      default:
        this.book();
        this.recovery.complete();
        if (mayCruise) this.cruiseIfQuiet();
    }
  }

  /** At a step boundary: saves and evaluations that are due here start, one after the other. */
  private atBoundary(): void {
    const { nowUs, plan } = this.world;
    const { step } = this.stepper;
    if (this.saver.startDue(step, this.isTainted)) return this.arrange();
    const { evaluation } = plan.scenario.job;
    if (evaluation !== undefined && step % evaluation.everySteps === 0 && this.evaluatedStep !== step) {
      this.evaluatedStep = step;
      this.evaluation = new Countdown(evaluation.takes);
      if (this.world.journal.isHeard) this.world.journal.say(nowUs, "planned.started", { what: "evaluation" });
    }
    this.arrange();
  }

  /** Works out mode and next change from everything that applies now. Up only. */
  arrange(): void {
    if (!this.isUp) return;
    this.book();
    if (this.failovers.size > 0) this.dropFailovers();
    this.enter(this.firstMatch());
    this.modeEndUs = this.modeEndsUs();
    this.nextUs = Math.min(this.modeEndUs, this.saver.nextWrittenUs(this.replicas < this.world.plan.replicas));
  }

  private dropFailovers(): void {
    for (const [fault, untilUs] of this.failovers) if (untilUs <= this.world.nowUs) this.failovers.delete(fault);
  }

  private firstMatch(): Mode {
    if (this.hangs.size > 0) return "hung";
    if (this.saver.isSaving) return "saving";
    if (this.cuts.size > 0 || this.failovers.size > 0) return "stalled";
    return this.maintenances > 0 || this.evaluation !== undefined ? "planned" : "stepping";
  }

  private modeEndsUs(): number {
    switch (this.mode) {
      case "stepping":
        return this.stepper.boundaryUs(this.boundariesToNext());
      case "saving":
        return this.saver.saveEndsUs;
      case "stalled": {
        let endsUs = 0;
        for (const untilUs of this.failovers.values()) endsUs = Math.max(endsUs, untilUs);
        return this.cuts.size > 0 ? this.cutDeadlineUs() : endsUs;
      }
      case "planned":
        return this.evaluation?.endUs ?? Number.POSITIVE_INFINITY;
      default:
        return Number.POSITIVE_INFINITY;
    }
  }

  /** Step boundaries until the next at which something is due. */
  boundariesToNext(): number {
    const save = this.saver.boundariesToNext(this.stepper);
    return Math.min(save, this.boundariesToEvaluation());
  }

  boundariesToEvaluation(): number {
    const { evaluation } = this.world.plan.scenario.job;
    if (evaluation === undefined) return Number.POSITIVE_INFINITY;
    return evaluation.everySteps - (this.stepper.step % evaluation.everySteps);
  }

  /** Changes the mode; the time so far must be booked. */
  enter(mode: Mode): void {
    const { nowUs } = this.world;
    const from = this.mode;
    if (from === mode) return;
    this.mode = mode;
    if (!isStill(from)) this.stillSinceUs = nowUs;
    if (from === "stepping") this.endStepping();
    if (from === "saving") this.saver.freeze(nowUs);
    if (isBend(from) || isBend(mode)) this.stepper.markProgress(nowUs);
    if (from === "planned") this.evaluation?.stop(nowUs);
    if (mode === "stepping") {
      this.stepper.resume(nowUs);
      this.world.setLoaded(true);
      this.lookForStragglers();
    }
    if (mode === "saving") this.saver.thaw(nowUs);
    if (mode === "planned") this.evaluation?.run(nowUs);
    if (mode === "stalled") {
      this.stalledSinceUs = nowUs;
      if (this.world.journal.isHeard) this.world.journal.say(nowUs, "job.stalled", { step: this.stepper.step });
    } else if (from === "stalled" && this.isUp) {
      if (this.world.journal.isHeard) this.world.journal.say(nowUs, "job.unstalled", { step: this.stepper.step });
    }
  }

  /** A save that something held up bends the curve of progress where it began and where it ends. */
  private markHeldUp(): void {
    const sinceUs = this.saver.heldUpSinceUs;
    if (sinceUs !== undefined) this.stepper.markPause(sinceUs, this.world.nowUs);
  }

  /** Books the time up to now. */
  book(): void {
    const { nowUs, ledger, record, fleet } = this.world;
    if (this.mode === "stepping") {
      // Heals come before what is complete at their instant: that step's end, and what is due there, is still to come.
      const steppingUs = this.stepper.settle(this.world.isHealing ? nowUs - 1 : nowUs);
      if (steppingUs > 0) this.saver.addStepping(steppingUs);
      record.steppingNodeUs += (nowUs - this.sinceUs) * fleet.jobNodes;
    } else if (nowUs > this.sinceUs) {
      ledger.add(bucketOf(this.mode), nowUs - this.sinceUs);
    }
    this.sinceUs = nowUs;
  }

  /** Time of the current mode that is not booked yet, for a look at the ledger in between. */
  unbookedUs(): number {
    return this.world.nowUs - this.sinceUs;
  }

  /** Marks quiet time that was gone through at once as booked. */
  skipTo(nowUs: number, steppingUs: number): void {
    this.world.record.steppingNodeUs += steppingUs * this.world.fleet.jobNodes;
    this.sinceUs = nowUs;
  }

  /** A fault that ends the job, or would; `tookNodes` when nodes of the job are gone with it. */
  fail(fault: Fault, detectAfterUs: number, tookNodes = false): void {
    if (this.isUp) this.stop(fault, detectAfterUs, tookNodes);
    else {
      this.world.record.countOnJob(fault);
      this.recovery.strike(fault, detectAfterUs, tookNodes);
    }
  }

  /** Everything that was going on is over; recovery begins. */
  private stop(fault: Fault, detectAfterUs: number, tookNodes: boolean): void {
    const { nowUs, journal, record } = this.world;
    this.book();
    const stoppedUs = isStill(this.mode) ? this.stillSinceUs : nowUs;
    const killedUs = this.stepper.progressUs(nowUs);
    this.markHeldUp();
    // Hangs would have stopped it as well.
    record.countOnJob(fault);
    const hangs = this.hangs.size > 0 ? [...this.hangs].filter((hang) => hang !== fault) : none;
    for (const hang of hangs) record.countOnJob(hang);
    this.endUpTime();
    record.beginInterruption(stoppedUs, fault, killedUs);
    if (journal.isHeard) {
      const faultIds = [fault.id, ...hangs.map(({ id }) => id)];
      journal.say(nowUs, "job.stopped", { kind: fault.kind, faultIds, step: this.stepper.step });
    }
    this.saver.tear(this.stepper.step);
    this.recovery.begin(fault, hangs, detectAfterUs, tookNodes);
  }

  /** Hangs that nobody has noticed so far. */
  get hidden(): Iterable<Fault> {
    return this.hangs;
  }

  /** Leaves the up modes: the step in progress is lost, and nothing stalls or hangs any more. */
  endUpTime(): void {
    const { nowUs } = this.world;
    if (this.mode === "stepping") this.endStepping();
    if (this.mode === "saving") this.saver.freeze(nowUs);
    this.stepper.kill(nowUs);
    // Clearing a set costs even when it is empty, and it nearly always is.
    if (this.cuts.size > 0) this.cuts.clear();
    if (this.failovers.size > 0) this.failovers.clear();
    if (this.hangs.size > 0) this.hangs.clear();
    this.evaluation = undefined;
  }

  private endStepping(): void {
    const { nowUs } = this.world;
    this.stepper.pause(nowUs);
    this.world.setLoaded(false);
    for (const { left } of this.stragglers.values()) left.stop(nowUs);
  }

  /** Goes into a phase of recovery that ends at `endsUs`. */
  enterDown(mode: Mode, endsUs: number): void {
    this.book();
    this.mode = mode;
    this.nextUs = endsUs;
  }

  /** Steps again, from `step`; `isLoaded` when a checkpoint was read and not the state in memory kept. */
  comeUp(step: number, isLoaded: boolean): void {
    const { nowUs, record } = this.world;
    this.book();
    record.endInterruption(nowUs, this.stepper.ranUs(step));
    this.mode = "planned";
    this.evaluatedStep = step;
    this.saver.resumeAt(step, isLoaded);
    this.stepper.setStepUs(this.stepUsNow());
    this.stepper.begin(nowUs, step);
    this.stepper.pause(nowUs);
    this.world.rejoin();
    this.arrange();
  }

  hang(fault: Fault): void {
    const { nowUs, journal } = this.world;
    this.book();
    this.hangs.add(fault);
    if (journal.isHeard) journal.say(nowUs, "job.hung", { faultId: fault.id, step: this.stepper.step });
    this.arrange();
  }

  unhang(fault: Fault): void {
    if (this.hangs.delete(fault)) this.arrange();
  }

  isHungBy(fault: Fault): boolean {
    return this.hangs.has(fault);
  }

  /** A path is gone: the job stalls until it heals or the timeout. */
  cut(fault: Fault): void {
    if (!this.isUp) return;
    this.book();
    this.cuts.add(fault);
    if (this.world.journal.isHeard) this.world.journal.say(this.world.nowUs, "path.cut", { faultId: fault.id });
    this.arrange();
  }

  /** A link of several is gone: the job stalls until its traffic has moved. */
  failOver(fault: Fault, us: number): void {
    if (!this.isUp || us === 0) return;
    this.failovers.set(fault, this.world.nowUs + us);
    this.arrange();
  }

  /** A link is back: what it stalled goes on. */
  reconnect(fault: Fault): void {
    const before = this.cuts.size + this.failovers.size;
    this.cuts.delete(fault);
    this.failovers.delete(fault);
    if (this.world.isEndingMany) return;
    this.findPaths();
    if (this.cuts.size + this.failovers.size < before) this.arrange();
  }

  /** Some links are back: a fault whose nodes have a path again cuts nothing any more. */
  findPaths(): void {
    for (const fault of this.cuts) {
      if (fault.cuts === "dead" && !this.world.fabric.isDead(fault.component, fault.targets)) this.cuts.delete(fault);
    }
  }

  /** When a stalled job gives up: counted from the start of the stall, whichever path was cut meanwhile. */
  private cutDeadlineUs(): number {
    let firstUs = Number.POSITIVE_INFINITY;
    for (const fault of this.cuts) firstUs = Math.min(firstUs, this.timesOutUs(fault));
    return Math.max(firstUs, this.world.nowUs);
  }

  private timesOutUs(fault: Fault): number {
    return this.stalledSinceUs + (fault.detectAfterUs ?? this.world.settings.recovery.detect.cut);
  }

  /** The first cut to time out stops the job; the others, still there, would have. The restart goes around them all. */
  private timeOut(): void {
    const { nowUs, record } = this.world;
    const first = [...this.cuts].find((fault) => this.timesOutUs(fault) <= nowUs);
    if (first === undefined) return this.arrange();
    for (const fault of this.cuts) {
      fault.cuts = undefined;
      if (fault !== first) record.countOnJob(fault);
    }
    this.stop(first, 0, false);
  }

  /** Looks for a straggler: `found` once it has slowed the steps for so long, however often they stand still meanwhile. */
  watchStraggler(fault: Fault, latencyUs: number, found: () => void): void {
    const watched = this.stragglers.get(fault) ?? { left: new Countdown(latencyUs), found };
    this.stragglers.set(fault, watched);
    if (this.mode === "stepping") this.lookForStraggler(fault, watched);
  }

  forgetStraggler(fault: Fault): void {
    this.stragglers.delete(fault);
  }

  get hasStragglers(): boolean {
    return this.stragglers.size > 0;
  }

  private lookForStragglers(): void {
    for (const [fault, watched] of this.stragglers) this.lookForStraggler(fault, watched);
  }

  private lookForStraggler(fault: Fault, { left, found }: Watched): void {
    const { world } = this;
    if (left.isRunning || !world.isOnJob(fault)) return;
    left.run(world.nowUs);
    const foundUs = left.endUs;
    world.after(foundUs - world.nowUs, Priority.completion, `detect ${fault.id}`, () => {
      // It is gone, or the job stood still meanwhile.
      if (this.stragglers.get(fault)?.left !== left || left.endUs !== foundUs) return;
      this.stragglers.delete(fault);
      world.catchUp();
      found();
    });
  }

  /** Maintenance begins (+1) or ends (−1). */
  maintain(change: 1 | -1): void {
    this.maintenances += change;
    if (this.world.journal.isHeard)
      this.world.journal.say(this.world.nowUs, change > 0 ? "planned.started" : "planned.ended", {
        what: "maintenance",
      });
    this.arrange();
  }

  /** Samples speed and bandwidth anew; the step in progress keeps its duration. */
  refreshSpeed(): void {
    if (this.world.isEndingMany) return;
    const stepUs = this.stepUsNow();
    if (stepUs === this.stepper.currentStepUs || !this.isUp) return;
    this.book();
    this.stepper.setStepUs(stepUs);
    if (this.world.journal.isHeard) this.world.journal.say(this.world.nowUs, "speed.changed", { stepUs });
    this.arrange();
  }

  /** With no bandwidth at all a path is cut: no step begins until it is back, so the duration does not matter. */
  stepUsNow(): number {
    const share = this.world.fabric.leastShare();
    return share === 0 ? this.stepper.currentStepUs : this.stepTime.of(this.world.leastSpeed(), share, this.replicas);
  }
}
