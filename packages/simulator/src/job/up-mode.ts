import type { Loops } from "../cooling/loops.ts";
import type { Checkpointer } from "./checkpointer.ts";
import type { Detection } from "./detection.ts";
import type { Hangs } from "./hangs.ts";
import type { PathOutages } from "./path-outages.ts";
import type { PlannedStops } from "./planned-stops.ts";
import type { JobState } from "./state.ts";
import type { Stepper } from "./stepper.ts";

/** What a job does that is up. */
export type Mode = "stepping" | "saving" | "stalled" | "hung" | "planned";

/** Modes in which the job means to step, and cannot. */
const isStill = (mode: Mode): boolean => mode === "stalled" || mode === "hung";

/** Modes at whose begin and end the curve of progress bends; a save that nothing holds up is part of its slope. */
const isBend = (mode: Mode): boolean => mode === "stalled" || mode === "hung" || mode === "planned";

/**
 * What a job that is up does. What blocks it overlaps (a save, a hang, a cut path, planned stops); the first of the
 * ledger's order that applies is the mode, and everything behind it stands still.
 */
export class UpMode {
  private readonly state: JobState;
  private readonly stepper: Stepper;
  private readonly checkpointer: Checkpointer;
  private readonly planned: PlannedStops;
  private readonly paths: PathOutages;
  private readonly hangs: Hangs;
  private readonly detection: Detection;
  private readonly loops: Loops;
  now: Mode = "planned";
  /** Since when a stall or a hang has kept the job from stepping; of use in these modes only. */
  private stillSinceUs = 0;

  constructor(
    state: JobState,
    stepper: Stepper,
    checkpointer: Checkpointer,
    planned: PlannedStops,
    paths: PathOutages,
    hangs: Hangs,
    detection: Detection,
    loops: Loops,
  ) {
    this.state = state;
    this.stepper = stepper;
    this.checkpointer = checkpointer;
    this.planned = planned;
    this.paths = paths;
    this.hangs = hangs;
    this.detection = detection;
    this.loops = loops;
  }

  /** Since when the job has not got on: now, unless something has kept it from stepping for a while. */
  get stoppedUs(): number {
    return isStill(this.now) ? this.stillSinceUs : this.state.nowUs;
  }

  /** Goes into the mode that applies now; the time so far must be booked. */
  choose(): void {
    this.paths.dropMoved();
    const mode = this.firstMatch();
    if (mode !== this.now) this.enter(mode);
  }

  private firstMatch(): Mode {
    if (this.hangs.areAny) return "hung";
    if (this.checkpointer.isSaving) return "saving";
    if (this.paths.areAny) return "stalled";
    return this.planned.isOn ? "planned" : "stepping";
  }

  /** When the mode ends by itself; Infinity when it does not. */
  get endsUs(): number {
    switch (this.now) {
      case "stepping":
        return this.stepper.boundaryUs(this.boundariesToNext());
      case "saving":
        return this.checkpointer.saveEndsUs;
      case "stalled":
        return this.paths.endsUs;
      case "planned":
        return this.planned.endsUs;
      case "hung":
        break;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Step boundaries until the next at which something is due. */
  private boundariesToNext(): number {
    const { stepper } = this;
    return Math.min(this.checkpointer.boundariesToNext(stepper), this.planned.boundariesToNext(stepper.step));
  }

  private enter(mode: Mode): void {
    const { nowUs, site } = this.state;
    const { journal } = site;
    const from = this.now;
    this.now = mode;
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
    if (mode === "stalled") this.paths.beginStall();
    if (!journal.hasListener) return;
    if (mode === "stalled") journal.emit(nowUs, "job.stalled", { step: this.stepper.step });
    else if (from === "stalled") journal.emit(nowUs, "job.unstalled", { step: this.stepper.step });
  }

  get isCool(): boolean {
    return this.loops.areHealthy;
  }

  /** A job that steps did not for a while, and its cards rested. */
  rest(fromUs: number, untilUs: number): void {
    this.loops.rest(fromUs, untilUs);
  }

  private endStepping(): void {
    const { nowUs } = this.state;
    this.stepper.pause(nowUs);
    this.loops.setLoaded(nowUs, false);
    this.detection.stop();
  }

  /** The job stops: the step in progress is lost, and nothing stalls or hangs any more. */
  leave(): void {
    const { nowUs } = this.state;
    if (this.now === "stepping") this.endStepping();
    if (this.now === "saving") this.checkpointer.freeze(nowUs);
    this.stepper.kill(nowUs);
    this.paths.clear();
    this.hangs.clear();
    this.planned.giveUp();
  }

  /** The job is back at a step that has not begun. */
  begin(): void {
    this.now = "planned";
  }
}
