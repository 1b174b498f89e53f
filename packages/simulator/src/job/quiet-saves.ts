import { saveEvents } from "@ordeal/model";
import type { TierState } from "../checkpoint/tier.ts";
import type { Loops } from "../cooling/loops.ts";
import { boundariesBetween, boundariesTo, type Checkpointer } from "./checkpointer.ts";
import { FastForward } from "./fast-forward.ts";
import { BucketIndex } from "./ledger.ts";
import type { PlannedStops } from "./planned-stops.ts";
import type { JobState } from "./state.ts";
import type { Stepper } from "./stepper.ts";

/**
 * The saves of a job that steps, and that nothing but they hold up: the job lags behind while they are all there is, and
 * goes through them once somebody touches it, or looks. Where all that comes is one and the same cycle {@link FastForward}
 * leaps over it; else it goes save by save, without a mode for each: of as many tiers as there are, while steps are done
 * again, and on a store that is slow or shared. Either leaves the job exactly where its modes would, one by one.
 */
export class QuietSaves {
  private readonly state: JobState;
  private readonly replicas: number;
  private readonly stepper: Stepper;
  private readonly checkpointer: Checkpointer;
  private readonly planned: PlannedStops;
  private readonly loops: Loops;
  private readonly fastForward: FastForward;
  private isSaveBySave = false;
  private untilUs = 0;

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
    this.fastForward = new FastForward(state, replicas, stepper, checkpointer, planned, loops);
  }

  /** Whether the job lags behind. */
  get isOn(): boolean {
    return this.fastForward.isOn || this.isSaveBySave;
  }

  /** Until when it may. */
  get endsUs(): number {
    return this.fastForward.isOn ? this.fastForward.endsUs : this.untilUs;
  }

  /** From a job that steps, and is booked: lets it lag behind if saves are all there is to do. Returns whether it does. */
  begin(): boolean {
    const { stepper, checkpointer, state } = this;
    if (stepper.progressUs(state.nowUs) === 0 && this.fastForward.begin()) return true;
    if (state.replicas !== this.replicas || state.site.journal.hasSaveTrigger) return false;
    const boundaries = checkpointer.boundariesToNext(stepper);
    const others = this.planned.boundariesToNext(stepper.step);
    if (boundaries === Number.POSITIVE_INFINITY || others <= boundaries) return false;
    this.isSaveBySave = true;
    const most = this.loops.areHealthy
      ? BOUNDARIES_MAX * this.fewestBetween
      : Math.max(boundaries, 1 + this.boundariesWithoutSave());
    this.untilUs = stepper.boundaryUs(Math.min(others, most));
    return true;
  }

  /** The fewest step boundaries that ever lie between two saves of a tier. */
  private get fewestBetween(): number {
    let fewest = Number.POSITIVE_INFINITY;
    for (const tier of this.checkpointer.tiers) fewest = Math.min(fewest, boundariesBetween(tier, this.stepper));
    return fewest;
  }

  /** Emits what the saves bring up to an instant, if the job can lag behind on; returns whether it does. */
  emitBy(byUs: number): boolean {
    return this.fastForward.emitBy(byUs);
  }

  /**
   * Goes through the saves that are over by an instant; the job steps, and its clock stands where the last of them ends.
   * Returns up to when it only steps from there on; -1 where nobody worked that out.
   */
  end(byUs: number): number {
    if (this.fastForward.isOn) return this.fastForward.end(byUs);
    const { stepper, checkpointer, planned } = this;
    this.isSaveBySave = false;
    let mayPass = !this.state.site.journal.isHeard;
    for (;;) {
      if (mayPass) this.passSkipped(byUs);
      const boundaries = checkpointer.boundariesToNext(stepper);
      const isAlone = boundaries < planned.boundariesToNext(stepper.step);
      if (!isAlone || !this.areSavesOver(boundaries, byUs)) return -1;
      this.stepTo(stepper.boundaryUs(boundaries));
      mayPass = !this.save() && !this.state.site.journal.isHeard;
      // Where the cycles end others may save, while the last copy is being written.
      if (this.fastForward.begin()) this.fastForward.end(byUs, 0);
    }
  }

  /** Step boundaries at which nothing is saved: no tier is due but those whose last copy is still being written. */
  private boundariesWithoutSave(): number {
    const { stepper, checkpointer } = this;
    const { tiers } = checkpointer;
    let boundaries = Number.POSITIVE_INFINITY;
    for (let index = 0; index < tiers.length; index++) {
      const tier = tiers[index] as TierState;
      const most =
        tier.writing === undefined ? boundariesTo(tier, stepper) - 1 : stepper.boundariesBy(tier.writtenUs - 1);
      if (most < boundaries) boundaries = most;
    }
    return boundaries;
  }

  /** Steps up to the last boundary by an instant before which, and at which, tiers only skip their turns. */
  private passSkipped(byUs: number): void {
    const { state, stepper, checkpointer, planned } = this;
    const { tiers } = checkpointer;
    const { step, currentStepUs } = stepper;
    const others = planned.boundariesToNext(step) - 1;
    const most = Math.min(this.boundariesWithoutSave(), others, stepper.boundariesBy(byUs));
    let last = 0;
    for (let index = 0; index < tiers.length; index++)
      last = Math.max(last, lastTurn(tiers[index] as TierState, stepper, most));
    if (last === 0) return;
    const steppingUs = stepper.steppingFor(last);
    for (let index = 0; index < tiers.length; index++) {
      const tier = tiers[index] as TierState;
      const turn = lastTurn(tier, stepper, last);
      if (turn === 0) tier.sinceSaveUs += steppingUs;
      else {
        state.record.checkpointsSkipped += 1 + (turn - boundariesTo(tier, stepper)) / boundariesBetween(tier, stepper);
        tier.handle(step + turn);
        tier.sinceSaveUs = (last - turn) * currentStepUs;
      }
    }
    this.commitTo(stepper.boundaryUs(last));
  }

  /**
   * Whether what is due after so many step boundaries is over by an instant, where every save takes its time: one that
   * waits for storage does if it has that for itself.
   */
  private areSavesOver(boundaries: number, byUs: number): boolean {
    const { stepper, state } = this;
    const { tiers } = this.checkpointer;
    let atUs = stepper.boundaryUs(boundaries);
    if (atUs > byUs) return false;
    const step = stepper.step + boundaries;
    const steppingUs = stepper.steppingFor(boundaries);
    const dueUs = atUs;
    let due = 0;
    let waits = false;
    const isDown = state.site.storage.bandwidthShare === 0;
    for (let index = 0; index < tiers.length; index++) {
      const tier = tiers[index] as TierState;
      if (!tier.isDueAfter(step, steppingUs)) continue;
      atUs += tier.times.stallUs;
      due++;
      if (tier.isSynchronous && tier.usesStorage && (tier.times.stallUs > 0 || isDown)) waits = true;
    }
    if (waits && (due > 1 || !state.site.storage.isFreeBy(dueUs))) return false;
    return atUs <= byUs;
  }

  private stepTo(atUs: number): void {
    this.checkpointer.finishInOrder(atUs);
    this.checkpointer.addStepping(this.commitTo(atUs));
  }

  /** Books the steps up to a boundary. Returns their stepping time in microseconds. */
  private commitTo(atUs: number): number {
    const { state, stepper } = this;
    state.record.steppingNodeUs += (atUs - state.nowUs) * state.site.fleet.jobNodes;
    state.nowUs = atUs;
    state.changesPassed++;
    return stepper.commitBy(atUs);
  }

  /** Everything that is due at this boundary, one save after the other. Returns whether there was one. */
  private save(): boolean {
    const { state, stepper, loops } = this;
    const fromUs = state.nowUs;
    if (!this.saveDue(stepper.step)) return false;
    stepper.pause(fromUs);
    loops.setLoaded(fromUs, false);
    stepper.resume(state.nowUs);
    loops.setLoaded(state.nowUs, true);
    state.ledger.add(BucketIndex.checkpoint, state.nowUs - fromUs);
    return true;
  }

  /**
   * Takes all saves that are due at this boundary, one after the other; the job's clock stands where the last one ends.
   * Returns whether there was one.
   */
  private saveDue(step: number): boolean {
    const { state, checkpointer } = this;
    const { tiers } = checkpointer;
    const { record, site, isTainted } = state;
    const { journal, storage } = site;
    let found = false;
    for (let index = 0; index < tiers.length; index++) {
      const tier = tiers[index] as TierState;
      if (!tier.isDue(step)) continue;
      tier.handle(step);
      if (tier.writing !== undefined) {
        record.checkpointsSkipped++;
        if (journal.hasListener) journal.emit(state.nowUs, "checkpoint.skipped", { tier: tier.name, step });
        continue;
      }
      found = true;
      state.changesPassed++;
      if (journal.hasListener) journal.emitSave(state.nowUs, saveEvents.saveStarted, tier.name, step);
      const endUs = state.nowUs + tier.times.stallUs;
      checkpointer.finishInOrder(endUs);
      state.nowUs = endUs;
      if (journal.hasListener) journal.emitSave(endUs, saveEvents.saveEnded, tier.name, step);
      if (tier.isSynchronous) {
        checkpointer.finish(tier, step, endUs, isTainted, endUs);
        continue;
      }
      tier.startWriting(endUs, step, isTainted, storage);
      if (journal.hasListener) journal.emitSave(endUs, saveEvents.persistStarted, tier.name, step);
    }
    return found;
  }
}

/** The last of the next so many boundaries at which a tier is due; 0 where it is at none of them. */
const lastTurn = (tier: TierState, stepper: Stepper, boundaries: number): number => {
  const first = boundariesTo(tier, stepper);
  return first > boundaries ? 0 : boundaries - ((boundaries - first) % boundariesBetween(tier, stepper));
};

/** So many boundaries at which something is saved are gone through at once: whoever listens, or counts, gets them in pieces. */
const BOUNDARIES_MAX = 256;
