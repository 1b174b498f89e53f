import type { TierState } from "../checkpoint/tier.ts";
import type { World } from "../world.ts";
import type { Job } from "./job.ts";
import { boundariesTo } from "./saver.ts";
import type { Stepper } from "./stepper.ts";

/** Quiet save cycles, from `fromUs` on: `steps` steps, a stall, again and again, at most `cyclesMax` times. */
export interface Cruise {
  readonly tier: TierState;
  readonly fromUs: number;
  readonly steps: number;
  readonly steppingUs: number;
  readonly cycleUs: number;
  readonly cyclesMax: number;
}

/**
 * The cycles that a job which has just begun to step will go through if nothing interferes, and nobody listens for them;
 * `undefined` when they are not that simple. They are gone through by {@link land} when somebody looks, all at once.
 */
export const cruiseFrom = (world: World, job: Job): Cruise | undefined => {
  const { stepper, saver } = job;
  const stepUs = stepper.currentStepUs;
  if (!mayCruise(world, job) || stepper.stepInProgressUs !== stepUs) return undefined;
  const tier = nearest(saver.tiers, stepper);
  if (tier === undefined || tier.sinceSaveUs !== 0) return undefined;
  const steps = boundariesTo(tier, stepper);
  if (steps === Number.POSITIVE_INFINITY) return undefined;
  if (tier.everyUs === Number.POSITIVE_INFINITY && tier.everySteps !== steps) return undefined;
  // Steps done again end in the first cycle, before its save, so that the instant at which new ones begin is simple.
  if (stepper.highWater > stepper.step + steps) return undefined;
  const fromUs = world.nowUs;
  const steppingUs = steps * stepUs;
  if (tier.times.persistUs > steppingUs || !areOutOfTheWay(saver.tiers, tier, fromUs + steppingUs)) return undefined;
  const cyclesMax = cyclesBeforeOthers(job, tier, steps);
  if (cyclesMax < 1) return undefined;
  return { tier, fromUs, steps, steppingUs, cycleUs: steppingUs + tier.times.stallUs, cyclesMax };
};

/**
 * Goes through the whole cycles of a cruise that end by an instant. Leaves the job exactly where going through them one
 * by one would; the clock of the world stands at their end.
 */
export const land = (world: World, job: Job, cruise: Cruise, byUs: number): void => {
  const { tier, fromUs, steps, steppingUs, cycleUs } = cruise;
  const cycles = Math.max(0, Math.min(cruise.cyclesMax, Math.floor((byUs - fromUs) / cycleUs)));
  world.nowUs = fromUs + cycles * cycleUs;
  if (cycles < 1) return;
  const { stepper, saver } = job;
  const { stallUs, persistUs } = tier.times;
  const step = stepper.step;
  saver.finishWriting(fromUs + steppingUs);
  stepper.leap(cycles * steps, cycles * stallUs);
  world.ledger.add("checkpoint", cycles * stallUs);
  saver.addStepping(cycles * steppingUs);
  tier.handle(stepper.step);
  const durable = persistUs === 0 ? cycles : cycles - 1;
  if (durable > 0) {
    tier.store.addSeries(step + steps, fromUs + cycleUs + persistUs, steps, cycleUs, durable, job.isTainted);
    tier.peers?.renew();
  }
  world.record.checkpoints += durable;
  if (persistUs > 0) tier.startWriting(world.nowUs, stepper.step, job.isTainted, world.storage);
  world.loops.rememberCycles(fromUs, steppingUs, cycleUs, cycles);
  job.skipTo(world.nowUs, cycles * steppingUs);
};

/** Nothing listens for single checkpoints, and nothing is under way that every cycle would feel. */
const mayCruise = (world: World, job: Job): boolean => {
  if (world.journal.hearsCheckpoints || world.storage.isShared || !world.loops.areHealthy) return false;
  if (job.replicas !== world.plan.replicas || world.stragglersFound.size > 0 || job.hasStragglers) return false;
  for (const { tearNext } of job.saver.tiers) if (tearNext > 0) return false;
  return true;
};

/** How many whole cycles end before another tier saves, and before an evaluation. */
const cyclesBeforeOthers = (job: Job, tier: TierState, steps: number): number => {
  let boundaries = job.boundariesToEvaluation();
  for (const other of job.saver.tiers) {
    if (other !== tier) boundaries = Math.min(boundaries, boundariesTo(other, job.stepper));
  }
  return Math.floor((boundaries - 1) / steps);
};

/** Copies still being written are done before the next save, or share nothing with it. */
const areOutOfTheWay = (tiers: ReadonlyArray<TierState>, tier: TierState, nextSaveUs: number): boolean => {
  for (const other of tiers) {
    if (other.writing === undefined) continue;
    if (other === tier ? other.writtenUs > nextSaveUs : other.usesStorage && tier.usesStorage) return false;
  }
  return true;
};

/** The tier whose next save comes first. */
const nearest = (tiers: ReadonlyArray<TierState>, stepper: Stepper): TierState | undefined => {
  let best: TierState | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const tier of tiers) {
    const boundaries = boundariesTo(tier, stepper);
    if (boundaries < fewest) {
      fewest = boundaries;
      best = tier;
    }
  }
  return best;
};
