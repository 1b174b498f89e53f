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
      this.append(atUs, productiveUs);
    } else {
      timesUs.splice(place, 0, atUs);
      this.productiveUs.splice(place, 0, productiveUs);
    }
  }

  /** A mark after all others; one in the middle of a time in which nothing was gained tells nothing, and is moved. */
  private append(atUs: number, productiveUs: number): void {
    const { timesUs } = this;
    const last = timesUs.length - 1;
    if (this.productiveUs[last] === productiveUs && this.productiveUs[last - 1] === productiveUs) {
      timesUs[last] = atUs;
      return;
    }
    timesUs.push(atUs);
    this.productiveUs.push(productiveUs);
  }

  /** Nothing is gained between two instants; what was marked beyond that of a step in progress was lost. */
  markFlat(fromUs: number, untilUs: number, productiveUs: number): void {
    this.flattenTo(productiveUs);
    this.mark(fromUs, productiveUs);
    this.mark(untilUs, productiveUs);
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
    const { timesUs, productiveUs: doneUs } = this;
    const marks = timesUs.length;
    // The end is marked only for as long as this takes: the curve may go on.
    timesUs.push(Math.max(flatSinceUs, timesUs[marks - 1] as number), endUs);
    doneUs.push(productiveEndUs, productiveEndUs);
    let lowest = Number.POSITIVE_INFINITY;
    let ahead = 0;
    let behind = 0;
    for (let mark = 0; mark < timesUs.length; mark++) {
      const done = doneUs[mark] as number;
      const laterUs = (timesUs[mark] as number) + windowUs;
      if (laterUs <= endUs) {
        while ((timesUs[ahead + 1] as number) < laterUs) ahead++;
        lowest = Math.min(lowest, between(timesUs, doneUs, ahead, laterUs) - done);
      }
      const beforeUs = (timesUs[mark] as number) - windowUs;
      if (beforeUs >= 0) {
        while ((timesUs[behind + 1] as number) < beforeUs) behind++;
        lowest = Math.min(lowest, done - between(timesUs, doneUs, behind, beforeUs));
      }
    }
    timesUs.length = marks;
    doneUs.length = marks;
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
