import { describe, expect, test } from "vitest";
import { experimentOf, quietResult, story } from "../support/run.ts";

const tier = (more: object = {}) => ({ stall: "10 seconds", persist: "30 seconds", load: "20 seconds", ...more });
const saves = (checkpoint: object, more: object = {}) =>
  story({ checkpoint, ...more }).times("checkpoint.save.started");

describe("a checkpoint interval", () => {
  test("in steps saves at every n-th boundary, whatever the steps take", () => {
    expect(saves({ interval: { steps: 100 } })).toEqual([1000, 2010, 3020]);
    const slow = { kind: "card.slow", target: "sn00/n00/c0", speed: 0.5, at: "5 seconds" };
    expect(saves({ interval: { steps: 100 } }, { faults: [slow] })).toEqual([10 + 99 * 20]);
  });

  test("in time starts at the next step boundary, and counts from there", () => {
    expect(saves({ interval: "605 seconds" })).toEqual([610, 1230, 1850, 2470, 3090]);
    expect(saves({ interval: "600 seconds" })).toEqual([600, 1210, 1820, 2430, 3040]);
    expect(saves({ interval: "1 second", tiers: [{ stall: "10 seconds" }] }, { duration: "49 seconds" })).toEqual([
      10, 30,
    ]);
  });

  test("in time counts stepping time only", () => {
    const job = { maintenance: [{ at: "105 seconds", takes: "100 seconds" }] };
    const hang = { kind: "card.hang", target: "sn00/n00/c0", at: "305 seconds", duration: "50 seconds" };
    const cut = { kind: "link.down", target: "sn00/n00/up00", cuts: true, at: "405 seconds", duration: "40 seconds" };
    expect(saves({}, { job, faults: [hang, cut] })[0]).toBe(790);
  });

  test("in time begins anew at a load", () => {
    expect(saves({}, { faults: [{ kind: "job.crash", at: "1005 seconds" }] })).toEqual([600, 1725, 2335, 2945, 3555]);
  });

  test("by Young is √(2δM), by Daly his higher-order formula, δ the stall", () => {
    const mtbf = "5 hours";
    expect(quietResult({ checkpoint: { interval: "young", mtbf } }).intervalUs).toBe(600e6);
    const daly = 600 * (1 + 1 / 180 + 1 / 32_400) - 10;
    expect(quietResult({ checkpoint: { interval: "daly", mtbf } }).intervalUs).toBe(Math.round(daly * 1e6));
    expect(saves({ interval: "daly", mtbf })[0]).toBe(600);
  });

  test("by a function is what it makes of mean time between failures, stall and step", () => {
    const known: Array<unknown> = [];
    const interval = (given: unknown) => {
      known.push(given);
      return 250e6;
    };
    expect(saves({ interval, mtbf: "2 hours" }, { duration: "10 minutes" })).toEqual([250, 510]);
    expect(known).toContainEqual({ mtbfUs: 7200e6, stallUs: 10e6, stepUs: 10e6 });
  });

  test("by a function may be infinite where failures are known: nothing is saved; NaN is an error", () => {
    const interval = () => Number.POSITIVE_INFINITY;
    const endless = quietResult({ checkpoint: { interval, mtbf: "1 hour" } });
    expect(endless.intervalUs).toBeNull();
    expect(endless.counts.checkpoints).toBe(0);
    expect(() => quietResult({ checkpoint: { interval } })).toThrow(/add checkpoint\.mtbf/);
    expect(() => quietResult({ checkpoint: { interval: () => Number.NaN, mtbf: "1 hour" } })).toThrow(/no interval/);
  });
});

