import { saveEvents, type Tier } from "@ordeal/model";
import { PeerCopies } from "../checkpoint/peer-copies.ts";
import { TierState } from "../checkpoint/tier.ts";
import type { Site } from "../cluster/site.ts";
import { permutationOf } from "../kernel/permutation.ts";
import type { Settings } from "../settings.ts";
import type { Transfer } from "../storage/storage.ts";
import { Countdown } from "./countdown.ts";
import type { JobState } from "./state.ts";
import type { Stepper } from "./stepper.ts";

/** A save that blocks training: by the clock, or as a transfer when the store itself is waited for. */
interface Save {
  readonly tier: TierState;
  readonly startedUs: number;
  readonly poisoned: boolean;
  readonly countdown: Countdown | undefined;
  transfer: Transfer | undefined;
  remainingUs: number;
}

/** Takes the checkpoints: which tier saves when, the save that blocks, and the copies written behind it. */
export class Checkpointer {
  private readonly state: JobState;
  readonly tiers: ReadonlyArray<TierState>;
  private save: Save | undefined;

  constructor(state: JobState) {
    this.state = state;
    this.tiers = state.settings.tiers.map(
      ({ tier, times, rhythm }) => new TierState(tier, times, rhythm, peerCopiesOf(tier, state.site)),
    );
  }

  get isSaving(): boolean {
    return this.save !== undefined;
  }

  /** Whether a copy is being written behind the training. */
  isPersisting(nowUs: number): boolean {
    return this.tiers.some(({ writing, writtenUs }) => writing !== undefined && writtenUs > nowUs);
  }

  get saveEndsUs(): number {
    return this.save?.transfer?.endUs ?? this.save?.countdown?.endUs ?? Number.POSITIVE_INFINITY;
  }

