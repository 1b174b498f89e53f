import type { Scenario } from "../experiment.ts";
import { builtInPolicies } from "../recovery.ts";
import type { MeasuredTimeName, MeasuredTimes } from "./measured-times.ts";

/** A scenario with measured times in the place of those that were written. */
export interface Calibrated<S> {
  readonly scenario: S;
  /** Times that were not measured, so that what is written counts. */
  readonly written: ReadonlyArray<MeasuredTimeName>;
}

/**
 * Puts measured times into a scenario: of its first tier, where there are several. The restart is that of the last rung
 * of the built-in ladders; a ladder of one's own keeps its times.
 */
export const calibrate = <S extends Scenario>(scenario: S, times: MeasuredTimes): Calibrated<S> => {
  const { cluster, job, checkpoint, recovery } = scenario;
  const [tier, ...tiers] = checkpoint.tiers;
  const us = (name: MeasuredTimeName, otherwiseUs: number): number => {
    const time = times[name];
    return time === undefined ? otherwiseUs : Math.round(time.meanUs);
  };
  const persistUs = times.persist === undefined ? tier.persist : us("persist", 0);
  const loadUs = times.load === undefined ? tier.load : us("load", 0);
  const isBuiltIn =
    typeof recovery.policy === "string" && (builtInPolicies as ReadonlyArray<string>).includes(recovery.policy);
  const calibrated = {
    ...scenario,
    ...(times.reconnect === undefined ? {} : { cluster: { ...cluster, reconnect: us("reconnect", 0) } }),
    job: { ...job, step: Math.max(1, us("step", job.step)) },
    checkpoint: {
      ...checkpoint,
      tiers: [
        {
          ...tier,
          stall: us("stall", tier.stall),
          ...(persistUs === undefined ? {} : { persist: persistUs }),
          ...(loadUs === undefined ? {} : { load: loadUs }),
        },
        ...tiers,
      ] as const,
    },
    recovery: {
      ...recovery,
      detect: {
        ...recovery.detect,
        crash: us("crash", recovery.detect.crash),
        hang: us("hang", recovery.detect.hang),
        cut: us("cut", recovery.detect.cut),
      },
      ...(isBuiltIn && times.restart !== undefined ? { restart: us("restart", 0) } : {}),
    },
  };
  const names = ["step", "stall", "persist", "load", "crash", "hang", "cut", "reconnect", "restart"] as const;
  return {
    scenario: calibrated,
    written: names.filter((name) => times[name] === undefined || (name === "restart" && !isBuiltIn)),
  };
};
