interface Mark {
  readonly atUs: number;
  readonly least: number;
}

/**
 * The least by which something that grows has grown over any window of a length, from marks: at each of them it had at
 * least one value, and at most another. Keeps the marks of one window.
 */
export class LeastGain {
  private readonly windowUs: number;
  private readonly marks: Array<Mark> = [{ atUs: 0, least: 0 }];
  private first = 0;
  /** The most that the least gain can be; infinite as long as there was no window. */
  most = Number.POSITIVE_INFINITY;

  constructor(windowUs: number) {
    this.windowUs = windowUs;
  }

  mark(atUs: number, least: number, most: number): void {
    const { marks, windowUs } = this;
    for (; this.first < marks.length; this.first++) {
      const from = marks[this.first] as Mark;
      if (from.atUs + windowUs > atUs) break;
      this.most = Math.min(this.most, most - from.least);
    }
    if (this.first > 1_024 && this.first * 2 > marks.length) {
      marks.splice(0, this.first);
      this.first = 0;
    }
    marks.push({ atUs, least });
  }
}
