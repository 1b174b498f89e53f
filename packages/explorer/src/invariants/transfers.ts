import type { AnyEvent } from "@ordeal/model";
import { Findings } from "./findings.ts";
import type { Follower, Invariant, RunEvidence } from "./invariant.ts";
import type { RunWatch } from "./watch/run-watch.ts";
import { loadUs, persistUs, tierSettingsAt } from "./watch/tier-settings.ts";

/** A copy on its way to or from where it lies. Work and time in microseconds; work at full bandwidth. */
interface Transfer {
  readonly what: string;
  readonly from: AnyEvent;
  readonly usesStorage: boolean;
  /** A save that blocks moves only while nothing else keeps the job from it. */
  readonly blocks: boolean;
  remainingUs: number;
}

/** Ends are whole microseconds, and every change of the bandwidth may round one. */
const TOLERANCE_US = 2;

/** docs/model.md, Checkpoints: active transfers share the storage bandwidth equally, and stand still while storage is down. */
export const transfers: Invariant = {
  name: "transfers",
  says: "copies are written and loaded in their time, sharing what bandwidth storage has equally, and pause while it is down",
  follow({ scenario }: RunEvidence, { job }: RunWatch): Follower {
    const findings = new Findings("transfers");
    const active = new Map<string, Transfer>();
    const places = new Map(
      scenario.checkpoint.tiers.map(({ name, medium }, place) => [
        name,
        { place, usesStorage: medium === "storage", save: `save to ${name}`, copy: `copy to ${name}` },
      ]),
    );
    let tiers = tierSettingsAt(scenario, 0);
    let share = 1;
    let nowUs = 0;

    const start = (key: string, event: AnyEvent, usesStorage: boolean, workUs: number, blocks = false) => {
      active.set(key, { what: `the ${key}`, from: event, usesStorage, blocks, remainingUs: workUs });
    };

    const end = (key: string | undefined, event: AnyEvent) => {
      if (key === undefined) return;
      const transfer = active.get(key);
      active.delete(key);
      if (transfer === undefined || transfer.remainingUs <= TOLERANCE_US) return;
      findings.at(event, `${transfer.what} ended ${transfer.remainingUs} µs of work too early`);
    };

    const timePasses = (us: number) => {
      if (us === 0 || active.size === 0) return;
      const isSaving = job.mode === "checkpoint";
      const moves = ({ blocks }: Transfer) => !blocks || isSaving;
      let sharers = 0;
      for (const transfer of active.values()) if (transfer.usesStorage && moves(transfer)) sharers++;
      const rate = share / sharers;
      for (const [key, transfer] of active) {
        if (!moves(transfer)) continue;
        transfer.remainingUs -= us * (transfer.usesStorage ? rate : 1);
        if (transfer.remainingUs >= -TOLERANCE_US) continue;
        findings.at(transfer.from, `${transfer.what} was done ${-transfer.remainingUs} µs before ${nowUs + us} µs`);
        active.delete(key);
      }
    };

    const take = (event: AnyEvent) => {
      switch (event.type) {
        case "settings.changed":
          tiers = tierSettingsAt(scenario, event.atUs);
          return;
        case "storage.changed":
          share = event.data.share;
          return;
        case "checkpoint.save.started": {
          const tier = places.get(event.data.tier);
          const settings = tiers[tier?.place ?? -1];
          if (tier !== undefined && settings !== undefined && persistUs(settings, scenario) === 0)
            start(tier.save, event, tier.usesStorage, settings.tier.stall, true);
          return;
        }
        case "checkpoint.save.ended":
          return end(places.get(event.data.tier)?.save, event);
        case "checkpoint.persist.started": {
          const tier = places.get(event.data.tier);
          const settings = tiers[tier?.place ?? -1];
          if (tier !== undefined && settings !== undefined)
            start(tier.copy, event, tier.usesStorage, persistUs(settings, scenario));
          return;
        }
        case "checkpoint.persist.ended":
          return end(places.get(event.data.tier)?.copy, event);
        case "checkpoint.torn": {
          const tier = places.get(event.data.tier);
          if (tier === undefined) return;
          active.delete(tier.save);
          active.delete(tier.copy);
          return;
        }
        case "load.started": {
          const tier = places.get(event.data.tier);
          const settings = tiers[tier?.place ?? -1];
          if (tier !== undefined && settings !== undefined)
            start("load", event, tier.usesStorage, loadUs(settings, scenario));
          return;
        }
        case "load.rejected":
        case "job.resumed":
          return end("load", event);
        case "job.struck":
        case "job.waiting":
        case "rung.started":
          // The load is given up, or was for a job that has lost nodes meanwhile.
          active.delete("load");
      }
    };

    const see = (event: AnyEvent) => {
      timePasses(event.atUs - nowUs);
      nowUs = event.atUs;
      take(event);
    };
    return { violations: findings.violations, see };
  },
};
