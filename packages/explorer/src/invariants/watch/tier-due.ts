import type { Scenario } from "@ordeal/model";
import { recoveryAt } from "./latencies.ts";
import { tierSettingsAt } from "./tier-settings.ts";

/** Every so many steps, or after so much stepping time; `undefined` for a formula, whose outcome the journal does not tell. */
export type ResolvedInterval = { readonly steps: number } | { readonly us: number } | undefined;

/**
 * The rhythm of each tier as it is set at an instant; that of the first tier's formula is in `run.started`, and holds until
 * the recovery changes, which may change the mean time between failures that it is made of.
 */
export const rhythmsAt = (scenario: Scenario, atUs: number, formulaUs: number | null): Array<ResolvedInterval> =>
  tierSettingsAt(scenario, atUs).map(({ checkpoint, tier }, place) => {
    const interval = tier.interval ?? checkpoint.interval;
    if (typeof interval === "object") return interval;
    if (typeof interval === "number") return { us: interval };
    const isAsStarted =
      checkpoint === scenario.checkpoint &&
      (checkpoint.mtbf !== undefined || recoveryAt(scenario, atUs) === scenario.recovery);
    return isAsStarted && place === 0 && formulaUs !== null ? { us: formulaUs } : undefined;
  });

/** When one tier must save. */
export class TierDue {
  private rhythm: ResolvedInterval;
  /** The last step before this rhythm held; what is due at its boundary is by this rhythm or by the one before. */
  private rhythmFrom = 0;
  /** The step at whose boundary it has done what was due. */
  private handledStep = 0;
  /** The time of the steps committed by then; `undefined` when steps were not counted exactly since. */
  private handledUs: number | undefined = 0;
  isWriting = false;

  changeInterval(rhythm: ResolvedInterval, step: number): void {
    this.rhythm = rhythm;
    this.rhythmFrom = step;
  }

  handle(step: number, committedUs: number | undefined): void {
    this.handledStep = step;
    this.handledUs = committedUs;
    this.rhythmFrom = Math.min(this.rhythmFrom, step);
  }

  /** What was in memory is kept: the stepping time since the last save goes on counting, if it can be counted. */
  resume(step: number, isCounted: boolean): void {
    this.handledStep = step;
    this.rhythmFrom = Math.min(this.rhythmFrom, step);
    if (!isCounted) this.handledUs = undefined;
  }

  /** Whether a save was due at this boundary, or at one before; `undefined` when that cannot be told. */
  isDue(step: number, committedUs: number): boolean | undefined {
    if (this.rhythm === undefined) return undefined;
    if (step <= this.handledStep) return false;
    if (step <= this.rhythmFrom) return undefined;
    const from = Math.max(this.handledStep, this.rhythmFrom);
    if ("us" in this.rhythm)
      return this.handledUs === undefined ? undefined : committedUs - this.handledUs >= this.rhythm.us;
    return Math.floor(step / this.rhythm.steps) > Math.floor(from / this.rhythm.steps);
  }
}
