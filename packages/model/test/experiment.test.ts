import { describe, expect, test } from "vitest";
import { decodeExperiment, HOUR_US, MINUTE_US, SECOND_US } from "../src/index.ts";
import { experimentOf, nonsense, pathsOf, problemsOf, written } from "./support.ts";

describe("an almost empty experiment", () => {
  test("has a default for all that it leaves out", () => {
    expect(experimentOf()).toEqual({
      title: "Small",
      seed: 1,
      duration: 3 * HOUR_US,
      cluster: {
        name: "small",
        nodes: 6,
        cardsPerNode: 8,
        nodesPerSupernode: 3,
        scaleUp: { planes: 7 },
        scaleOut: { uplinks: 16, tors: 2 },
        failover: 5 * SECOND_US,
        cutProbability: 0,
        storage: { read: 2e12, write: 2e12 },
        cooling: {
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
          inletTimeConstant: 10 * MINUTE_US,
        },
        card: { model: "Ascend910C", memory: 128 * 2 ** 30, clockMHz: 1_800 },
        cardFlops: 752e12,
        pue: 1,
        repair: { lognormal: { median: 73_440_000_000, mean: 478_080_000_000 } },
      },
      job: { nodes: 4, step: 10 * SECOND_US, linearity: 1, spares: "the rest", mfu: 0.3, maintenance: [] },
      checkpoint: {
        interval: 10 * MINUTE_US,
        tiers: [
          {
            name: "storage",
            medium: "storage",
            stall: 10 * SECOND_US,
            keep: { last: 3, every: HOUR_US, for: 48 * HOUR_US },
          },
        ],
      },
      recovery: {
        policy: "restart",
        restart: 3 * MINUTE_US,
        detect: { crash: 10 * SECOND_US, hang: 30 * MINUTE_US, cut: MINUTE_US, corruption: HOUR_US },
        spares: "hot",
        spareScope: "anywhere",
      },
      hazards: [],
      faults: [],
      changes: [],
      thresholds: [],
      stopWhen: [],
      probe: MINUTE_US,
    });
  });

  test("is not changed by being decoded", () => {
    const input = written({ faults: [{ kind: "job.crash", at: "1 hour" }] });
    const before = structuredClone(input);
    decodeExperiment(input);
    expect(input).toEqual(before);
  });

  test.each(["title", "duration", "cluster", "job", "checkpoint"])("cannot leave out its %s", (section) => {
    expect(problemsOf({ [section]: undefined })).toEqual([`${section}: is required, and it is missing`]);
  });

  test("that leaves out everything is told everything", () => {
    const decoded = decodeExperiment({});
    expect("problems" in decoded && decoded.problems.map(({ path }) => path.join("."))).toEqual([
      "title",
      "duration",
      "cluster",
      "job",
      "checkpoint",
    ]);
  });
});

describe("an experiment", () => {
  test.each([...nonsense, 3, "title: x", new Array(3)])("is a mapping, and not %s", (input) => {
    if (typeof input === "object" && input !== null && !Array.isArray(input)) return;
    expect(decodeExperiment(input)).toEqual({
      problems: [
        { path: [], message: "expected an experiment: a mapping with title, cluster, job, checkpoint and duration" },
      ],
    });
  });

  test("lists its fields to whoever writes one that it does not have", () => {
    for (const key of ["titel", "constructor", "toString", "Title"]) {
      expect(problemsOf({ [key]: 1 })).toEqual([
        expect.stringContaining(`${key}: is not a field that Ordeal knows here`),
      ]);
    }
  });

  test("has sections of the right shape, each told by itself", () => {
    const sections = {
      title: 3,
      why: 3,
      seed: "x",
      startsAt: 3,
      duration: {},
      cluster: 3,
      job: "x",
      checkpoint: [],
      recovery: null,
      hazards: {},
      faults: "x",
      changes: null,
      thresholds: "effectiveThroughput >= 95 %",
      steadyState: "throughput >= 90 %",
      stopWhen: "throughput < 50 %",
      safety: 3,
      probe: 60,
      next: {},
    };
    expect(pathsOf(sections)).toEqual(Object.keys(sections));
  });

  test("has lists whose items are told one by one, holes too", () => {
    // biome-ignore lint/suspicious/noSparseArray: that is what is tested
    expect(pathsOf({ hazards: [3, null], faults: [, "x"], changes: [[]], thresholds: [3, "speed > 3", {}] })).toEqual([
      "hazards[0]",
      "hazards[1]",
      "faults[0]",
      "faults[1]",
      "changes[0]",
      "thresholds[0]",
      "thresholds[1]",
      "thresholds[2]",
    ]);
  });
});
