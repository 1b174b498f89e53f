import { type Cluster, type Cooling, HOUR_US, SECOND_US, supernodesOf } from "@ordeal/model";
import fc from "fast-check";
import { repairLaw } from "./law.ts";
import { type Options, withDefaults } from "./options.ts";
import { record } from "./record.ts";
import { given } from "./scene.ts";
import { maybe, probability, share, time } from "./time.ts";

/** The thermal defaults of the model, or others nearby whose temperatures are in order. */
const thermal = (): fc.Arbitrary<Omit<Cooling, "supernodesPerLoop" | "loops">> =>
  record({
    isDefault: fc.nat(3),
    coolantC: fc.integer({ min: 20, max: 45 }),
    toResumeC: fc.integer({ min: 20, max: 50 }),
    toThrottleC: fc.integer({ min: 1, max: 15 }),
    toTripC: fc.integer({ min: 1, max: 25 }),
    idleW: fc.integer({ min: 50, max: 300 }),
    swingW: fc.integer({ min: 0, max: 700 }),
    conductanceWPerK: fc.integer({ min: 15, max: 60 }),
    heatCapacityJPerK: fc.integer({ min: 100, max: 5_000 }),
    speedMin: share(),
    inletTimeConstant: time(10 * SECOND_US, HOUR_US),
  }).map(({ isDefault, coolantC, toResumeC, toThrottleC, toTripC, idleW, swingW, ...others }) =>
    isDefault === 0
      ? defaults
      : {
          ...others,
          coolantC,
          idleW,
          loadW: idleW + swingW,
          ambientConductanceWPerK: 0.2,
          resumeC: coolantC + toResumeC,
          throttleC: coolantC + toResumeC + toThrottleC,
          tripC: coolantC + toResumeC + toThrottleC + toTripC,
        },
  );

const defaults: Cooling = {
  coolantC: 38,
  loadW: 700,
  idleW: 150,
  heatCapacityJPerK: 500,
  conductanceWPerK: 33.3,
  ambientConductanceWPerK: 0.2,
  speedMin: 0.5,
  throttleC: 88,
  resumeC: 83,
  tripC: 100,
  inletTimeConstant: 600 * SECOND_US,
};

/** Loops of so many supernodes, by that number or listed one by one; the model's default with none. */
const loops = (supernodes: number, size: number | undefined, isListed: boolean): Partial<Cooling> => {
  if (size === undefined) return {};
  if (!isListed) return { supernodesPerLoop: size };
  return {
    loops: Array.from({ length: Math.ceil(supernodes / size) }, (_, loop) => ({
      from: loop * size,
      to: Math.min((loop + 1) * size, supernodes) - 1,
    })),
  };
};

/** Clusters of a few nodes in supernodes of a few, with or without each fabric; shrinks towards a single node. */
export const cluster = (options: Options = {}): fc.Arbitrary<Cluster> =>
  record({
    nodes: fc.integer({ min: 1, max: withDefaults(options).nodesMax }),
    cardsPerNode: fc.integer({ min: 1, max: 4 }),
    nodesPerSupernode: fc.integer({ min: 1, max: 4 }),
    nodesPerRack: maybe(fc.nat(3)),
    planes: fc.nat(3),
    uplinks: fc.nat(4),
    tors: fc.integer({ min: 1, max: 2 }),
    failover: time(0, 20 * SECOND_US),
    cutProbability: probability(),
    bytesPerSecond: fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 })),
    supernodesPerLoop: maybe(fc.integer({ min: 1, max: 3 })),
    listsLoops: fc.boolean(),
    cooling: thermal(),
    pue: fc.integer({ min: 10, max: 20 }),
    repair: repairLaw(),
  }).map(({ planes, uplinks, tors, bytesPerSecond: [read, write], supernodesPerLoop, listsLoops, pue, ...parts }) => {
    const shape = {
      ...parts,
      name: "random",
      nodesPerRack: parts.nodesPerRack === undefined ? undefined : 1 + (parts.nodesPerRack % parts.nodesPerSupernode),
      scaleUp: { planes },
      scaleOut: { uplinks, tors },
      storage: { read: read * 1e9, write: write * 1e9 },
      card: { model: "random", memory: 128e9, clockMHz: 1_800 },
      cardFlops: 752e12,
      pue: pue / 10,
    };
    const supernodes = supernodesOf(shape as Cluster);
    return given<Cluster>({
      ...shape,
      cooling: { ...parts.cooling, ...loops(supernodes, supernodesPerLoop, listsLoops) },
    });
  });
