import type { AnyEvent } from "@ordeal/model";
import { Findings } from "./findings.ts";
import type { Follower, Invariant, RunEvidence } from "./invariant.ts";
import type { Copies } from "./watch/copies.ts";
import { type LossWatch, outlives } from "./watch/loss-watch.ts";
import type { RunWatch } from "./watch/run-watch.ts";

/** What a resume may rest on. */
interface Known {
  readonly copies: Copies;
  readonly losses: LossWatch;
  /** What was read last since the job went down. */
  readonly loaded: { readonly tier: string; readonly step: number } | undefined;
}

/** What is wrong with the state that a job resumes from; `undefined` when nothing is. */
const wrongWith = (from: string, step: number, { copies, losses, loaded }: Known): string | undefined => {
  if (from === "scratch") return step === 0 ? undefined : `resumed at step ${step} from scratch: that is step 0`;
  if (from === "memory")
    return copies.isKnownTainted ? "resumed from memory, which is known to be corrupted" : undefined;
  const tier = copies.tiers.get(from);
  if (tier === undefined) return `resumed from "${from}", which is no tier`;
  if (!tier.has(step)) return `resumed from ${from} at step ${step}: that copy was ${tier.fateOf(step)}`;
  if (losses.mustExceed(tier.tier)) {
    return `resumed from ${from} at step ${step}: it does not outlive more than ${outlives(tier.tier)}, and more was lost`;
  }
  if (loaded?.tier === from && loaded.step === step) return undefined;
  return `resumed from ${from} at step ${step}, and did not read that copy before`;
};

/** docs/model.md, Checkpoints and Invariants: a copy counts only when its persist has ended, and as long as it stands. */
export const noBadResume: Invariant = {
  name: "no bad resume",
  says: "a run never resumes from a checkpoint that was torn, known poisoned, corrupt, lost, or never persisted",
  follow(_: RunEvidence, { copies, losses }: RunWatch): Follower {
    const findings = new Findings("no bad resume");
    let loaded: Known["loaded"];
    const see = (event: AnyEvent) => {
      if (event.type === "load.started") loaded = event.data;
      if (event.type === "load.rejected" || event.type === "rung.started") loaded = undefined;
      if (event.type === "job.resumed") {
        const { from, step } = event.data;
        const wrong = wrongWith(from, step, { copies, losses, loaded });
        if (wrong !== undefined) findings.at(event, wrong);
      }
    };
    return { violations: findings.violations, see };
  },
};
