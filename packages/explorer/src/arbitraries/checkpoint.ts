import { type Checkpoint, domains, HOUR_US, type Interval, MINUTE_US, SECOND_US, type Tier } from "@ordeal/model";
import fc from "fast-check";
import { record } from "./record.ts";
import { type Fit, given, pick } from "./scene.ts";
import { maybe, time } from "./time.ts";

const interval = (): fc.Arbitrary<Interval> =>
  fc.oneof(
    record({ steps: fc.integer({ min: 1, max: 200 }) }),
    time(10 * SECOND_US, HOUR_US),
    fc.constantFrom("young" as const, "daly" as const),
  );

const tierNames = ["a", "b", "c"] as const;

/** Tiers that save at once or in the background, outlive little or all, and keep few copies or many. */
const tier = (): fc.Arbitrary<Omit<Tier, "name">> =>
  record({
    medium: fc.constantFrom("storage" as const, "memory" as const),
    stall: time(0, 30 * SECOND_US),
    persist: maybe(time(0, 10 * MINUTE_US)),
    load: maybe(time(0, 2 * MINUTE_US)),
    survives: fc.nat(domains.length - 1),
    last: fc.integer({ min: 1, max: 4 }),
    every: time(SECOND_US, 2 * HOUR_US),
    for: time(0, 4 * HOUR_US),
    interval: maybe(interval()),
  }).map(({ survives, last, every, for: forUs, ...others }) =>
    given<Omit<Tier, "name">>({
      ...others,
      survives: domains[domains.length - 1 - survives] ?? "site",
      keep: { last, every, for: forUs },
    }),
  );

const size = (): fc.Arbitrary<NonNullable<Checkpoint["size"]>> =>
  fc.oneof(
    fc.integer({ min: 1, max: 3_000 }).map((gigabytes) => gigabytes * 1e9),
    fc.integer({ min: 1, max: 200 }).map((billions) => ({ parameters: billions * 1e9, bytesPerParameter: 14 })),
  );

/** What checkpoint settings are fitted to. */
export interface CheckpointPlace {
  /** Whether hazards tell a mean time between failures, so that none need be given. */
  readonly hazardsTell: boolean;
  /** How many tiers there must be; any number when not given. */
  readonly tiers?: number;
}

/** Checkpoint settings for a run with or without hazards, and, for a change of settings, with the tiers there are. */
export const checkpointIn = (): fc.Arbitrary<Fit<Checkpoint, CheckpointPlace>> =>
  record({
    tiers: fc.array(tier(), { minLength: 1, maxLength: tierNames.length }),
    interval: interval(),
    size: maybe(size()),
    mtbf: time(MINUTE_US, 24 * HOUR_US),
    givesMtbf: fc.boolean(),
  }).map((drawn) => ({ hazardsTell, tiers = drawn.tiers.length }: CheckpointPlace) => {
    const named = tierNames.slice(0, tiers).map((name, index) => ({ ...pick(drawn.tiers, index), name }));
    const [first, ...others] = named;
    if (first === undefined) throw new RangeError("expected at least one tier");
    return given<Checkpoint>({
      interval: drawn.interval,
      size: drawn.size,
      mtbf: drawn.givesMtbf || !hazardsTell ? drawn.mtbf : undefined,
      tiers: [first, ...others],
    });
  });

/** Checkpoint settings of one to three tiers; shrinks towards one that saves at every step and takes no time. */
export const checkpoint = (): fc.Arbitrary<Checkpoint> => checkpointIn().map((adapt) => adapt({ hazardsTell: false }));
