/** The time integral of a number that changes in steps, in its unit × µs. */
export class Integral {
  private value: number;
  private sinceUs = 0;
  private sum = 0;

  constructor(value: number) {
    this.value = value;
  }

  add(atUs: number, change: number): void {
    this.sum = this.by(atUs);
    this.sinceUs = atUs;
    this.value += change;
  }

  by(atUs: number): number {
    return this.sum + this.value * (atUs - this.sinceUs);
  }
}
