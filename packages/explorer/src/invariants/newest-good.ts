import type { AnyEvent } from "@ordeal/model";
import { Findings } from "./findings.ts";
import type { Follower, Invariant, RunEvidence } from "./invariant.ts";
import { outlives } from "./watch/loss-watch.ts";
import type { RunWatch } from "./watch/run-watch.ts";
import { loadUs, tierSettingsAt } from "./watch/tier-settings.ts";

/** docs/model.md, Recovery and Invariants: load the newest good checkpoint, ties by load time. */
export const newestGood: Invariant = {
  name: "newest good",
  says: "a run never goes back further than the newest durable checkpoint that survived and is not known to be bad",
  follow({ scenario }: RunEvidence, { copies, losses }: RunWatch): Follower {
    const findings = new Findings("newest good");
    const names = scenario.checkpoint.tiers.map(({ name }) => name);
    /** The last step committed when the job stopped; `undefined` while it steps. */
    let stoppedAt: number | undefined;
    const see = (event: AnyEvent) => {
      const { atUs } = event;
      if (event.type === "job.stopped") stoppedAt = event.data.step;
      if (event.type === "job.resumed") stoppedAt = undefined;
      if (event.type === "load.started") {
        const { tier, step } = event.data;
        const newest = copies.newest(atUs);
        if (newest !== undefined && step < newest) {
          findings.at(event, `loads step ${step} from ${tier}, and a good copy of step ${newest} stands`);
        }
        const loads = tierSettingsAt(scenario, atUs).map((settings) => loadUs(settings, scenario));
        const ownUs = loads[names.indexOf(tier)] ?? 0;
        const faster = names.find((name, place) => copies.tiers.get(name)?.has(step) && (loads[place] ?? 0) < ownUs);
        if (faster !== undefined) findings.at(event, `loads step ${step} from ${tier}, and ${faster} loads it faster`);
      } else if (event.type === "job.resumed" && event.data.from === "scratch") {
        const newest = copies.newest(atUs);
        if (newest !== undefined) findings.at(event, `starts from scratch, and a good copy of step ${newest} stands`);
      } else if (event.type === "run.ended" && stoppedAt !== undefined) {
        const { step } = event.data;
        const isCopied = [...copies.tiers.values()].some((tier) => tier.copyOf(step) !== undefined);
        if (step > 0 && step !== stoppedAt && !isCopied)
          findings.at(event, `keeps step ${step} of a job that is down, and there is no copy of it`);
      } else if (event.type === "checkpoint.lost") {
        const tier = copies.tiers.get(event.data.tier)?.tier;
        if (tier !== undefined && !losses.mayExceed(tier)) {
          findings.at(event, `gives up ${tier.name}, which outlives ${outlives(tier)}, and no more than that was lost`);
        }
      } else if (event.type === "checkpoint.poisoned") {
        const tier = copies.tiers.get(event.data.tier);
        for (const step of event.data.steps) {
          if (tier?.has(step))
            findings.at(event, `throws step ${step} of ${event.data.tier} away, and that copy is clean`);
        }
      }
    };
    return { violations: findings.violations, see };
  },
};
