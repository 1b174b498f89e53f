import {
  type ComponentKind,
  exposures,
  type FaultKind,
  faultKinds,
  type Hazard,
  isRepaired,
  type Selector,
} from "@ordeal/model";
import fc from "fast-check";
import { type SceneKinds, sceneKinds } from "./fault-spec.ts";
import { burstLaw, relapseLaw, repairLaw, victimLaw } from "./law.ts";
import { type Options, withDefaults } from "./options.ts";
import { parameters } from "./parameters.ts";
import { record } from "./record.ts";
import { rhythm } from "./rhythm.ts";
import { type Fit, given, pick, type Scene } from "./scene.ts";
import { targetsOf } from "./target.ts";
import { maybe } from "./time.ts";

const targets = [undefined, undefined, "job", "spares"] as const;

/** What a hazard draws first: the component of its first kind. */
const drawn = (kind: FaultKind): ComponentKind => faultKinds[kind].targets[0];

/** The kinds of one hazard: those that strike the same kind of component as the first. */
const kindsOf = ({ scene, possible }: SceneKinds, picks: ReadonlyArray<number>): ReadonlyArray<FaultKind> => {
  const whole = possible.filter((kind) => targetsOf(kind, scene.cluster)[0] === drawn(kind));
  if (whole.length === 0) return [];
  const first = pick(whole, picks[0] ?? 0);
  const alike = whole.filter((kind) => drawn(kind) === drawn(first));
  return [first, ...picks.slice(1).map((at) => pick(alike, at))];
};

/** Faults that come by themselves, a handful in a run; none where no kind finds anything to strike. */
export const hazardIn = (options: Options = {}): fc.Arbitrary<Fit<Hazard | undefined, SceneKinds>> => {
  const { kinds, durationMaxUs } = withDefaults(options);
  const kind = record({
    at: fc.nat(kinds.length - 1),
    weight: fc.integer({ min: 1, max: 9 }),
    parameters: parameters(),
    repair: maybe(repairLaw()),
  });
  return record({
    id: fc.noShrink(fc.nat(999_999)),
    kinds: fc.array(kind, { minLength: 1, maxLength: 3 }),
    rhythm: rhythm(durationMaxUs),
    victims: victimLaw(),
    exposed: maybe(fc.constantFrom(...exposures)),
    target: fc.nat(targets.length - 1),
    burst: maybe(burstLaw()),
    relapse: maybe(relapseLaw()),
    repair: maybe(repairLaw()),
  }).map((parts) => (stage) => {
    const names = kindsOf(
      stage,
      parts.kinds.map(({ at }) => at),
    );
    const [first, ...more] = names.map((kind, index) => {
      const { weight, parameters, repair } = pick(parts.kinds, index);
      return given<Hazard["kinds"][number]>({
        kind,
        weight,
        repair: isRepaired(kind) ? repair : undefined,
        ...parameters(kind),
      });
    });
    if (first === undefined) return undefined;
    const component = drawn(first.kind);
    const when = parts.rhythm(stage.scene, component);
    const of = targets[parts.target];
    const isNode = component === "card" || component === "node" || component === "uplink";
    const target: Selector | undefined =
      of === undefined || !isNode || "life" in when ? undefined : { by: "draw", count: 1, component: "node", of };
    return given<Hazard>({
      id: `h${parts.id}`,
      rate: undefined,
      life: undefined,
      ...when,
      kinds: [first, ...more],
      // Lives say who fails, and when, and lemons are a share of the whole cluster.
      victims: "life" in when || target !== undefined ? "uniform" : parts.victims,
      target,
      exposed: parts.exposed,
      burst: "life" in when ? undefined : parts.burst,
      relapse: parts.relapse,
      repair: names.some(isRepaired) ? parts.repair : undefined,
    });
  });
};

/** Hazards for one scene; shrinks towards one fault that strikes once in a run. */
export const hazard = (scene: Scene, options: Options = {}): fc.Arbitrary<Hazard> => {
  const { kinds } = withDefaults(options);
  return hazardIn({ ...options, durationMaxUs: scene.duration }).map((adapt) => {
    const made = adapt(sceneKinds(scene, kinds));
    if (made === undefined) throw new RangeError(`nothing in cluster "${scene.cluster.name}" can fail in these ways`);
    return made;
  });
};
