/** Keeps no more than `max` of what it is given, the heaviest, in the order in which they came; and counts the rest. */
export class Heaviest<T> {
  private readonly max: number;
  private readonly weightOf: (item: T) => number;
  private kept: Array<T> = [];
  leftOut = 0;

  constructor(max: number, weightOf: (item: T) => number) {
    this.max = max;
    this.weightOf = weightOf;
  }

  add(item: T): void {
    this.kept.push(item);
    if (this.kept.length >= 2 * this.max) this.prune();
  }

  get items(): ReadonlyArray<T> {
    this.prune();
    return this.kept;
  }

  private prune(): void {
    const surplus = this.kept.length - this.max;
    if (surplus <= 0) return;
    const byWeight = this.kept.map((item, index) => ({ index, weight: this.weightOf(item) }));
    byWeight.sort((a, b) => a.weight - b.weight || b.index - a.index);
    const dropped = new Set(byWeight.slice(0, surplus).map(({ index }) => index));
    this.kept = this.kept.filter((_, index) => !dropped.has(index));
    this.leftOut += surplus;
  }
}
