/**
 * A second simulator, written from the rules alone and as plainly as they allow, against the one that people run: the
 * cases whose right answers are known, and random scenarios, to the microsecond.
 */
import { readFileSync } from "node:fs";
import { type Bucket, decodeExperiment, type Experiment, printPath } from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { differenceOf, reproduction } from "./reference/difference.ts";
import { type ReferenceResult, referenceRun } from "./reference/run.ts";
import { reconnectingScenarios, type Written } from "./reference/scenarios.ts";
import { describeShared } from "./support/describe-shared.ts";
import { sharedPath } from "./support/shared-folder.ts";

const experimentOf = (written: unknown): Experiment => {
  const decoded = decodeExperiment(written);
  if ("value" in decoded) return decoded.value;
  throw new Error(decoded.problems.map(({ path, message }) => `${printPath(path)}: ${message}`).join("\n"));
};

/** A case of the shared folder as the reference sees it, with some sections as they are given here. */
const caseOf = (name: string, change: (written: Written) => Written = (written) => written): ReferenceResult => {
  const written = parse(readFileSync(sharedPath(`cases/simulator/${name}.yaml`), "utf8")) as Written;
  return referenceRun(experimentOf(change(written)));
};

/** The ledger in seconds, without the empty buckets. */
const ledgerOf = ({ ledgerUs }: ReferenceResult): Partial<Record<Bucket, number>> =>
  Object.fromEntries(
    Object.entries(ledgerUs)
      .filter(([, us]) => us > 0)
      .map(([bucket, us]) => [bucket, us / 1e6]),
  );

/** How many random scenarios are run by both; `pnpm test:worlds` takes 10,000. */
const count = Number(process.env.ORDEAL_SCENARIOS ?? 600);

const MINUTE_US = 60e6;

describeShared("cases/simulator", "the reference", () => {
  test("waits for a node without crashing again (d1)", () => {
    const result = caseOf("d1-crash-of-a-job-that-does-not-run");
    expect(result.stops).toMatchObject([{ atUs: 60 * MINUTE_US, recoveryUs: 125 * MINUTE_US }]);
    expect(result.faultsOnJob).toBe(1);
  });

  test("adds up two nodes that are lost within one recovery (d3)", () => {
    const { stops } = caseOf("d3-two-nodes-lose-peer-copies");
    expect(stops).toMatchObject([{ kind: "node.crash", faultId: "a", lostUs: 300 * MINUTE_US }]);
  });

  test("counts an outage that goes on with its length so far (d4)", () => {
    const { stops } = caseOf("d4-never-back-passes");
    expect(stops).toHaveLength(2);
    expect(stops[1]).toMatchObject({ atUs: 120 * MINUTE_US, recoveryUs: 600 * MINUTE_US });
  });

  test("begins recovery when the first fault is found (d17)", () => {
    const result = caseOf("d17-detected-sooner");
    expect(result.stops).toMatchObject([{ atUs: 60 * MINUTE_US, recoveryUs: 3 * MINUTE_US + 10e6 }]);
    expect(ledgerOf(result)).toMatchObject({ detecting: 70, restarting: 120 });
  });

  test("samples the speed after the save (r1)", () => {
    expect(ledgerOf(caseOf("r1-speed-sampled-before-save"))).toEqual({ productive: 105, degraded: 5, checkpoint: 10 });
  });

  test("loses slow steps as they ran (r2)", () => {
    expect(caseOf("r2-lost-work-of-slow-steps").stops).toMatchObject([{ lostUs: 1_005e6 }]);
  });

  test("has a worst window that sees a save that waits (r4)", () => {
    expect(caseOf("r4-worst-window-storage.down").worstWindow).toBeCloseTo(0.1668, 4);
  });

  test("times out 60 s after an unbroken stall began, whichever link is down (r5)", () => {
    const { stops } = caseOf("r5-two-flaps-never-time-out");
    expect(stops[0]).toMatchObject({ atUs: 30 * MINUTE_US, recoveryUs: 150e6 });
    expect(stops.length).toBeGreaterThan(10);
  });

  test("gives no credit for steps that were lost and not done again (r7)", () => {
    const name = "r7-down-at-the-end-2000";
    expect(ledgerOf(caseOf(name))).toEqual({ recompute: 2_250, restarting: 150 });
    const sooner = caseOf(name, (written) => ({
      ...written,
      recovery: { restart: "130 seconds", detect: { crash: "0 seconds" } },
    }));
    expect(ledgerOf(sooner)).toEqual({ productive: 20, recompute: 2_250, restarting: 130 });
  });

  test("finds a straggler by its steps (r9)", () => {
    const { stops } = caseOf("r9-straggler-found-while-loading");
    expect(stops).toMatchObject([
      { atUs: 1_800e6, recoveryUs: 600e6 },
      { atUs: 2_640e6, kind: "card.slow" },
    ]);
  });

  test("draws less while the governor holds a loop (r10)", () => {
    expect(caseOf("r10-energy-ignores-throttling").energyKWh).toBeCloseTo(37.4, 1);
  });
});

describe("the reference's cooling", () => {
  const pump = { kind: "cooling.pump", target: "cdu0", at: "1200 seconds", duration: "600 seconds" };
  const written = {
    title: "a pump",
    duration: "1 hour",
    cluster: { name: "small", nodes: 4, nodesPerSupernode: 4 },
    job: { nodes: 4, step: "1 second" },
    checkpoint: { interval: "2 hours", tiers: [{ stall: "0 seconds" }] },
    recovery: { restart: "90 seconds" },
    faults: [pump],
  };

  // docs/model.md, Cooling: without flow the cards throttle after 20.9 s and trip after 35.4 s.
  test("trips a loop without flow after 35.4 s", () => {
    const { stops } = referenceRun(experimentOf(written));
    expect(stops).toMatchObject([{ kind: "cooling.pump" }]);
    expect((stops[0]?.atUs as number) / 1e6 - 1_200).toBeCloseTo(35.4, 1);
  });
});

describe("the simulator", () => {
  test(`comes to what the reference comes to, in ${count} random scenarios`, () => {
    const agrees = (written: Written): void => {
      const experiment = experimentOf(written);
      const simulated = simulate(experiment, { seed: experiment.seed });
      const difference = differenceOf(experiment, referenceRun(experiment), simulated);
      if (difference !== undefined) throw new Error(`${difference}\n${reproduction(written)}`);
    };
    fc.assert(fc.property(reconnectingScenarios, agrees), { numRuns: count, seed: 20_260_326 });
  });
});
