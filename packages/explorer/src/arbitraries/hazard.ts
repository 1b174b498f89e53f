import {
  type ComponentKind,
  cardsOf,
  DAY_US,
  type FaultKind,
  faultKinds,
  type Hazard,
  HOUR_US,
  loopsOf,
  type RateUnit,
  racksPerSupernodeOf,
  type Selector,
  supernodesOf,
} from "@ordeal/model";
import fc from "fast-check";
import { possibleKinds, type Stage } from "./fault-spec.ts";
import { burstLaw, gapLaw, relapseLaw, repairLaw, shape, victimLaw } from "./law.ts";
import { type Options, settled } from "./options.ts";
import { parameters } from "./parameters.ts";
import { type Fit, given, instantIn, pick, type Scene } from "./scene.ts";
import { targetsOf } from "./target.ts";
import { maybe, time } from "./time.ts";

/** How many components of a kind there are, and what rates call them. */
const exposed = (component: ComponentKind, { cluster }: Scene): readonly [number, RateUnit] => {
  const supernodes = supernodesOf(cluster);
  switch (component) {
    case "card":
      return [cardsOf(cluster), component];
    case "node":
      return [cluster.nodes, component];
    case "uplink":
      return [cluster.nodes * cluster.scaleOut.uplinks, "link"];
    case "plane":
      return [supernodes * cluster.scaleUp.planes, component];
    case "tor":
      return [supernodes * cluster.scaleOut.tors, component];
    case "rack":
      return [supernodes * racksPerSupernodeOf(cluster), component];
    case "loop":
      return [loopsOf(cluster).length, component];
    default:
      return [1, "job"];
  }
};

const targets = [undefined, undefined, "job", "spares"] as const;

/** What a hazard draws first: the component of its first kind. */
const drawn = (kind: FaultKind): ComponentKind => faultKinds[kind].targets[0];

/** The kinds of one hazard: those that strike the same kind of component as the first. */
const kindsOf = (stage: Stage, picks: ReadonlyArray<number>): ReadonlyArray<FaultKind> => {
  const possible = possibleKinds(stage).filter((kind) => targetsOf(kind, stage.scene.cluster)[0] === drawn(kind));
  if (possible.length === 0) return [];
  const first = pick(possible, picks[0] ?? 0);
  const alike = possible.filter((kind) => drawn(kind) === drawn(first));
  return [first, ...picks.slice(1).map((at) => pick(alike, at))];
};

/** How often: so many faults to be expected in a run, at a rate or from lives, or a trace of instants. */
const rhythm = (durationMaxUs: number) =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .record({ expected: fc.integer({ min: 1, max: 8 }), isFleet: fc.boolean(), arrivals: gapLaw() })
        .map(({ expected, isFleet, arrivals }) => (scene: Scene, component: ComponentKind) => {
          const [count, unit] = isFleet ? ([1, "fleet"] as const) : exposed(component, scene);
          return { rate: { perUs: expected / (scene.duration * count), per: unit }, arrivals };
        }),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(shape(), time(HOUR_US, 4 * DAY_US)).map(([shape, mean]) => () => ({
        life: { weibull: { shape, mean } },
        arrivals: "exponential" as const,
      })),
    },
    {
      weight: 1,
      arbitrary: fc.array(time(0, durationMaxUs - 1), { maxLength: 5 }).map((trace) => (scene: Scene) => ({
        arrivals: { trace: trace.map((us) => instantIn(scene, us)) },
      })),
    },
  );

/** Faults that come by themselves, a handful in a run; none where no kind finds anything to strike. */
export const hazardIn = (options: Options = {}): fc.Arbitrary<Fit<Hazard | undefined, Stage>> => {
  const { kinds, durationMaxUs } = settled(options);
  const kind = fc.record({
    at: fc.nat(kinds.length - 1),
    weight: fc.integer({ min: 1, max: 9 }),
    parameters: parameters(),
    repair: maybe(repairLaw()),
  });
  return fc
    .record({
      id: fc.noShrink(fc.nat(999_999)),
      kinds: fc.array(kind, { minLength: 1, maxLength: 3 }),
      rhythm: rhythm(durationMaxUs),
      victims: victimLaw(),
      target: fc.nat(targets.length - 1),
      burst: maybe(burstLaw()),
      relapse: maybe(relapseLaw()),
      repair: maybe(repairLaw()),
    })
    .map((parts) => (stage) => {
      const names = kindsOf(
        stage,
        parts.kinds.map(({ at }) => at),
      );
      const [first, ...more] = names.map((kind, index) => {
        const { weight, parameters, repair } = pick(parts.kinds, index);
        return given<Hazard["kinds"][number]>({ kind, weight, repair, ...parameters(kind) });
      });
      if (first === undefined) return undefined;
      const component = drawn(first.kind);
      const when = parts.rhythm(stage.scene, component);
      const others =
        "life" in when
          ? more.filter(({ kind }) => faultKinds[kind].targets[0] === faultKinds[first.kind].targets[0])
          : more;
      const of = targets[parts.target];
      const isNode = component === "card" || component === "node" || component === "uplink";
      const target: Selector | undefined =
        of === undefined || !isNode || "life" in when ? undefined : { by: "draw", count: 1, component: "node", of };
      return given<Hazard>({
        id: `h${parts.id}`,
        rate: undefined,
        life: undefined,
        ...when,
        kinds: [first, ...others],
        // Lives say who fails, and when, and lemons are a share of the whole cluster.
        victims: "life" in when || target !== undefined ? "uniform" : parts.victims,
        target,
        burst: "life" in when ? undefined : parts.burst,
        relapse: parts.relapse,
        repair: parts.repair,
      });
    });
};

/** Hazards for one scene; shrinks towards one fault that strikes once in a run. */
export const hazard = (scene: Scene, options: Options = {}): fc.Arbitrary<Hazard> => {
  const { kinds } = settled(options);
  return hazardIn({ ...options, durationMaxUs: scene.duration }).map((adapt) => {
    const made = adapt({ scene, kinds });
    if (made === undefined) throw new RangeError(`nothing in cluster "${scene.cluster.name}" can fail in these ways`);
    return made;
  });
};
