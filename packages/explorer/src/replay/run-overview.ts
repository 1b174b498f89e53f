import { type AnyEvent, JobWatch } from "@ordeal/model";

/** What one part of a run was like. */
export interface Part {
  /** The share of it in which the job was neither down, nor hung, nor stalled. */
  readonly upShare: number;
  /** How many faults struck in it. */
  readonly faults: number;
}

/** A run at a glance, by its journal: cut into equal parts, how much of each the job was up for, and where faults struck. */
export class RunOverview {
  private readonly partUs: number;
  private readonly stillUs: Array<number>;
  private readonly struck: Array<number>;
  private readonly job = new JobWatch();
  private sinceUs: number | undefined;

  /** A run of `endUs` microseconds in so many parts. */
  constructor(endUs: number, parts: number) {
    this.partUs = endUs / parts;
    this.stillUs = new Array<number>(parts).fill(0);
    this.struck = new Array<number>(parts).fill(0);
  }

  see(event: AnyEvent): void {
    const { atUs, type } = event;
    if (type === "fault.started") {
      const part = this.partAt(atUs);
      this.struck[part] = (this.struck[part] ?? 0) + 1;
    }
    this.job.see(event);
    this.turn(atUs);
  }

  /** The parts of a run that came as far as `wallUs`; those that it did not reach are left out. */
  parts(wallUs: number): ReadonlyArray<Part> {
    const stillUs = [...this.stillUs];
    if (this.sinceUs !== undefined) this.spread(stillUs, this.sinceUs, wallUs);
    return stillUs.slice(0, Math.ceil(wallUs / this.partUs)).map((us, part) => {
      const lengthUs = Math.min(wallUs, (part + 1) * this.partUs) - part * this.partUs;
      return { upShare: Math.max(0, 1 - us / lengthUs), faults: this.struck[part] ?? 0 };
    });
  }

  private partAt(atUs: number): number {
    return Math.min(this.stillUs.length - 1, Math.floor(atUs / this.partUs));
  }

  /** Begins or ends a time in which the job is down or stands still. */
  private turn(atUs: number): void {
    if (!this.job.isUp || this.job.isStill) this.sinceUs ??= atUs;
    else if (this.sinceUs !== undefined) {
      this.spread(this.stillUs, this.sinceUs, atUs);
      this.sinceUs = undefined;
    }
  }

  private spread(stillUs: Array<number>, fromUs: number, toUs: number): void {
    for (let part = this.partAt(fromUs); part < stillUs.length && part * this.partUs < toUs; part++) {
      const overlapUs = Math.min(toUs, (part + 1) * this.partUs) - Math.max(fromUs, part * this.partUs);
      stillUs[part] = (stillUs[part] ?? 0) + Math.max(0, overlapUs);
    }
  }
}
