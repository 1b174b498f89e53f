import { type Finding, type JournalEvent, type Look, NOTHING_STRUCK, type SteadyState } from "@ordeal/model";
import { Lasting } from "./lasting.ts";

/** What became of the steady state: before the first injected fault, while there were some, and after the last. */
export interface SteadyReport {
  /** Whether it held at the last look before the first fault; `null` when there was no look. */
  readonly before: boolean | null;
  /** The share of the looks from the first fault to the recovery at which it held; `null` when there was none. */
  readonly duringShare: number | null;
  /** How long after the last fault it held again, in microseconds; `null` when it did not. */
  readonly recoveredAfterUs: number | null;
}

/** The steady state over a run. It hears of every injected fault and is told of every look, in order of time. */
export class SteadyStateMonitor {
  private readonly conditions: ReadonlyArray<Lasting>;
  private readonly withinUs: number;
  /** How long each injected fault lasts by its own word, by id. */
  private readonly durationsUs: ReadonlyMap<string, number>;
  private before: boolean | null = null;
  private firstUs: number | undefined;
  private lastUs = 0;
  private recoveredUs: number | null = null;
  /** Whether it was not back only because somebody could not be asked. */
  private wasUnseen = false;
  private looks = 0;
  private looksHeld = 0;

  constructor({ holds, within }: SteadyState, durationsUs: ReadonlyMap<string, number>) {
    this.conditions = holds.map((condition) => new Lasting(condition));
    this.withinUs = within;
    this.durationsUs = durationsUs;
  }

  see({ type, atUs, data }: JournalEvent): void {
    if (type !== "fault.started") return;
    const { origin, faultId } = data as { readonly origin: string; readonly faultId: string };
    if (origin !== "experiment") return;
    const durationUs = this.durationsUs.get(faultId) ?? this.durationsUs.get(faultId.replace(/#\d+$/, "")) ?? 0;
    this.firstUs ??= atUs;
    this.lastUs = Math.max(this.lastUs, atUs + durationUs);
    this.recoveredUs = null;
    this.wasUnseen = false;
  }

  /** Takes in a look. Returns the conditions that do not hold at it. */
  look(look: Look): ReadonlyArray<string> {
    const failing = this.conditions.filter((one) => !one.look(look));
    const broken = failing.map(({ condition }) => condition.expression);
    const holds = broken.length === 0;
    const { atUs } = look.now;
    if (this.firstUs === undefined) this.before = holds;
    else if (this.recoveredUs === null) {
      this.looks++;
      if (holds) this.looksHeld++;
      if (!holds && atUs <= this.lastUs + this.withinUs && failing.every(({ isUnseen }) => isUnseen))
        this.wasUnseen = true;
      if (holds && atUs >= this.lastUs) this.recoveredUs = atUs;
    }
    return broken;
  }

  /** Whether a fault struck although the steady state had not been seen to hold before it. */
  get hasStruckUnsteady(): boolean {
    return this.firstUs !== undefined && this.before !== true;
  }

  get report(): SteadyReport {
    const { before, looks, looksHeld, recoveredUs, lastUs } = this;
    return {
      before,
      duringShare: looks === 0 ? null : looksHeld / looks,
      recoveredAfterUs: recoveredUs === null ? null : recoveredUs - lastUs,
    };
  }

  /** What it comes to for a run that was observed up to an instant. */
  judge(untilUs: number): Finding | undefined {
    const { firstUs, lastUs, withinUs, recoveredUs } = this;
    if (firstUs === undefined && this.before !== false) return { verdict: "unknown", reason: NOTHING_STRUCK };
    if (this.before !== true)
      return { verdict: "unknown", reason: "the steady state was not seen to hold before the first fault" };
    if (recoveredUs !== null && recoveredUs <= lastUs + withinUs) return undefined;
    if (untilUs >= lastUs + withinUs && this.wasUnseen)
      return { verdict: "unknown", reason: "nobody could see whether the steady state came back in time" };
    if (untilUs >= lastUs + withinUs)
      return { verdict: "fail", reason: "the steady state did not come back in time after the last fault" };
    return { verdict: "unknown", reason: "the run ended before the steady state had to be back" };
  }
}
