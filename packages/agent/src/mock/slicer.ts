/** The first slice is this part of the run; how fast it went sizes the next. */
const FIRST_SLICE = 1 / 4_096;

/** What can be let go on in slices. Times in microseconds since the run's start. */
export interface Sliceable {
  readonly nowUs: number;
  readonly endUs: number;
  advance(untilUs: number): void;
}

/** Lets a run go on in slices of simulated time that each take about as long as they may, so that others get a turn. */
export class Slicer {
  private readonly run: Sliceable;
  private readonly nowMs: () => number;
  private sliceUs: number;

  constructor(run: Sliceable, nowMs: () => number) {
    this.run = run;
    this.nowMs = nowMs;
    this.sliceUs = Math.ceil(run.endUs * FIRST_SLICE);
  }

  /** One slice towards an instant, of about `budgetMs`. Returns whether the run is there. */
  slice(untilUs: number, budgetMs: number): boolean {
    const { run } = this;
    const goalUs = Math.min(run.endUs, untilUs);
    const beforeUs = run.nowUs;
    if (beforeUs >= goalUs) {
      // Whatever is due at the very instant happens all the same.
      run.advance(goalUs);
      return true;
    }
    const startedMs = this.nowMs();
    run.advance(Math.min(goalUs, beforeUs + this.sliceUs));
    if (run.nowUs <= beforeUs) throw new Error(`the simulation stands still at ${beforeUs} of ${goalUs} µs`);
    const growth = budgetMs / Math.max(0.01, this.nowMs() - startedMs);
    this.sliceUs = Math.max(1, Math.ceil(this.sliceUs * Math.min(2, Math.max(0.1, growth))));
    return run.nowUs >= goalUs;
  }
}
