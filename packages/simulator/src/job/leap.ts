import type { TierState } from "../checkpoint/tier.ts";
import type { World } from "../world.ts";
import type { Job } from "./job.ts";
import { boundariesTo } from "./saver.ts";
import type { Stepper } from "./stepper.ts";

/**
 * Goes through whole save cycles at once while nothing listens and nothing interferes: `steps` steps, a stall, again
 * and again. Leaves the job exactly where going through them one by one would, at an instant before `limitUs`.
 */
export const leap = (world: World, job: Job, limitUs: number): void => {
  if (job.mode !== "stepping" || !mayLeap(world, job)) return;
  const { stepper, saver } = job;
  const stepUs = stepper.currentStepUs;
  if (stepper.stepInProgressUs !== stepUs || stepper.progressUs(world.nowUs) !== 0) return;
  const tier = nearest(saver.tiers, stepper);
  if (tier === undefined || tier.sinceSaveUs !== 0) return;
  const steps = boundariesTo(tier, stepper);
  if (steps === Number.POSITIVE_INFINITY || (tier.everySteps !== steps && tier.everyUs === Number.POSITIVE_INFINITY))
    return;
  const { stallUs, persistUs } = tier.times;
  const steppingUs = steps * stepUs;
  const cycleUs = steppingUs + stallUs;
  if (persistUs > steppingUs || !areOutOfTheWay(saver.tiers, tier, world.nowUs + steppingUs)) return;
  // Steps done again end in the first cycle, before its save, so that the instant at which new ones begin is simple.
  if (stepper.highWater > stepper.step + steps) return;
  const cycles = cyclesBefore(limitUs, world, job, tier, steps, cycleUs);
  if (cycles < 1) return;
  const fromUs = world.nowUs;
  const step = stepper.step;
  saver.finishWriting(fromUs + steppingUs);
  stepper.leap(cycles * steps, cycles * stallUs);
  world.ledger.add("checkpoint", cycles * stallUs);
  saver.addStepping(cycles * steppingUs);
  tier.handle(stepper.step);
  const durable = persistUs === 0 ? cycles : cycles - 1;
  if (durable > 0)
    tier.store.addSeries(step + steps, fromUs + cycleUs + persistUs, steps, cycleUs, durable, job.isTainted);
  world.record.checkpoints += durable;
  world.nowUs = fromUs + cycles * cycleUs;
  if (persistUs > 0) tier.startWriting(world.nowUs, stepper.step, job.isTainted, world.storage);
  world.loops.rememberCycles(fromUs, steppingUs, cycleUs, cycles);
  job.skipTo(world.nowUs, cycles * steppingUs);
  job.arrange();
};

/** Nothing listens for single checkpoints, and nothing is under way that every cycle would feel. */
const mayLeap = (world: World, job: Job): boolean => {
  if (world.journal.hearsCheckpoints || world.storage.isShared || !world.loops.areHealthy) return false;
  if (job.replicas !== world.plan.replicas) return false;
  for (const { tearNext } of job.saver.tiers) if (tearNext > 0) return false;
  return true;
};

/** How many whole cycles end before the limit, before another tier saves, and before an evaluation. */
const cyclesBefore = (
  limitUs: number,
  { nowUs, queue }: World,
  job: Job,
  tier: TierState,
  steps: number,
  cycleUs: number,
): number => {
  // What happened just now may have planned something for before the limit.
  const endUs = Math.min(limitUs, queue.next?.atUs ?? Number.POSITIVE_INFINITY);
  let cycles = Math.floor((endUs - 1 - nowUs) / cycleUs);
  for (const other of job.saver.tiers) {
    if (other === tier) continue;
    cycles = Math.min(cycles, Math.floor((boundariesTo(other, job.stepper) - 1) / steps));
  }
  return Math.min(cycles, Math.floor((job.boundariesToEvaluation() - 1) / steps));
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