describe("a save", () => {
  test("blocks for its stall and persists behind the job", () => {
    const told = story({ duration: "700 seconds" });
    expect(told.order("checkpoint.save.started", "checkpoint.save.ended", "checkpoint.persist.started")).toEqual([
      "600 checkpoint.save.started",
      "610 checkpoint.save.ended",
      "610 checkpoint.persist.started",
    ]);
    expect(told.said("checkpoint.persist.ended")).toMatchObject([{ at: 640, tier: "storage", step: 60 }]);
    expect(told.ledger).toEqual({ productive: 690, checkpoint: 10 });
  });

  test("that is synchronous is durable when it ends", () => {
    const told = story({ duration: "700 seconds", checkpoint: { tiers: [{ stall: "10 seconds" }] } });
    expect(told.times("checkpoint.persist.ended")).toEqual([610]);
    expect(told.times("checkpoint.persist.started")).toEqual([]);
  });

  test("may come from sizes and bandwidths instead of times", () => {
    const cluster = { storage: { read: "1 TB/s", write: "2 TB/s" } };
    const faults = [{ kind: "job.crash", at: "700 seconds" }];
    const told = story({
      duration: "15 minutes",
      cluster,
      checkpoint: { size: "60 TB", tiers: [{ stall: "10 seconds" }] },
      faults,
    });
    expect(told.times("checkpoint.persist.ended")[0]).toBe(610 + 30);
    expect(told.ledger.loading).toBe(60);
    const size = { parameters: 1e12, bytesPerParameter: 14 };
    const model = story({
      duration: "15 minutes",
      cluster,
      checkpoint: { size, tiers: [{ stall: "10 seconds" }] },
      faults,
    });
    expect(model.times("checkpoint.persist.ended")[0]).toBe(610 + 7);
    expect(model.ledger.loading).toBe(14);
  });

  test("is skipped while its tier still writes, and the journal says so", () => {
    const told = story({
      duration: "15 minutes",
      checkpoint: { interval: { steps: 10 }, tiers: [tier({ stall: "0 seconds", persist: "250 seconds" })] },
    });
    expect(told.times("checkpoint.save.started")).toEqual([100, 400, 700]);
    expect(told.said("checkpoint.skipped").map(({ at, step }) => [at, step])).toEqual([
      [200, 20],
      [300, 30],
      [500, 50],
      [600, 60],
      [800, 80],
      [900, 90],
    ]);
    expect(told.result.counts).toMatchObject({ checkpoints: 2, checkpointsSkipped: 6 });
  });

  test("that begins as the copy before it ends is not skipped", () => {
    const tiers = [tier({ stall: "0 seconds", persist: "100 seconds" })];
    const told = story({ duration: "500 seconds", checkpoint: { interval: { steps: 10 }, tiers } });
    expect(told.times("checkpoint.skipped")).toEqual([]);
  });
});

describe("a copy that a fault tears, in a job that stops before it would have been whole", () => {
  const torn = (at: number) => ({ kind: "checkpoint.torn", at: `${at} seconds` });
  const crash = (at: number) => ({ kind: "job.crash", at: `${at} seconds` });
  /** The steps of the copies that were torn, and of those that became whole. */
  const copies = (checkpoint: object, ...faults: ReadonlyArray<object>) => {
    const told = story({ duration: "40 minutes", checkpoint, faults });
    const steps = (type: "checkpoint.torn" | "checkpoint.persist.ended") => told.said(type).map(({ step }) => step);
    return { torn: steps("checkpoint.torn"), whole: steps("checkpoint.persist.ended") };
  };

  test("is torn by the one or the other: no later one is as well", () => {
    // While it is written, while its save blocks, and before that.
    expect(copies({}, torn(615), crash(620))).toEqual({ torn: [60], whole: [60, 120] });
    expect(copies({}, torn(602), crash(605))).toEqual({ torn: [60], whole: [60, 120] });
    expect(copies({}, torn(300), crash(605))).toEqual({ torn: [60], whole: [60, 120] });
    expect(copies({ tiers: [{ stall: "10 seconds" }] }, torn(602), crash(605))).toEqual({
      torn: [60],
      whole: [60, 120],
    });
  });

  test("is the next one, where none had begun when the job stopped", () => {
    expect(copies({}, torn(300), crash(400))).toEqual({ torn: [60], whole: [120, 180] });
  });

  test("is one of several that faults tear, each its own", () => {
    expect(copies({}, torn(602), torn(603), crash(605))).toMatchObject({ torn: [60, 60], whole: [120] });
  });
});

