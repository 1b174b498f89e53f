import { checkpointBytes, instantUs, type Scenario } from "@ordeal/model";
import { daly, young } from "@ordeal/simulator";

/**
 * The ledger of a run in which nothing fails, counted step by step: the plainest program that can. Knows of at most one
 * tier on storage, because two that write there slow each other down.
 */
export const undisturbed = (scenario: Scenario) => {
  const { duration, job } = scenario;
  const ledgerUs = { productive: 0, checkpoint: 0, planned: 0 };
  const tiers = tiersOf(scenario);
  const windows = job.maintenance.map(({ at, takes }) => {
    const fromUs = instantUs(at, scenario.startsAt) ?? 0;
    return { fromUs, toUs: fromUs + takes };
  });
  let nowUs = 0;
  const spend = (bucket: keyof typeof ledgerUs, us: number): void => {
    const untilUs = Math.min(nowUs + us, duration);
    ledgerUs[bucket] += untilUs - nowUs;
    nowUs = untilUs;
  };
  /** A step, which stands still while there is maintenance. */
  const work = (): void => {
    for (let leftUs = job.step; leftUs > 0 && nowUs < duration; ) {
      const open = windows.find(({ fromUs, toUs }) => fromUs <= nowUs && nowUs < toUs);
      if (open !== undefined) spend("planned", open.toUs - nowUs);
      else {
        const aheadUs = windows.map(({ fromUs }) => fromUs - nowUs).filter((us) => us > 0);
        const us = Math.min(leftUs, ...aheadUs);
        spend("productive", us);
        leftUs -= us;
      }
    }
  };
  for (let step = 1; nowUs < duration; step++) {
    work();
    for (const tier of tiers) {
      tier.sinceUs += job.step;
      const isDue = typeof tier.every === "number" ? tier.sinceUs >= tier.every : step % tier.every.steps === 0;
      if (!isDue) continue;
      tier.sinceUs = 0;
      if (nowUs < tier.writtenUs) continue;
      spend("checkpoint", tier.stallUs);
      tier.writtenUs = nowUs + tier.persistUs;
    }
    if (job.evaluation !== undefined && step % job.evaluation.everySteps === 0) spend("planned", job.evaluation.takes);
  }
  return ledgerUs;
};

const tiersOf = ({ checkpoint, cluster }: Scenario) =>
  checkpoint.tiers.map((tier) => {
    const interval = tier.interval ?? checkpoint.interval;
    const bytes = tier.medium === "storage" ? (checkpointBytes(checkpoint) ?? 0) : 0;
    if (typeof interval === "function") throw new Error("an interval that only the simulator can ask");
    const formula = interval === "young" ? young : daly;
    return {
      every:
        typeof interval === "string" ? Math.max(1, Math.round(formula(tier.stall, checkpoint.mtbf ?? 0))) : interval,
      stallUs: tier.stall,
      persistUs: tier.persist ?? Math.round((bytes / cluster.storage.write) * 1_000_000),
      sinceUs: 0,
      writtenUs: 0,
    };
  });
