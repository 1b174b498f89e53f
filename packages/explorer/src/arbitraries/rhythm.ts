import {
  type ComponentKind,
  cardsOf,
  DAY_US,
  type Hazard,
  HOUR_US,
  loopsOf,
  type RateUnit,
  racksPerSupernodeOf,
  supernodesOf,
} from "@ordeal/model";
import fc from "fast-check";
import { gapLaw, shape } from "./law.ts";
import { type Fit, instantIn, type Scene } from "./scene.ts";
import { time } from "./time.ts";

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

/** How often faults come. Lives are told apart, because they leave no choice of victims. */
export interface Rhythm {
  readonly isLife: boolean;
  readonly adapt: Fit<
    Pick<Hazard, "rate" | "life" | "arrivals">,
    { readonly scene: Scene; readonly component: ComponentKind }
  >;
}

/** So many faults to be expected in a run by a rate, the lives of components, or a trace of instants. */
export const rhythmIn = (durationMaxUs: number): fc.Arbitrary<Rhythm> =>
  fc.oneof({ withCrossShrink: true }, byRate(), byTrace(durationMaxUs), byLife());

const byRate = (): fc.WeightedArbitrary<Rhythm> => ({
  weight: 4,
  arbitrary: fc
    .record({ expected: fc.integer({ min: 1, max: 8 }), isFleet: fc.boolean(), arrivals: gapLaw() })
    .map(({ expected, isFleet, arrivals }) => ({
      isLife: false,
      adapt: ({ scene, component }) => {
        const [count, per] = isFleet ? ([1, "fleet"] as const) : exposed(component, scene);
        return { rate: { perUs: expected / (scene.duration * count), per }, arrivals };
      },
    })),
});

const byTrace = (durationMaxUs: number): fc.WeightedArbitrary<Rhythm> => ({
  weight: 1,
  arbitrary: fc.array(time(0, durationMaxUs - 1), { maxLength: 5 }).map((trace) => ({
    isLife: false,
    adapt: ({ scene }) => ({ arrivals: { trace: trace.map((us) => instantIn(scene, us)) } }),
  })),
});

const byLife = (): fc.WeightedArbitrary<Rhythm> => ({
  weight: 1,
  arbitrary: fc.tuple(shape(), time(HOUR_US, 4 * DAY_US)).map(([shape, mean]) => ({
    isLife: true,
    adapt: () => ({ life: { weibull: { shape, mean } }, arrivals: "exponential" as const }),
  })),
});