describe("several tiers", () => {
  const memory = tier({ name: "memory", medium: "memory", stall: "1 second", persist: "2 seconds", load: "3 seconds" });
  const storage = tier({ name: "storage" });
  const crash = (kind: string, more: object = {}) => ({ kind, at: "1005 seconds", ...more });

  test("each save at an interval of their own", () => {
    const tiers = [
      { ...memory, interval: { steps: 7 } },
      { ...storage, interval: { steps: 45 } },
    ];
    const told = story({ duration: "8 minutes", checkpoint: { tiers } });
    expect(told.said("checkpoint.save.started").map(({ tier: name, step }) => `${name} ${step}`)).toEqual([
      ...[7, 14, 21, 28, 35, 42].map((step) => `memory ${step}`),
      "storage 45",
    ]);
  });

  test("read the newest copy, whichever tier holds it", () => {
    const tiers = [
      { ...storage, interval: { steps: 61 } },
      { ...memory, interval: { steps: 60 } },
    ];
    const told = story({ checkpoint: { tiers }, faults: [crash("job.crash")] });
    expect(told.said("job.resumed")).toMatchObject([{ step: 61, from: "storage" }]);
  });

  test("read the faster one when both have the newest step, as they have step 0", () => {
    const faults = [{ kind: "job.crash", at: "5 seconds" }];
    const from = (...tiers: ReadonlyArray<object>) =>
      story({ checkpoint: { tiers }, faults }).said("job.resumed")[0]?.from;
    expect(from(storage, memory)).toBe("memory");
    expect(from(memory, storage)).toBe("memory");
    expect(from(storage, { ...storage, name: "same" })).toBe("storage");
  });

  test("that are due at one boundary save one after the other", () => {
    const tiers = [tier({ name: "one", stall: "2 seconds" }), tier({ name: "two", stall: "3 seconds" })];
    const told = story({ duration: "300 seconds", checkpoint: { interval: { steps: 10 }, tiers } });
    expect(told.ledger).toEqual({ productive: 290, checkpoint: 10 });
  });
});

describe("the domain that a tier survives", () => {
  const cluster = { nodes: 24, nodesPerSupernode: 6, nodesPerRack: 2, cooling: { supernodesPerLoop: 2 } };
  /** Whether a memory tier that survives this keeps its copy of step 99 over these losses. */
  const keeps = (survives: string, fault: object): boolean => {
    const fast = { ...tier({ name: "memory", medium: "memory", stall: "0 seconds", persist: "1 second" }), survives };
    const tiers = [{ ...fast, interval: { steps: 99 } }, tier({ name: "storage", interval: { steps: 60 } })];
    const told = story({
      duration: "30 minutes",
      cluster,
      job: { nodes: 18 },
      checkpoint: { tiers },
      faults: [{ at: "1100 seconds", ...fault }],
    });
    const [resumed] = told.said("job.resumed");
    expect(told.times("checkpoint.lost")).toHaveLength(resumed?.from === "memory" ? 0 : 1);
    expect(resumed).toMatchObject(resumed?.from === "memory" ? { step: 99 } : { step: 60, from: "storage" });
    return resumed?.from === "memory";
  };
  const losses = {
    process: { kind: "job.crash" },
    node: { kind: "node.crash", target: "sn00/n01" },
    supernode: { kind: "power.rack", target: "sn00/rack01" },
    loop: { kind: "node.crash", target: "sn00/n*" },
    site: { kind: "node.crash", target: "sn*/n01" },
  };

  test("process: a bug, or a hang that a restart cures, but not the loss of a node", () => {
    expect(keeps("process", losses.process)).toBe(true);
    const hang = { kind: "card.hang", target: "sn00/n01/c0", detectAfter: "10 seconds" };
    expect(keeps("process", hang)).toBe(true);
    expect(keeps("process", losses.node)).toBe(false);
  });

  test("node: one node, but not two at once", () => {
    expect(keeps("node", losses.node)).toBe(true);
    expect(keeps("node", losses.supernode)).toBe(false);
  });

  test("supernode: all its nodes, but not nodes of two", () => {
    expect(keeps("supernode", losses.supernode)).toBe(true);
    expect(keeps("supernode", losses.loop)).toBe(true);
    expect(keeps("supernode", losses.site)).toBe(false);
  });

  test("loop: all that it cools, but not nodes beyond", () => {
    expect(keeps("loop", { kind: "power.rack", target: "sn01/rack01" })).toBe(true);
    expect(keeps("loop", losses.site)).toBe(false);
  });

  test("site: whatever happens", () => {
    expect(keeps("site", losses.site)).toBe(true);
  });

  test("of no tier reached: the run begins again from nothing, without a load", () => {
    const checkpoint = { tiers: [tier({ medium: "memory", survives: "process" })] };
    const told = story({ checkpoint, faults: [{ ...losses.node, at: "1005 seconds" }] });
    expect(told.said("job.resumed")).toMatchObject([{ at: 1105, step: 0, from: "scratch", lostSteps: 99 }]);
    expect(told.ledger.loading).toBeUndefined();
  });
});

