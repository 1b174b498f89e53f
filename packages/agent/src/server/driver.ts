import type { HostedRun } from "../mock/hosted-run.ts";

/** How long one slice of a run may keep the others waiting. */
const SLICE_MS = 5;
/** How often paced runs are let go on, and how often one whose reader is behind is looked at again. */
const TICK_MS = 20;
const BEHIND_MS = 2;

interface Advance {
  readonly run: HostedRun;
  readonly untilUs: number;
  /** Whether whoever asked has so much left to read that the run should wait. */
  readonly isBehind: () => boolean;
  readonly done: () => void;
  readonly broke: (error: unknown) => void;
}

interface Pace {
  readonly rate: number;
  readonly untilUs: number;
  readonly fromUs: number;
  readonly fromMs: number;
  readonly done: () => void;
  readonly broke: (error: unknown) => void;
}

/** Lets runs go on: those that are advanced take turns, those that are paced follow the clock. */
export class Driver {
  private readonly nowMs: () => number;
  private readonly advances: Array<Advance> = [];
  private readonly paces = new Map<HostedRun, Pace>();
  private turn: NodeJS.Immediate | NodeJS.Timeout | undefined;
  private ticker: NodeJS.Timeout | undefined;

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
  }

  /** Resolves once the run is there; rejects with what the simulation threw. */
  advance(run: HostedRun, untilUs: number, isBehind: () => boolean): Promise<void> {
    this.paces.delete(run);
    return new Promise((done, broke) => {
      this.advances.push({ run, untilUs, isBehind, done, broke });
      this.turn ??= setImmediate(this.takeTurns);
    });
  }

  private readonly takeTurns = (): void => {
    let isWorking = false;
    for (const advance of [...this.advances]) {
      if (advance.isBehind()) continue;
      isWorking = true;
      try {
        if (!advance.run.slice(advance.untilUs, SLICE_MS)) continue;
        this.advances.splice(this.advances.indexOf(advance), 1);
        advance.done();
      } catch (error) {
        this.drop(advance.run, error);
      }
    }
    if (this.advances.length === 0) this.turn = undefined;
    else this.turn = isWorking ? setImmediate(this.takeTurns) : setTimeout(this.takeTurns, BEHIND_MS);
  };

  /** Lets a run follow the clock, `rate` times as fast, up to an instant; a rate of 0 stops it. */
  pace(
    run: HostedRun,
    { rate, untilUs }: Pick<Pace, "rate" | "untilUs">,
    done: () => void,
    broke: Pace["broke"],
  ): void {
    this.paces.delete(run);
    if (rate > 0) {
      this.paces.set(run, { rate, untilUs, fromUs: run.simulation.nowUs, fromMs: this.nowMs(), done, broke });
      this.tickSoon();
    }
  }

  /** The next tick comes when a pace is done, or after a while. */
  private tickSoon(): void {
    clearTimeout(this.ticker);
    let waitMs = TICK_MS;
    for (const [run, { rate, untilUs }] of this.paces) {
      waitMs = Math.min(waitMs, (untilUs - run.simulation.nowUs) / 1_000 / rate);
    }
    this.ticker = this.paces.size === 0 ? undefined : setTimeout(this.tick, waitMs);
  }

  private readonly tick = (): void => {
    const nowMs = this.nowMs();
    for (const [run, { rate, untilUs, fromUs, fromMs, done, broke }] of [...this.paces]) {
      const dueUs = Math.min(untilUs, Math.round(fromUs + (nowMs - fromMs) * 1_000 * rate));
      try {
        if (!run.slice(dueUs, SLICE_MS) || dueUs < untilUs) continue;
        this.paces.delete(run);
        done();
      } catch (error) {
        this.drop(run, error);
        broke(error);
      }
    }
    this.tickSoon();
  };

  /** A run is gone: whoever waits for it hears why. */
  drop(run: HostedRun, error: unknown): void {
    this.paces.delete(run);
    for (const advance of this.advances.filter((one) => one.run === run)) {
      this.advances.splice(this.advances.indexOf(advance), 1);
      advance.broke(error);
    }
  }

  stop(): void {
    clearTimeout(this.ticker);
    clearTimeout(this.turn as NodeJS.Timeout);
    clearImmediate(this.turn as NodeJS.Immediate);
    this.paces.clear();
    this.advances.length = 0;
  }
}
