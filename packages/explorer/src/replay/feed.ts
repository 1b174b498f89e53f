import type { Simulation } from "@ordeal/simulator";
import type { Placed } from "./place.ts";

/** How many faults are injected ahead of the run's time, and of those that strike at one instant all. */
const AHEAD = 64;

/**
 * A run that takes its faults from a list as it goes on, a bounded number ahead of its time, so that the list may be of
 * any length. The journal is the same as if all had been injected before it began.
 *
 * The list is in order of time; what has no instant (it waits for an event, or repeats) comes first.
 */
export class FedRun implements Simulation {
  private readonly run: Simulation;
  private readonly faults: Iterator<Placed>;
  private readonly bound: { readonly ttlUs?: number };
  private next: Placed | undefined;
  /** Until when the run may go on with what was injected, and whether it got there. */
  private fedUntilUs = 0;
  private isHungry = true;

  /** `ttlUs` is the longest that any of them lasts, in microseconds. */
  constructor(run: Simulation, faults: Iterable<Placed>, { ttlUs }: { readonly ttlUs?: number } = {}) {
    this.run = run;
    this.bound = ttlUs === undefined ? {} : { ttlUs };
    this.faults = faults[Symbol.iterator]();
    this.take();
    // What waits for an event is armed before anything is said.
    this.fill(0);
  }

  private take(): void {
    const { value, done } = this.faults.next();
    const next = done === true ? undefined : (value as Placed);
    const beforeUs = this.next?.atUs ?? 0;
    if (next !== undefined && (next.atUs ?? 0) < beforeUs) {
      throw new RangeError(`a replay's faults are in order of time; "${next.id}" is not`);
    }
    this.next = next;
  }

  /** Injects what strikes by an instant, or the first of it; until when the run may go on with that. */
  private fill(untilUs: number): number {
    let lastUs = 0;
    for (let injected = 0; ; injected++) {
      const { next } = this;
      const atUs = next?.atUs ?? 0;
      if (next === undefined || atUs > untilUs) return untilUs;
      if (injected >= AHEAD && atUs > lastUs) return atUs - 1;
      this.run.inject(next.fault, { id: next.id, ...this.bound });
      lastUs = atUs;
      this.take();
    }
  }

  /** `eventsMax` bounds what happens between two refills. */
  advance(untilUs: number, eventsMax?: number): boolean {
    const goalUs = Math.min(untilUs, this.endUs);
    for (;;) {
      if (this.isHungry) this.fedUntilUs = this.fill(goalUs);
      const toUs = Math.min(goalUs, this.fedUntilUs);
      this.isHungry = false;
      if (!this.run.advance(toUs, eventsMax)) return false;
      this.isHungry = toUs >= this.fedUntilUs;
      if (toUs >= goalUs) return true;
    }
  }

  get nowUs(): number {
    return this.run.nowUs;
  }

  get endUs(): number {
    return this.run.endUs;
  }

  inject(...given: Parameters<Simulation["inject"]>): string {
    return this.run.inject(...given);
  }

  heal(faultId: string): boolean {
    return this.run.heal(faultId);
  }

  healAll(faultIds: Iterable<string>): ReadonlyArray<string> {
    return this.run.healAll(faultIds);
  }

  injectedFaults(): ReturnType<Simulation["injectedFaults"]> {
    return this.run.injectedFaults();
  }

  get injectedCount(): number {
    return this.run.injectedCount;
  }

  snapshot(): ReturnType<Simulation["snapshot"]> {
    return this.run.snapshot();
  }

  telemetry(everyCardUpTo = 0): ReturnType<Simulation["telemetry"]> {
    return this.run.telemetry(everyCardUpTo);
  }

  result(): ReturnType<Simulation["result"]> {
    return this.run.result();
  }
}

/** Brings placed faults into the order that a fed run takes them in. */
export const inOrder = (faults: ReadonlyArray<Placed>): ReadonlyArray<Placed> =>
  faults.toSorted((a, b) => (a.atUs ?? -1) - (b.atUs ?? -1));