  /** Step boundaries until the next save of any tier. */
  boundariesToNext(stepper: Stepper): number {
    let fewest = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.tiers.length; index++) {
      const boundaries = boundariesTo(this.tiers[index] as TierState, stepper);
      if (boundaries < fewest) fewest = boundaries;
    }
    return fewest;
  }

  /** Whether a copy will be torn, however well its writing goes. */
  get willTear(): boolean {
    for (let index = 0; index < this.tiers.length; index++) {
      if ((this.tiers[index] as TierState).tearNext > 0) return true;
    }
    return false;
  }

  addStepping(us: number): void {
    for (let index = 0; index < this.tiers.length; index++) (this.tiers[index] as TierState).sinceSaveUs += us;
  }

  /** Starts the first save that is due at this boundary; a tier still writing skips its turn. Returns whether one began. */
  startDue(step: number): boolean {
    const { nowUs, record, site, isTainted: poisoned } = this.state;
    const { journal, storage } = site;
    for (const tier of this.tiers) {
      if (!tier.isDue(step)) continue;
      tier.handle(step);
      this.finishWriting(nowUs);
      if (tier.writing !== undefined) {
        record.checkpointsSkipped++;
        if (journal.hasListener) journal.emit(nowUs, "checkpoint.skipped", { tier: tier.name, step });
        continue;
      }
      const waitsForStorage = tier.isSynchronous && tier.usesStorage;
      // It runs from now on: the mode may be that of a save already, when two tiers save one after the other.
      const countdown = waitsForStorage ? undefined : new Countdown(tier.times.stallUs);
      countdown?.run(nowUs);
      this.save = {
        tier,
        startedUs: nowUs,
        poisoned,
        countdown,
        transfer: waitsForStorage ? storage.start(nowUs, tier.times.stallUs) : undefined,
        remainingUs: 0,
      };
      if (journal.hasListener) journal.emitSave(nowUs, saveEvents.saveStarted, tier.name, step);
      return true;
    }
    return false;
  }

  /** The blocking part is over: the copy is durable (then true), or is written on in the background. */
  endSave(step: number): boolean {
    const { nowUs, site } = this.state;
    const { journal, storage } = site;
    const { save } = this;
    if (save === undefined) throw new Error("checkpointer: a save ended that never began");
    this.save = undefined;
    if (save.transfer !== undefined) storage.stop(nowUs, save.transfer);
    if (journal.hasListener) journal.emitSave(nowUs, saveEvents.saveEnded, save.tier.name, step);
    if (save.tier.isSynchronous) {
      this.finish(save.tier, step, nowUs, save.poisoned, nowUs);
      return true;
    }
    this.finishWriting(nowUs);
    save.tier.startWriting(nowUs, step, save.poisoned, storage);
    if (journal.hasListener) journal.emitSave(nowUs, saveEvents.persistStarted, save.tier.name, step);
    return false;
  }

  /** Hands over the copies whose writing has ended by now. Returns whether there was one. */
  finishWriting(nowUs: number): boolean {
    let found = false;
    for (let index = 0; index < this.tiers.length; index++) {
      const tier = this.tiers[index] as TierState;
      if (tier.writing === undefined || tier.writtenUs > nowUs) continue;
      this.handOver(tier, nowUs);
      found = true;
    }
    return found;
  }

  /** The same, each at the instant at which its writing ended: others that share the storage with it are faster then. */
  finishInOrder(byUs: number): void {
    for (;;) {
      let first: TierState | undefined;
      for (let index = 0; index < this.tiers.length; index++) {
        const tier = this.tiers[index] as TierState;
        if (tier.writing !== undefined && tier.writtenUs < (first?.writtenUs ?? Number.POSITIVE_INFINITY)) first = tier;
      }
      if (first === undefined || first.writtenUs > byUs) return;
      this.handOver(first, first.writtenUs);
    }
  }

  /** The copy that a tier was writing is complete. */
  private handOver(tier: TierState, nowUs: number): void {
    const { storage, journal } = this.state.site;
    const doneUs = tier.writtenUs;
    const writing = tier.stopWriting(nowUs, storage);
    if (writing === undefined) return;
    this.finish(tier, writing.step, doneUs, writing.poisoned, journal.emitsQuietSaves ? doneUs : nowUs);
  }

  /** Tears the copy of a tier that is being written, or the next one. */
  tearNext(index: number): void {
    this.finishWriting(this.state.nowUs);
    const tier = this.tiers[index];
    if (tier !== undefined) tier.tearNext++;
  }

  /** Damages the newest copy of a tier. */
  corruptNewest(index: number): void {
    this.finishWriting(this.state.nowUs);
    this.tiers[index]?.store.corruptNewest();
  }

  /** Throws the poisoned copies of all tiers away. */
  purgePoisoned(): void {
    const { nowUs, site } = this.state;
    for (const tier of this.tiers) {
      const steps = tier.store.purgePoisoned(nowUs);
      if (steps.length > 0) site.journal.emit(nowUs, "checkpoint.poisoned", { tier: tier.name, steps });
    }
  }

  /** A copy is complete, and durable unless a fault tears it. */
  finish(tier: TierState, step: number, doneUs: number, poisoned: boolean, emittedUs: number): void {
    const { record, site } = this.state;
    const { journal } = site;
    if (tier.tearNext > 0) {
      tier.tearNext--;
      record.checkpointsTorn++;
      tier.tornStep = step;
      if (journal.hasListener) journal.emit(emittedUs, "checkpoint.torn", { tier: tier.name, step });
      return;
    }
    record.checkpoints++;
    tier.store.add(step, doneUs, poisoned);
    tier.peers?.renew();
    if (journal.hasListener) journal.emitSave(emittedUs, saveEvents.persistEnded, tier.name, step);
  }

  /** When the next background copy is done, if that must be seen as it happens; else Infinity. */
  nextWrittenUs(isWaitedFor: boolean): number {
    const { journal, storage } = this.state.site;
    if (!isWaitedFor && !journal.emitsQuietSaves && !journal.hasSaveTrigger && !storage.isShared)
      return Number.POSITIVE_INFINITY;
    let nextUs = Number.POSITIVE_INFINITY;
    for (const tier of this.tiers) if (tier.writtenUs < nextUs) nextUs = tier.writtenUs;
    return nextUs;
  }

  /** Intervals and times that hold from now on. Tiers keep their copies, matched by place. */
  changeSettings(settings: Settings): void {
    this.finishWriting(this.state.nowUs);
    settings.tiers.forEach(({ times, rhythm }, index) => {
      const tier = this.tiers[index];
      if (tier === undefined) return;
      tier.times = times;
      tier.changeInterval(rhythm);
    });
  }

  /** Since when the save that blocks now has been held up, if it takes longer than it should; `undefined` if not. */
  get heldUpSinceUs(): number | undefined {
    const { save } = this;
    if (save === undefined || this.state.nowUs - save.startedUs <= save.tier.times.stallUs) return undefined;
    return save.startedUs;
  }

  /** The job stopped: the save that blocked and the copies being written are torn. */
  tear(step: number): void {
    const { nowUs, record, site } = this.state;
    const { journal, storage } = site;
    this.finishWriting(nowUs);
    const { save } = this;
    this.save = undefined;
    if (save !== undefined) {
      if (save.transfer !== undefined) storage.stop(nowUs, save.transfer);
      record.checkpointsTorn++;
      if (save.tier.tearNext > 0) save.tier.tearNext--;
      if (journal.hasListener) journal.emit(nowUs, "checkpoint.torn", { tier: save.tier.name, step });
    }
    for (let index = 0; index < this.tiers.length; index++) {
      const tier = this.tiers[index] as TierState;
      tier.tornStep = save?.tier === tier ? step : undefined;
      if (tier.writing === undefined) continue;
      const writing = tier.stopWriting(nowUs, storage);
      if (writing === undefined) continue;
      tier.tornStep = writing.step;
      if (tier.tearNext > 0) tier.tearNext--;
      record.checkpointsTorn++;
      if (journal.hasListener) journal.emit(nowUs, "checkpoint.torn", { tier: tier.name, step: writing.step });
    }
  }

  /** A blocking save stands still while the job hangs. */
  freeze(nowUs: number): void {
    this.save?.countdown?.stop(nowUs);
    if (this.save?.transfer !== undefined) {
      this.state.site.storage.stop(nowUs, this.save.transfer);
      this.save.remainingUs = this.save.transfer.remainingUs;
      this.save.transfer = undefined;
    }
  }

  thaw(nowUs: number): void {
    this.save?.countdown?.run(nowUs);
    if (this.save !== undefined && this.save.countdown === undefined && this.save.transfer === undefined) {
      this.finishWriting(nowUs);
      this.save.transfer = this.state.site.storage.start(nowUs, this.save.remainingUs);
    }
  }

  /** The job goes on from this step: nothing is due at its boundary any more. */
  resumeAt(step: number, isLoaded: boolean): void {
    for (let index = 0; index < this.tiers.length; index++) {
      const tier = this.tiers[index] as TierState;
      tier.handledStep = step;
      if (isLoaded) tier.sinceSaveUs = 0;
    }
  }
}

