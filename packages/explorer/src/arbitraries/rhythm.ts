import {
  type ComponentKind,
  cardsOf,
  DAY_US,
  HOUR_US,
  loopsOf,
  type RateUnit,
  racksPerSupernodeOf,
  supernodesOf,
} from "@ordeal/model";
import fc from "fast-check";
import { gapLaw, shape } from "./law.ts";
import { record } from "./record.ts";
import { instantIn, type Scene } from "./scene.ts";
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

/** How often: so many faults to be expected in a run, at a rate or from lives, or a trace of instants. */
export const rhythm = (durationMaxUs: number) =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: record({ expected: fc.integer({ min: 1, max: 8 }), isFleet: fc.boolean(), arrivals: gapLaw() }).map(
        ({ expected, isFleet, arrivals }) =>
          (scene: Scene, component: ComponentKind) => {
            const [count, unit] = isFleet ? ([1, "fleet"] as const) : exposed(component, scene);
            return { rate: { perUs: expected / (scene.duration * count), per: unit }, arrivals };
          },
      ),
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
