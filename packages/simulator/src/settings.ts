import {
  type Checkpoint,
  checkpointBytes,
  instantUs,
  MINUTE_US,
  type Path,
  type Recovery,
  type RecoveryPolicy,
  type Scenario,
  SECOND_US,
  type Tier,
} from "@ordeal/model";
import { isFormula, type ResolvedInterval, resolveInterval } from "./checkpoint/interval.ts";
import type { TierTimes } from "./checkpoint/tier.ts";
import type { Ground } from "./cluster/ground.ts";
import { mtbfOf } from "./hazards/mtbf.ts";
import { policyOf, type SureRung, surestOf } from "./policies/index.ts";

/** Settings that hold from some instant on, worked out. */
export interface Settings {
  readonly atUs: number;
  readonly tiers: ReadonlyArray<{ readonly tier: Tier; readonly times: TierTimes; readonly rhythm: ResolvedInterval }>;
  /** The mean time between failures that the intervals are made of; `undefined` where none is made of it. */
  readonly mtbfUs: number | undefined;
  readonly recovery: Recovery;
  readonly policy: RecoveryPolicy;
  /** The rung that is climbed whatever the fault, if it is known to succeed and how long it takes. */
  readonly surest: SureRung | undefined;
  readonly spareActivationUs: number;
  readonly changed: ReadonlyArray<string>;
}

/** The sections that hold from some instant on, and where they are written. */
export interface Phase {
  readonly atUs: number;
  readonly checkpoint: Checkpoint;
  readonly recovery: Recovery;
  readonly changed: ReadonlyArray<string>;
  readonly path: Path;
  /** Where the recovery in force is written. */
  readonly recoveryPath: Path;
}

/** The phases of a run's settings, the first from its start, in the order in which they come. */
export const phasesOf = (scenario: Scenario): readonly [Phase, ...Array<Phase>] => {
  let { checkpoint, recovery } = scenario;
  let recoveryPath: Path = ["recovery"];
  const all: [Phase, ...Array<Phase>] = [
    { atUs: 0, checkpoint, recovery, changed: [], path: ["checkpoint"], recoveryPath },
  ];
  const changes = scenario.changes
    .map((change, index) => ({ change, index, atUs: instantUs(change.at, scenario.startsAt) ?? 0 }))
    .sort((a, b) => a.atUs - b.atUs);
  for (const { change, index, atUs } of changes) {
    checkpoint = change.checkpoint ?? checkpoint;
    recovery = change.recovery ?? recovery;
    const changed = [...(change.checkpoint ? ["checkpoint"] : []), ...(change.recovery ? ["recovery"] : [])];
    const path = ["changes", index, change.checkpoint ? "checkpoint" : "recovery"];
    if (change.recovery !== undefined) recoveryPath = ["changes", index, "recovery"];
    all.push({ atUs, checkpoint, recovery, changed, path, recoveryPath });
  }
  return all;
};

/**
 * The mean time between failures of a phase: as given, else as the hazards make it; Infinity where none stops the job, NaN
 * where that cannot be known.
 */
export const mtbfIn = ({ checkpoint, recovery }: Phase, ground: Ground): number =>
  checkpoint.mtbf ?? mtbfOf(ground, recovery);

/** Whether a phase's saves depend on the mean time between failures. */
const needsMtbf = ({ checkpoint }: Phase): boolean =>
  checkpoint.tiers.some(({ interval }) => isFormula(interval ?? checkpoint.interval));

export const settingsOf = (ground: Ground): readonly [Settings, ...Array<Settings>] => {
  const [first, ...later] = phasesOf(ground.scenario);
  return [settingsIn(first, ground), ...later.map((phase) => settingsIn(phase, ground))];
};

const settingsIn = (phase: Phase, ground: Ground): Settings => {
  const { atUs, checkpoint, recovery, changed } = phase;
  const mtbfUs = needsMtbf(phase) ? mtbfIn(phase, ground) : undefined;
  const { job } = ground.scenario;
  return {
    atUs,
    tiers: checkpoint.tiers.map((tier) => {
      const times = timesOf(tier, checkpoint, ground.scenario);
      const known = { mtbfUs: mtbfUs ?? Number.POSITIVE_INFINITY, stallUs: times.stallUs, stepUs: job.step };
      return { tier, times, rhythm: resolveInterval(tier.interval ?? checkpoint.interval, known) };
    }),
    mtbfUs,
    recovery,
    policy: policyOf(recovery),
    surest: surestOf(recovery),
    spareActivationUs:
      recovery.spareActivation ?? { hot: 0, warm: 30 * SECOND_US, cold: 10 * MINUTE_US }[recovery.spares],
    changed,
  };
};

/** A tier's times, as given, else from the checkpoint's size and the storage's bandwidths. */
export const timesOf = (tier: Tier, checkpoint: Checkpoint, scenario: Scenario): TierTimes => {
  const bytes = checkpointBytes(checkpoint);
  const { read, write } = scenario.cluster.storage;
  const by = (bandwidth: number) =>
    bytes === undefined || tier.medium !== "storage" ? 0 : Math.round((bytes / bandwidth) * SECOND_US);
  return { stallUs: tier.stall, persistUs: tier.persist ?? by(write), loadUs: tier.load ?? by(read) };
};

/** How often the first tier saves, in microseconds; `null` where that is no time. */
export const savesEveryUs = ({ tiers }: Settings): number | null => {
  const { rhythm } = tiers[0] as Settings["tiers"][number];
  return "us" in rhythm && Number.isFinite(rhythm.us) ? rhythm.us : null;
};
