import { type FaultKind, faultKindNames, HOUR_US, type Scenario } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ArbitraryOptions, scenario } from "../../src/index.ts";
import { cases, holds } from "./relation.ts";

const kindsOf = ({ faults, hazards }: Scenario): ReadonlySet<FaultKind> =>
  new Set([...faults, ...hazards.flatMap((hazard) => hazard.kinds)].map(({ kind }) => kind));

const sample = (options: ArbitraryOptions): ReadonlyArray<Scenario> =>
  fc.sample(scenario(options), { ...cases(2_000) });

describe("options", () => {
  test("bound what is drawn", () => {
    const options = {
      kinds: ["card.crash", "link.down"],
      faultsMax: 2,
      hazardsMax: 1,
      durationMaxUs: HOUR_US,
      nodesMax: 3,
      policies: ["elastic"],
      plannedStops: false,
      changesMax: 0,
    } as const;
    holds(300, options, (drawn) => {
      expect([...kindsOf(drawn)].filter((kind) => !(options.kinds as ReadonlyArray<FaultKind>).includes(kind))).toEqual(
        [],
      );
      expect(drawn.faults.length).toBeLessThanOrEqual(2);
      expect(drawn.hazards.length).toBeLessThanOrEqual(1);
      expect(drawn.duration).toBeLessThanOrEqual(HOUR_US);
      expect(drawn.cluster.nodes).toBeLessThanOrEqual(3);
      expect(drawn.recovery.policy).toBe("elastic");
      expect(drawn.job).toMatchObject({ maintenance: [] });
      expect(drawn.job.evaluation).toBeUndefined();
      expect(drawn.changes).toEqual([]);
    });
  });

  test("leave every kind its share", () => {
    const drawn = sample({}).map(kindsOf);
    for (const kind of faultKindNames) {
      expect(drawn.filter((kinds) => kinds.has(kind)).length, kind).toBeGreaterThan(drawn.length / 20);
    }
  });

  test("switch kinds off by swarm, so that many cases have several faults of one kind alone", () => {
    const alone = (options: ArbitraryOptions) =>
      sample({ ...options, hazardsMax: 0 }).filter((one) => one.faults.length > 2 && kindsOf(one).size === 1).length;
    expect(alone({ swarm: true })).toBeGreaterThan(5 * alone({ swarm: false }) + 20);
  });
});

describe("shrinking", () => {
  /** The first scenario for which `isFound`, and the least, by fast-check's shrinking. */
  const found = (options: ArbitraryOptions, isFound: (drawn: Scenario) => boolean): readonly [Scenario, Scenario] => {
    const property = fc.property(scenario(options), (drawn) => !isFound(drawn));
    const { failures } = fc.check(property, { ...cases(1_000), verbose: 1 });
    const [first, least] = [failures.at(0), failures.at(-1)];
    if (first === undefined || least === undefined) throw new Error("nothing found");
    return [first[0], least[0]];
  };

  test("ends at one fault, early, short and on the first component of the smallest cluster", () => {
    const [, drawn] = found(
      { kinds: ["card.crash", "node.crash"], hazardsMax: 0 },
      (one) => simulate(one, { seed: 1 }).counts.interruptions > 0,
    );
    expect(drawn.faults.length).toBe(1);
    expect(drawn.cluster.nodes).toBe(1);
    expect(drawn.job.nodes).toBe(1);
    expect(drawn.changes).toEqual([]);
    expect(drawn.checkpoint.tiers.length).toBe(1);
    expect(drawn.duration).toBe(60_000_000);
    expect(drawn.faults[0]).toMatchObject({ at: 0, target: { by: "address" } });
  });

  test("leaves the ids of faults, so that those which stay draw what they drew", () => {
    const [first, least] = found({ hazardsMax: 0 }, ({ faults }) => faults.length > 2);
    const ids = ({ faults }: Scenario) => faults.map(({ id }) => id);
    expect(ids(least).length).toBe(3);
    expect(ids(first)).toEqual(expect.arrayContaining(ids(least)));
  });
});
