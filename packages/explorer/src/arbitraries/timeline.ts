import type { FaultSpec } from "@ordeal/model";
import fc from "fast-check";
import { faultSpecIn, type SceneKinds, sceneKinds } from "./fault-spec.ts";
import { type Options, withDefaults } from "./options.ts";
import type { Fit, Scene } from "./scene.ts";
import { swarm } from "./swarm.ts";

/** Lists of scripted faults; shrinks towards none. */
export const timelineIn = (options: Options = {}): fc.Arbitrary<Fit<ReadonlyArray<FaultSpec>, SceneKinds>> =>
  fc.array(faultSpecIn(options), { maxLength: withDefaults(options).faultsMax }).map((fits) => (stage) => {
    const byId = new Map<string | undefined, FaultSpec>();
    for (const adapt of fits) {
      const spec = adapt(stage);
      // Of two faults that came to have one id, the first stays.
      if (spec !== undefined && !byId.has(spec.id)) byId.set(spec.id, spec);
    }
    return [...byId.values()];
  });

/** Fault timelines for one scene, such as a scenario: what a hunt searches. */
export const timeline = (scene: Scene, options: Options = {}): fc.Arbitrary<ReadonlyArray<FaultSpec>> => {
  const whole = { ...options, durationMaxUs: scene.duration };
  return fc
    .tuple(timelineIn(whole), swarm(withDefaults(options)))
    .map(([adapt, kinds]) => adapt(sceneKinds(scene, kinds)));
};
