import type { TierState } from "../checkpoint/tier.ts";
import type { World } from "../world.ts";
import type { Job } from "./job.ts";

/**
 * Goes through whole save cycles at once while nothing listens and nothing interferes: `steps` steps, a stall, again
 * and again. Leaves the job exactly where going through them one by one would, at an instant before `limitUs`.
 */
export const leap = (world: World, job: Job, limitUs: number): void => {
  const { stepper, saver } = job;
  if (!mayLeap(world, job)) return;
  const tier = nearest(job);
  if (tier === undefined) return;
  const steps = saver.boundariesTo(tier, stepper);
  if (!Number.isFinite(steps) || tier.handledStep !== stepper.step) return;
  const { stallUs, persistUs } = tier.times;
  const stepUs = stepper.currentStepUs;
  const steppingUs = steps * stepUs;
  const cycleUs = steppingUs + stallUs;
  if (persistUs > steppingUs || stepper.stepInProgressUs !== stepUs) return;
  if (!saver.tiers.every((other) => isOutOfTheWay(other, tier, world.nowUs + steppingUs))) return;
  let cycles = Math.floor((limitUs - 1 - world.nowUs) / cycleUs);
  const atMost = (boundaries: number) => {
    cycles = Math.min(cycles, Math.floor((boundaries - 1) / steps));
  };
  for (const other of saver.tiers) if (other !== tier) atMost(saver.boundariesTo(other, stepper));
  atMost(job.boundariesToEvaluation());
  if (stepper.highWater > stepper.step) atMost(stepper.highWater - stepper.step);
  if (cycles < 1) return;
  const fromUs = world.nowUs;
  const step = stepper.step;
  saver.finishWriting(fromUs + steppingUs);
  stepper.leap(cycles * steps, cycles * stallUs);
  world.ledger.add("checkpoint", cycles * stallUs);
  saver.addStepping(cycles * steppingUs);
  tier.handle(stepper.step);
  const doneUs = fromUs + cycleUs + persistUs;
  const durable = persistUs === 0 ? cycles : cycles - 1;
  if (durable > 0) tier.store.addSeries(step + steps, doneUs, steps, cycleUs, durable, job.isTainted);
  world.record.checkpoints += durable;
  world.nowUs = fromUs + cycles * cycleUs;
  if (persistUs > 0) tier.startWriting(world.nowUs, stepper.step, job.isTainted, world.storage);
  world.loops.rememberCycles(fromUs, steppingUs, cycleUs, cycles);
  job.skipTo(world.nowUs, cycles * steppingUs);
  job.arrange();
};

/** Nothing listens for single checkpoints, and nothing is under way that every cycle would feel. */
const mayLeap = (world: World, job: Job): boolean =>
  !world.journal.hearsCheckpoints &&
  !world.storage.isShared &&
  world.loops.areHealthy &&
  job.replicas === world.plan.replicas &&
  job.saver.tiers.every(({ tearNext }) => tearNext === 0);

/** A copy still being written is done before the next save, or shares nothing with it. */
const isOutOfTheWay = (other: TierState, tier: TierState, nextSaveUs: number): boolean =>
  other.writing === undefined ||
  (other === tier ? other.writtenUs <= nextSaveUs : !(other.usesStorage && tier.usesStorage));

/** The tier whose next save comes first. */
const nearest = ({ saver, stepper }: Job): TierState | undefined => {
  let best: TierState | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const tier of saver.tiers) {
    const boundaries = saver.boundariesTo(tier, stepper);
    if (boundaries < fewest) {
      fewest = boundaries;
      best = tier;
    }
  }
  return best;
};