/** Step boundaries until a tier's next save. */
export const boundariesTo = (tier: TierState, stepper: Stepper): number =>
  tier.everySteps === Number.POSITIVE_INFINITY
    ? stepper.boundariesFor(tier.everyUs - tier.sinceSaveUs)
    : tier.everySteps - (stepper.step % tier.everySteps);

/** Step boundaries from one of a tier's saves to the next. */
export const boundariesBetween = ({ everySteps, everyUs }: TierState, stepper: Stepper): number =>
  everySteps === Number.POSITIVE_INFINITY ? Math.max(1, Math.ceil(everyUs / stepper.currentStepUs)) : everySteps;

/** Where a tier's copies lie in the memory of peers; its own draw, named by the tier. */
const peerCopiesOf = ({ name, peers }: Tier, { ground, chance }: Site): PeerCopies | undefined => {
  if (peers === undefined) return undefined;
  const { topology, placement, scenario } = ground;
  const { nodes } = scenario.job;
  const { apart } = peers;
  const domainOf = (slot: number): number => {
    const node = placement.nodeAt(slot);
    return apart === "node" ? node : apart === "supernode" ? topology.supernodeOf(node) : topology.loopOf(node);
  };
  return new PeerCopies(peers, nodes, permutationOf(nodes, chance.fixedStream(`tier/${name}/peers`)), domainOf);
};