describe("settings that change at a date", () => {
  const checkpoint = { interval: "100 seconds", tiers: [tier()] };

  test("bring their interval into force, counted from the last save", () => {
    const told = story({ duration: "35 minutes", changes: [{ at: "1800 seconds", checkpoint }] });
    expect(told.said("settings.changed")).toMatchObject([{ at: 1800, what: ["checkpoint"] }]);
    // The last save ended at 1220 s: 580 s have been stepped, so one is due at the next boundary; then every 110 s.
    expect(told.times("checkpoint.save.started")).toEqual([600, 1210, 1810, 1920, 2030]);
  });

  test("leave the copies where they are", () => {
    const crash = { kind: "job.crash", at: "1805 seconds" };
    const told = story({ changes: [{ at: "1800 seconds", checkpoint }], faults: [crash] });
    expect(told.said("job.resumed")).toMatchObject([{ step: 120 }]);
  });

  test("bring their policy, its times and its detection", () => {
    const crash = (at: number) => ({ kind: "job.crash", at: `${at} seconds` });
    const recovery = { restart: "200 seconds", detect: { crash: "1 second" } };
    const told = story({ changes: [{ at: "20 minutes", recovery }], faults: [crash(700), crash(1900)] });
    expect(told.said("rung.started").map(({ at, takesUs }) => [at, (takesUs ?? 0) / 1e6])).toMatchObject([
      [710, 90],
      [1901, 200],
    ]);
    expect(told.said("settings.changed")).toMatchObject([{ at: 1200, what: ["recovery"] }]);
  });

  test("follow each other in the order of their dates, however they are listed", () => {
    const restart = (at: string, us: string) => ({ at, recovery: { restart: us } });
    const written = {
      startsAt: "2026-03-26T00:00:00Z",
      changes: [restart("2026-03-26T00:30:00Z", "3 seconds"), restart("10 minutes", "2 seconds")],
      faults: [{ kind: "job.crash", at: "31 minutes" }],
    };
    expect(experimentOf(written).changes).toHaveLength(2);
    expect(story(written).said("rung.started")).toMatchObject([{ takesUs: 3e6 }]);
  });

  test("of one instant follow each other as they are listed, so that the last holds", () => {
    const times = ["0 seconds", "0 seconds", "20 minutes", "20 minutes", "20 minutes", "20 minutes"];
    const changes = times.map((at, nth) => ({ at, recovery: { restart: `${nth + 2} seconds` } }));
    const told = story({ changes, faults: [10, 30].map((at) => ({ kind: "job.crash", at: `${at} minutes` })) });
    expect(told.said("rung.started")).toMatchObject([{ takesUs: 3e6 }, { takesUs: 7e6 }]);
  });
});
