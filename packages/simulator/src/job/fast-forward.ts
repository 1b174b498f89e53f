import type { TierState } from "../checkpoint/tier.ts";
import type { Loops } from "../cooling/loops.ts";
import { boundariesTo, type Checkpointer } from "./checkpointer.ts";
import { BucketIndex } from "./ledger.ts";
import type { PlannedStops } from "./planned-stops.ts";
import type { JobState } from "./state.ts";
import type { Stepper } from "./stepper.ts";

/**
 * Quiet save cycles, gone through all at once: some steps, a stall, again and again. When a job has just begun to step
 * and nothing interferes, {@link begin} finds out for how long that is all there is; once somebody touches the job, or
 * looks at it, {@link end} leaves it exactly where going through the cycles one by one would.
 */
export class FastForward {
  private readonly state: JobState;
  private readonly replicas: number;
  private readonly stepper: Stepper;
  private readonly checkpointer: Checkpointer;
  private readonly planned: PlannedStops;
  private readonly loops: Loops;
  /** The tier that saves in each cycle; `undefined` while the job is not fast-forwarded. */
  private tier: TierState | undefined = undefined;
  private fromUs = 0;
  private steps = 0;
  private steppingUs = 0;
  private cycleUs = 0;
  private cyclesMax = 0;
  /** How many of the cycles the journal has heard of already, the last copy's end included. */
  private emitted = 0;

  constructor(
    state: JobState,
    replicas: number,
    stepper: Stepper,
    checkpointer: Checkpointer,
    planned: PlannedStops,
    loops: Loops,
  ) {
    this.state = state;
    this.replicas = replicas;
    this.stepper = stepper;
    this.checkpointer = checkpointer;
    this.planned = planned;
    this.loops = loops;
  }

  /** Whether the job goes through cycles that nobody has looked at yet. */
  get isOn(): boolean {
    return this.tier !== undefined;
  }

  /** When the last of the cycles ends that may be gone through at once. */
  get endsUs(): number {
    return this.fromUs + this.cyclesMax * this.cycleUs;
  }

  /** From a step that has just begun: fast-forwards if quiet cycles are all there is to do. Returns whether it does. */
  begin(): boolean {
    const { stepper, checkpointer, state } = this;
    const stepUs = stepper.currentStepUs;
    if (!this.isQuiet() || stepper.stepInProgressUs !== stepUs) return false;
    const tier = nearest(checkpointer.tiers, stepper);
    if (tier === undefined || tier.sinceSaveUs !== 0) return false;
    const steps = boundariesTo(tier, stepper);
    if (steps === Number.POSITIVE_INFINITY) return false;
    if (tier.everyUs === Number.POSITIVE_INFINITY && tier.everySteps !== steps) return false;
    // Steps done again end in the first cycle, before its save, so that the instant at which new ones begin is simple.
    if (stepper.highWater > stepper.step + steps) return false;
    const steppingUs = steps * stepUs;
    const fromUs = state.nowUs;
    const { journal } = state.site;
    const { emitsQuietSaves, hasSaveTrigger } = journal;
    if (
      tier.times.persistUs > steppingUs ||
      !areOutOfTheWay(checkpointer.tiers, tier, fromUs + steppingUs, emitsQuietSaves || hasSaveTrigger)
    )
      return false;
    const cyclesMax = Math.min(
      this.cyclesBeforeOthers(tier, steps),
      emitsQuietSaves ? EMITTED_MAX : Number.POSITIVE_INFINITY,
      journal.savesBeforeTrigger(tier.isSynchronous),
    );
    if (cyclesMax < 1) return false;
    this.tier = tier;
    this.fromUs = fromUs;
    this.steps = steps;
    this.steppingUs = steppingUs;
    this.cycleUs = steppingUs + tier.times.stallUs;
    this.cyclesMax = cyclesMax;
    this.emitted = 0;
    return true;
  }

  /**
   * Emits the saves of the cycles that are over by an instant, without going through them; returns whether that is all there
   * is to emit by then. It is not while a save, or the writing of its copy, is under way.
   */
  emitBy(byUs: number): boolean {
    const { tier, fromUs, steppingUs, cycleUs } = this;
    if (tier === undefined) return false;
    const cycles = Math.floor((byUs - fromUs) / cycleUs);
    const sinceUs = byUs - fromUs - cycles * cycleUs;
    if (sinceUs >= steppingUs || (cycles > 0 && sinceUs <= tier.times.persistUs)) return false;
    const { journal } = this.state.site;
    if (!journal.emitsQuietSaves && journal.hasSaveTrigger) return false;
    this.checkpointer.finishWriting(byUs);
    if (journal.emitsQuietSaves) this.emit(tier, cycles, true);
    // The last copy is written by now: nobody is to hear of it later, when the job catches up.
    this.emitted = cycles;
    return true;
  }

