/**
 * Productive time as a curve over wall time, linear between the instants at which it was marked. Productive time counts
 * when a step is first executed, so a rollback never takes it back here.
 */
export class ProgressCurve {
  private readonly timesUs: Array<number> = [0];
  private readonly productiveUs: Array<number> = [0];

  /** Notes what was productive by an instant; one that is known already may be earlier than the last. */
  mark(atUs: number, productiveUs: number): void {
    const { timesUs } = this;
    let place = timesUs.length;
    while (place > 0 && (timesUs[place - 1] as number) > atUs) place--;
    if (timesUs[place - 1] === atUs) {
      this.productiveUs[place - 1] = Math.max(this.productiveUs[place - 1] as number, productiveUs);
    } else if (place === timesUs.length) {
      timesUs.push(atUs);
      this.productiveUs.push(productiveUs);
    } else {
      timesUs.splice(place, 0, atUs);
      this.productiveUs.splice(place, 0, productiveUs);
    }
  }

  /** What was marked of a step in progress counts no more: it was lost. */
  flattenTo(productiveUs: number): void {
    for (let place = this.productiveUs.length - 1; (this.productiveUs[place] as number) > productiveUs; place--) {
      this.productiveUs[place] = productiveUs;
    }
  }

  /**
   * The lowest share of productive time over any window of this length inside [0, endUs], with `productiveEndUs` reached
   * at the end, and since `flatSinceUs` if nothing was gained any more; a shorter curve is its own window. `null` for a
   * curve of no length. The gain over a window is linear between marks, so it is lowest where one of the window's ends is
   * on a mark.
   */
  worstWindow(windowUs: number, endUs: number, productiveEndUs: number, flatSinceUs = endUs): number | null {
    if (endUs === 0) return null;
    if (endUs <= windowUs) return productiveEndUs / endUs;
    const timesUs = [...this.timesUs, Math.max(flatSinceUs, this.timesUs.at(-1) as number), endUs];
    const doneUs = [...this.productiveUs, productiveEndUs, productiveEndUs];
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
