import { type FaultKind, type FaultSpec, HOUR_US, isMomentary, SECOND_US, soleTarget } from "@ordeal/model";
import fc from "fast-check";
import { type Options, withDefaults } from "./options.ts";
import { parameters } from "./parameters.ts";
import { record } from "./record.ts";
import { type Fit, given, pick, type Scene } from "./scene.ts";
import { startIn } from "./start.ts";
import { targetIn, targetsOf } from "./target.ts";
import { maybe, time } from "./time.ts";

/** A scene, and the kinds of fault that may occur in it: those that find something to strike. */
export interface SceneKinds {
  readonly scene: Scene;
  readonly possible: ReadonlyArray<FaultKind>;
}

/** A scene with those of some kinds that find something to strike in its cluster. */
export const sceneKinds = (scene: Scene, kinds: ReadonlyArray<FaultKind>): SceneKinds => ({
  scene,
  possible: kinds.filter((kind) => targetsOf(kind, scene.cluster).length > 0),
});

/**
 * Scripted faults; none where no kind finds anything to strike. Each has an id of its own, which does not shrink: when
 * other faults are dropped, what this one draws stays the same.
 */
export const faultSpecIn = (options: Options = {}): fc.Arbitrary<Fit<FaultSpec | undefined, SceneKinds>> => {
  const { durationMaxUs, kinds } = withDefaults(options);
  return record({
    kind: fc.nat(kinds.length - 1),
    component: fc.nat(2),
    startIn: startIn(durationMaxUs),
    targetIn: targetIn(),
    duration: maybe(time(SECOND_US, 2 * HOUR_US)),
    parameters: parameters(),
    detectAfter: maybe(maybe(time(0, HOUR_US))),
    id: fc.noShrink(fc.nat(999_999)),
  }).map((drawn) => ({ scene, possible }) => {
    if (possible.length === 0) return undefined;
    const kind = pick(possible, drawn.kind);
    const component = pick(targetsOf(kind, scene.cluster), drawn.component);
    const parameters = drawn.parameters(kind);
    return given<FaultSpec>({
      id: `f${drawn.id}`,
      kind,
      target: component === soleTarget(kind) ? undefined : drawn.targetIn({ scene, component }),
      ...drawn.startIn(scene),
      duration: isMomentary(kind) ? undefined : drawn.duration,
      // A fault is found in one way.
      detectAfter: parameters.stepsAfterLoad === undefined ? drawn.detectAfter : undefined,
      ...parameters,
    });
  });
};

/** Scripted faults for one scene, such as a scenario. The scene's cluster must have something to strike. */
export const faultSpec = (scene: Scene, options: Options = {}): fc.Arbitrary<FaultSpec> => {
  const { kinds } = withDefaults(options);
  return faultSpecIn({ ...options, durationMaxUs: scene.duration }).map((adapt) => {
    const spec = adapt(sceneKinds(scene, kinds));
    if (spec === undefined) throw new RangeError(`nothing in cluster "${scene.cluster.name}" can fail in these ways`);
    return spec;
  });
};
