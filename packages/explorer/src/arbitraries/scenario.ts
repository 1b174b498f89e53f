import { type Change, type Hazard, MINUTE_US, type Scenario } from "@ordeal/model";
import { checkSaving } from "@ordeal/simulator";
import fc from "fast-check";
import { checkpointIn } from "./checkpoint.ts";
import { cluster } from "./cluster.ts";
import { type SceneKinds, sceneKinds } from "./fault-spec.ts";
import { hazardIn } from "./hazard.ts";
import { jobIn } from "./job.ts";
import { type Options, withDefaults } from "./options.ts";
import { record } from "./record.ts";
import { recovery } from "./recovery.ts";
import { type Fit, given, instantIn, type Scene } from "./scene.ts";
import { swarm } from "./swarm.ts";
import { maybe, time } from "./time.ts";
import { timelineIn } from "./timeline.ts";

const hazardsIn = (options: Options): fc.Arbitrary<Fit<ReadonlyArray<Hazard>, SceneKinds>> =>
  fc.array(hazardIn(options), { maxLength: withDefaults(options).hazardsMax }).map((fits) => (stage) => {
    const byId = new Map<string, Hazard>();
    for (const adapt of fits) {
      const hazard = adapt(stage);
      if (hazard !== undefined) byId.set(hazard.id, hazard);
    }
    return [...byId.values()];
  });

const changesIn = (options: Options) => {
  const change = record({
    at: time(0, withDefaults(options).durationMaxUs - 1),
    checkpointIn: maybe(checkpointIn()),
    recovery: maybe(recovery(options)),
  }).map(({ at, checkpointIn, recovery }) => (scene: Scene, hazardsTell: boolean) => {
    const place = { hazardsTell, tiers: scene.checkpoint.tiers.length };
    return given<Change>({ at: instantIn(scene, at), checkpoint: checkpointIn?.(place), recovery });
  });
  return fc.array(change, { maxLength: withDefaults(options).changesMax });
};

/** Whether the run starts at a date, so that instants may be dates; 26 March 2026 when it does. */
const startsAt = () => fc.nat(9).map((one) => (one === 9 ? Date.UTC(2026, 2, 26) : undefined));

/**
 * Whole scenarios, decoded and valid: a small cluster, its job, its settings, hazards and a timeline of faults. Shrinks
 * towards fewer faults and hazards first, then towards early, short and simple ones, then towards a smaller scene.
 */
export const scenario = (options: Options = {}): fc.Arbitrary<Scenario> => {
  const choices = withDefaults(options);
  return record({
    timelineIn: timelineIn(options),
    hazardsIn: hazardsIn(options),
    changes: changesIn(options),
    duration: time(MINUTE_US, choices.durationMaxUs),
    cluster: cluster(options),
    jobIn: jobIn(options),
    checkpointIn: checkpointIn(),
    recovery: recovery(options),
    startsAt: startsAt(),
    kinds: swarm(choices),
  }).map(({ timelineIn, hazardsIn, changes, duration, cluster, jobIn, checkpointIn, recovery, startsAt, kinds }) => {
    const run = given<Pick<Scene, "duration" | "startsAt">>({ duration, startsAt });
    const job = jobIn({ ...run, cluster });
    const scene = { ...run, cluster, job, checkpoint: checkpointIn({ hazardsTell: false }) };
    const stage = sceneKinds(scene, kinds);
    const hazards = hazardsIn(stage);
    const faults = timelineIn(stage);
    const whole = (hazardsTell: boolean): Scenario => ({
      ...scene,
      checkpoint: checkpointIn({ hazardsTell }),
      recovery,
      hazards,
      faults,
      changes: changes.map((change) => change(scene, hazardsTell)),
    });
    const told = whole(true);
    return checkSaving(told).length === 0 ? told : whole(false);
  });
};