  /**
   * Goes through the whole cycles that end by an instant; the job's clock stands at their end. Returns up to when it only
   * steps from there on; -1 where that was the last cycle. Nothing else happens up to `aloneUntilUs`.
   */
  end(byUs: number, aloneUntilUs = byUs): number {
    const { tier, fromUs, steppingUs, cycleUs, state } = this;
    if (tier === undefined) return -1;
    this.tier = undefined;
    const cycles = Math.max(0, Math.min(this.cyclesMax, Math.floor((byUs - fromUs) / cycleUs)));
    if (cycles > 0) this.goThrough(tier, cycles, aloneUntilUs);
    return cycles < this.cyclesMax ? state.nowUs + steppingUs : -1;
  }

  private goThrough(tier: TierState, cycles: number, aloneUntilUs: number): void {
    const { fromUs, steps, steppingUs, cycleUs, state, stepper, checkpointer } = this;
    const { stallUs, persistUs } = tier.times;
    const { step } = stepper;
    checkpointer.finishWriting(fromUs + steppingUs);
    const { journal } = state.site;
    if (journal.emitsQuietSaves) this.emit(tier, cycles, false);
    else if (journal.hasSaveTrigger) this.passOver(tier, cycles);
    stepper.leap(cycles * steps, cycles * stallUs);
    state.ledger.add(BucketIndex.checkpoint, cycles * stallUs);
    checkpointer.addStepping(cycles * steppingUs);
    tier.handle(stepper.step);
    state.nowUs = fromUs + cycles * cycleUs;
    // The last copy is still being written, unless that is over by then as well, and nobody sees it.
    const isLastWritten =
      persistUs === 0 || this.emitted === cycles || (!journal.hasListener && state.nowUs + persistUs <= aloneUntilUs);
    const durable = isLastWritten ? cycles : cycles - 1;
    if (durable > 0) {
      tier.store.addSeries(step + steps, fromUs + cycleUs + persistUs, steps, cycleUs, durable, state.isTainted);
      tier.peers?.renew();
    }
    state.record.checkpoints += durable;
    state.record.steppingNodeUs += cycles * steppingUs * state.site.fleet.jobNodes;
    if (!isLastWritten) tier.startWriting(state.nowUs, stepper.step, state.isTainted, state.site.storage);
    this.loops.rememberCycles(fromUs, steppingUs, cycleUs, cycles);
  }

  /** Emits the saves of the first so many cycles, less those emitted already; the last copy is written, or still to be. */
  private emit(tier: TierState, cycles: number, isLastWritten: boolean): void {
    const { state, steps, cycleUs, emitted } = this;
    const count = cycles - emitted;
    if (count === 0) return;
    state.savesPassed += count;
    state.site.journal.emitSeries({
      tier: tier.name,
      atUs: this.fromUs + emitted * cycleUs + this.steppingUs,
      everyUs: cycleUs,
      stallUs: tier.times.stallUs,
      persistUs: tier.times.persistUs,
      step: this.stepper.step + (emitted + 1) * steps,
      steps,
      count,
      isLastWritten,
    });
  }

  /** Lets triggers count the saves of the cycles, though nobody hears of them. */
  private passOver(tier: TierState, cycles: number): void {
    const { journal } = this.state.site;
    journal.passOver("checkpoint.save.started", cycles);
    journal.passOver("checkpoint.save.ended", cycles);
    if (tier.isSynchronous) return journal.passOver("checkpoint.persist.ended", cycles);
    journal.passOver("checkpoint.persist.started", cycles);
    journal.passOver("checkpoint.persist.ended", cycles - 1);
  }

  /** Nothing is under way that every cycle would feel. */
  private isQuiet(): boolean {
    const { site, replicas } = this.state;
    if (site.storage.isShared || !this.loops.areHealthy) return false;
    return replicas === this.replicas && !this.checkpointer.willTear;
  }

  /** How many whole cycles end before another tier saves, and before an evaluation. */
  private cyclesBeforeOthers(tier: TierState, steps: number): number {
    let boundaries = this.planned.boundariesToNext(this.stepper.step);
    const { tiers } = this.checkpointer;
    for (let index = 0; index < tiers.length; index++) {
      const other = tiers[index] as TierState;
      if (other !== tier) boundaries = Math.min(boundaries, boundariesTo(other, this.stepper));
    }
    return Math.floor((boundaries - 1) / steps);
  }
}

/** So many cycles at once are emitted at most: whoever listens gets them in pieces. */
const EMITTED_MAX = 256;

/** Copies still being written are done before the next save, or share nothing with it that anybody would notice. */
const areOutOfTheWay = (
  tiers: ReadonlyArray<TierState>,
  tier: TierState,
  nextSaveUs: number,
  emitsSaves: boolean,
): boolean => {
  for (let index = 0; index < tiers.length; index++) {
    const other = tiers[index] as TierState;
    if (other.writing === undefined) continue;
    if (other === tier ? other.writtenUs > nextSaveUs : emitsSaves || (other.usesStorage && tier.usesStorage))
      return false;
  }
  return true;
};

/** The tier whose next save comes first. */
const nearest = (tiers: ReadonlyArray<TierState>, stepper: Stepper): TierState | undefined => {
  let best: TierState | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (let index = 0; index < tiers.length; index++) {
    const tier = tiers[index] as TierState;
    const boundaries = boundariesTo(tier, stepper);
    if (boundaries < fewest) {
      fewest = boundaries;
      best = tier;
    }
  }
  return best;
};
