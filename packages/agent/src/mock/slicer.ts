/** The most events of one slice. */
export const SLICE_EVENTS_MAX = 4_096;
/** How many events go on before the clock is looked at: from one, as many as take about so long. */
const CHUNK_EVENTS_MAX = 256;
const CHUNK_MS = 0.5;
/** A simulation that does so many things at one instant does not go on. */
const STILL_EVENTS_MAX = 10_000_000;

/** What can be let go on by so many events at a time. Times in microseconds since the run's start. */
export interface Sliceable {
  readonly nowUs: number;
  readonly endUs: number;
  /** Returns whether it got there. */
  advance(untilUs: number, eventsMax: number): boolean;
}

/** Lets a run go on in slices that are bounded by events and by the clock, so that others get a turn. */
export class Slicer {
  private readonly run: Sliceable;
  private readonly nowMs: () => number;
  private chunk = 1;
  private stillUs = -1;
  private stillEvents = 0;

  constructor(run: Sliceable, nowMs: () => number) {
    this.run = run;
    this.nowMs = nowMs;
  }

  /** One slice towards an instant, of about `budgetMs` and {@link SLICE_EVENTS_MAX} at most. Whether the run is there. */
  slice(untilUs: number, budgetMs: number): boolean {
    const { run } = this;
    const goalUs = Math.min(run.endUs, untilUs);
    let atMs = this.nowMs();
    const endMs = atMs + budgetMs;
    for (let left = SLICE_EVENTS_MAX; left > 0 && atMs < endMs; ) {
      const events = Math.min(left, this.chunk);
      left -= events;
      if (run.advance(goalUs, events) && run.nowUs >= goalUs) return true;
      this.refuseToStandStill(events, goalUs);
      const nowMs = this.nowMs();
      this.size(nowMs - atMs);
      atMs = nowMs;
    }
    return false;
  }

  /** Sizes the next chunk by how long the last took. */
  private size(ms: number): void {
    const factor = ms > CHUNK_MS ? Math.max(1 / 16, CHUNK_MS / ms) : ms < CHUNK_MS / 2 ? 2 : 1;
    this.chunk = Math.min(CHUNK_EVENTS_MAX, Math.max(1, Math.floor(this.chunk * factor)));
  }

  private refuseToStandStill(events: number, goalUs: number): void {
    const { nowUs } = this.run;
    if (nowUs !== this.stillUs) {
      this.stillUs = nowUs;
      this.stillEvents = 0;
    }
    this.stillEvents += events;
    if (this.stillEvents < STILL_EVENTS_MAX) return;
    throw new Error(`the simulation stands still at ${nowUs} of ${goalUs} µs`);
  }
}
