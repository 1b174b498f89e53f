import { type AnyEvent, StepWatch } from "@ordeal/model";
import { Findings } from "./findings.ts";
import type { Follower, Invariant, RunEvidence } from "./invariant.ts";
import { rhythmsAt, TierDue } from "./watch/tier-due.ts";

/** docs/model.md, Checkpoints: when to save, and that a tier still writing skips its turn. */
export const savesInTime: Invariant = {
  name: "saves in time",
  says: "every tier saves at the first step boundary at which its interval is over, and skips only while it is writing",
  follow({ scenario }: RunEvidence): Follower {
    const findings = new Findings("saves in time");
    const watch = new StepWatch(scenario);
    const { job, clock } = watch;
    const all = scenario.checkpoint.tiers.map(({ name }) => ({ name, tier: new TierDue() }));
    const tiers = new Map(all.map(({ name, tier }) => [name, tier]));
    let formulaUs: number | null = null;
    let nowUs = 0;

    const setRhythms = () => {
      const rhythms = rhythmsAt(scenario, nowUs, formulaUs);
      all.forEach(({ tier }, place) => {
        tier.changeInterval(rhythms[place], clock.most);
      });
    };

    /** A boundary was passed, or is left, with a save due there that did not begin. */
    const missed = (event: AnyEvent, step: number, committedUs: number) => {
      if (!clock.isExact) return;
      for (const { name, tier } of all) {
        if (!tier.isDue(step, committedUs)) continue;
        findings.at(event, `${name} did not save after step ${step} at the latest, where its interval was over`);
        tier.handle(step, undefined);
      }
    };

    const pass = (event: AnyEvent) => {
      const isStepping = job.mode === "stepping";
      if (isStepping && event.atUs > nowUs) missed(event, clock.least, clock.committedUs);
      watch.arrive(event);
      nowUs = event.atUs;
      if (!isStepping) return;
      if (!clock.mayBeAtBoundary) missed(event, clock.least, clock.committedUs);
      else missed(event, clock.least - 1, clock.committedUs - clock.lastStepUs);
    };

    const turn = (event: AnyEvent) => {
      if (event.type !== "checkpoint.save.started" && event.type !== "checkpoint.skipped") return;
      const { tier: name, step } = event.data;
      const tier = tiers.get(name);
      if (tier === undefined) return findings.at(event, `"${name}" is no tier`);
      const skips = event.type === "checkpoint.skipped";
      if (skips !== tier.isWriting)
        findings.at(event, skips ? `${name} skips its turn, and is not writing` : `${name} saves while it is writing`);
      if (clock.isExact && tier.isDue(step, clock.committedUs) === false)
        findings.at(event, `${name} saves after step ${step}, and its interval is not over`);
      tier.handle(step, clock.isExact ? clock.committedUs : undefined);
    };

    const resume = (from: string, step: number, wasExact: boolean) => {
      for (const tier of tiers.values()) {
        if (from === "memory") tier.resume(step, wasExact);
        else tier.handle(step, clock.committedUs);
      }
    };

    const write = (event: AnyEvent) => {
      if (event.type === "checkpoint.persist.started") setWriting(event.data.tier, true);
      if (event.type === "checkpoint.persist.ended" || event.type === "checkpoint.torn")
        setWriting(event.data.tier, false);
    };
    const setWriting = (name: string, isWriting: boolean) => {
      const tier = tiers.get(name);
      if (tier !== undefined) tier.isWriting = isWriting;
    };

    const see = (event: AnyEvent) => {
      pass(event);
      turn(event);
      write(event);
      const wasExact = clock.isExact;
      watch.see(event);
      if (event.type === "run.started") formulaUs = event.data.intervalUs;
      if (event.type === "run.started" || event.type === "settings.changed") setRhythms();
      if (event.type === "job.resumed") resume(event.data.from, event.data.step, wasExact);
    };
    return { violations: findings.violations, see };
  },
};
