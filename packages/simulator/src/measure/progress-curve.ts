/**
 * Productive time as a curve over wall time, linear between the instants at which it was marked. Productive time counts
 * when a step is first executed, so a rollback never takes it back here.
 */
export class ProgressCurve {
  private readonly timesUs: Array<number> = [0];
  private readonly productiveUs: Array<number> = [0];

  mark(atUs: number, productiveUs: number): void {
    const last = this.timesUs.length - 1;
    if (this.timesUs[last] === atUs) {
      this.productiveUs[last] = Math.max(this.productiveUs[last] as number, productiveUs);
    } else {
      this.timesUs.push(atUs);
      this.productiveUs.push(productiveUs);
    }
  }

  /**
   * The lowest share of productive time over any window of this length inside [0, endUs], with `productiveEndUs` reached
   * at the end; a shorter curve is its own window. `null` for a curve of no length. The gain over a window is linear
   * between marks, so it is lowest where one of the window's ends is on a mark.
   */
  worstWindow(windowUs: number, endUs: number, productiveEndUs: number): number | null {
    if (endUs === 0) return null;
    if (endUs <= windowUs) return productiveEndUs / endUs;
    const timesUs = [...this.timesUs, endUs];
    const doneUs = [...this.productiveUs, productiveEndUs];
    let lowest = Number.POSITIVE_INFINITY;
    let ahead = 0;
    let behind = 0;
    for (let mark = 0; mark < timesUs.length; mark++) {
      const atUs = timesUs[mark] as number;
      const done = doneUs[mark] as number;
      if (atUs + windowUs <= endUs) {
        while ((timesUs[ahead + 1] as number) < atUs + windowUs) ahead++;
        lowest = Math.min(lowest, between(timesUs, doneUs, ahead, atUs + windowUs) - done);
      }
      if (atUs - windowUs >= 0) {
        while ((timesUs[behind + 1] as number) < atUs - windowUs) behind++;
        lowest = Math.min(lowest, done - between(timesUs, doneUs, behind, atUs - windowUs));
      }
    }
    return lowest / windowUs;
  }
}

/** The value at an instant between a mark and the next. */
const between = (timesUs: ReadonlyArray<number>, doneUs: ReadonlyArray<number>, mark: number, atUs: number): number => {
  const fromUs = timesUs[mark] as number;
  const spanUs = (timesUs[mark + 1] as number) - fromUs;
  const from = doneUs[mark] as number;
  return spanUs === 0 ? from : from + (((doneUs[mark + 1] as number) - from) * (atUs - fromUs)) / spanUs;
};
