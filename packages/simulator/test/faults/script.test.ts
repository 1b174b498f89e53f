import { describe, expect, test } from "vitest";
import { experimentOf, Story, story } from "../support/run.ts";

const crash = { id: "x", kind: "node.crash", target: "sn00/n01", duration: "10 minutes" };

describe("a fault with an instant", () => {
  test("strikes then, given as time since the start or as a date", () => {
    expect(story({ faults: [{ ...crash, at: "1005 seconds" }] }).times("fault.started")).toEqual([1005]);
    const dated = { startsAt: "2026-03-26T09:00:00+08:00", faults: [{ ...crash, at: "2026-03-26T01:20:00Z" }] };
    expect(story(dated).times("fault.started")).toEqual([1200]);
  });

  test("is named by its kind and its place in the experiment unless it has an id", () => {
    const faults = [
      { ...crash, at: "1 minute" },
      { kind: "job.crash", at: "30 minutes" },
    ];
    expect(
      story({ faults })
        .said("fault.started")
        .map(({ faultId }) => faultId),
    ).toEqual(["x", "job.crash-2"]);
  });

  // Every fault needs an id of its own: heals, draws and shares of bandwidth go by it. The first fault is named
  // "link.degrade-1" by default, the second by hand; the end of the first, at 200 s, makes the link whole for both.
  test("has an id of its own, also beside one that is named like a default", () => {
    const degrade = { kind: "link.degrade", share: 0.5, target: "sn00/n00/up00" };
    const faults = [
      { ...degrade, at: "100 seconds", duration: "100 seconds" },
      { ...degrade, at: "150 seconds", duration: "1000 seconds", id: "link.degrade-1" },
    ];
    const ids = () =>
      new Set(
        story({ faults })
          .said("fault.started")
          .map(({ faultId }) => faultId),
      ).size;
    let refused = false;
    try {
      experimentOf({ faults });
    } catch {
      refused = true;
    }
    expect(refused || ids() === 2).toBe(true);
  });

  test("of two at the same instant strikes in the order of their ids", () => {
    const faults = ["c", "a", "b"].map((id) => ({ id, kind: "card.crash", target: "sn00/n05/c0", at: "10 minutes" }));
    expect(
      story({ faults })
        .said("fault.started")
        .map(({ faultId }) => faultId),
    ).toEqual(["a", "b", "c"]);
  });

  test("follows the heals and the completions of its instant", () => {
    const faults = [
      { id: "a", kind: "node.crash", target: "sn00/n05", at: "40 seconds", duration: "600 seconds" },
      { id: "b", kind: "node.crash", target: "sn00/n04", at: "640 seconds" },
    ];
    expect(
      story({ faults })
        .journal.filter(({ atUs }) => atUs === 640e6)
        .map(({ type }) => type),
    ).toEqual(["fault.ended", "node.up", "checkpoint.persist.ended", "fault.started", "node.down"]);
  });

  test("at the last microsecond still counts", () => {
    const told = story({ duration: "10 seconds", faults: [{ kind: "job.crash", at: "9999999 micros" }] });
    expect(told.ledger).toEqual({ recompute: 9.999999, detecting: 0.000001 });
  });
});

describe("a fault that comes every so often", () => {
  const every = { id: "e", kind: "job.crash", every: { period: "20 minutes", from: "5 minutes" } };

  test("strikes from its first instant on, each time under an id of its own", () => {
    const started = story({ faults: [every] }).said("fault.started");
    expect(started.map(({ at, faultId }) => [at, faultId])).toEqual([
      [300, "e#1"],
      [1500, "e#2"],
      [2700, "e#3"],
    ]);
  });

  test("strikes at once without a first instant, and no more often than it may", () => {
    const told = story({ faults: [{ ...every, every: { period: "10 minutes", times: 2 } }] });
    expect(told.times("fault.started")).toEqual([0, 600]);
  });

  test("draws its target anew each time", () => {
    const drawn = {
      kind: "card.slow",
      speed: 0.9,
      target: "random card",
      duration: "1 second",
      every: { period: "1 minute" },
    };
    const targets = story({ faults: [drawn] })
      .said("fault.started")
      .map(({ targets: [first] }) => first);
    expect(targets).toHaveLength(60);
    expect(new Set(targets).size).toBeGreaterThan(25);
  });
});

describe("a fault with a trigger", () => {
  test("strikes when its event is said", () => {
    const told = story({ faults: [{ kind: "job.crash", on: { event: "checkpoint.persist.started" } }] });
    expect(told.times("job.stopped")).toEqual([610]);
    expect(told.said("checkpoint.torn")).toMatchObject([{ at: 610, step: 60 }]);
  });

  test("may wait for the n-th time, and for a while after that", () => {
    const on = { event: "checkpoint.persist.started", time: 3, after: "2 seconds" };
    const told = story({ faults: [{ kind: "card.crash", target: "a card of the job", on }] });
    expect(told.said("job.stopped")).toMatchObject([{ at: 1832, step: 180 }]);
    expect(told.said("checkpoint.torn")).toMatchObject([{ at: 1832, tier: "storage", step: 180 }]);
    expect(told.said("job.resumed")).toMatchObject([{ step: 120 }]);
  });

  test("strikes once, however often the event comes again", () => {
    const told = story({ faults: [{ kind: "job.crash", on: { event: "checkpoint.save.started" } }] });
    expect(told.times("fault.started")).toEqual([600]);
  });

  test("reaches the moments of a recovery", () => {
    const first = { kind: "job.crash", at: "1005 seconds" };
    const then = {
      id: "then",
      kind: "node.crash",
      target: "sn00/n02",
      on: { event: "load.started", after: "5 seconds" },
    };
    const told = story({ faults: [first, then] });
    expect(told.said("job.struck")).toMatchObject([{ at: 1110, faultId: "then", phase: "loading" }]);
  });

  test("that never comes changes nothing", () => {
    const silent = story({ faults: [{ kind: "job.crash", on: { event: "loop.tripped" } }] });
    expect(silent.result.ledgerUs).toEqual(story().result.ledgerUs);
    expect(silent.result.counts.faults).toBe(0);
  });

  test("on the start of the run strikes after its while", () => {
    const told = story({ faults: [{ kind: "job.crash", on: { event: "run.started", after: "5 minutes" } }] });
    expect(told.times("job.stopped")).toEqual([300]);
  });
});

describe("a fault by hand", () => {
  const spec = (written: object) => {
    const starts = "on" in written || "every" in written ? {} : { at: "0 seconds" };
    const [first] = experimentOf({ faults: [{ ...starts, ...written }] }).faults;
    if (first === undefined) throw new Error("there is one");
    const { at: _, ...rest } = first;
    return rest;
  };

  test("strikes now, says who sent it, and gives its id", () => {
    const told = new Story().until(1005);
    const { id: _, ...nameless } = spec(crash);
    expect(told.run.inject(nameless)).toBe("injected-1");
    expect(told.run.inject({ ...nameless, id: "mine" })).toBe("mine");
    expect(told.said("fault.started")).toMatchObject([
      { at: 1005, faultId: "injected-1", origin: "experiment" },
      { at: 1005, faultId: "mine", origin: "experiment" },
    ]);
    expect(told.run.snapshot().mode).toBe("detecting");
  });

  test("does what the same fault does in the experiment", () => {
    const told = new Story().until(1005);
    told.run.inject(spec(crash));
    const written = story({ faults: [{ ...crash, at: "1005 seconds" }] });
    expect(told.until().result).toEqual(written.result);
  });

  test("may have a start of its own", () => {
    const told = new Story().until(100);
    told.run.inject({ ...spec({ kind: "job.crash", id: "late" }), at: 1005e6 });
    expect(told.times("fault.started")).toEqual([]);
    expect(told.until().times("job.stopped")).toEqual([1005]);
  });

  test("may wait for an event, counted from now on", () => {
    const told = new Story().until(700);
    told.run.inject({
      ...spec({ kind: "job.crash", id: "t" }),
      on: { event: "checkpoint.save.started", time: 1, after: 0 },
    });
    expect(told.until().times("job.stopped")).toEqual([1210]);
  });

  test("may be healed by hand: the node is back at that instant, and the fault is gone", () => {
    const told = new Story({ cluster: { nodes: 4 }, faults: [{ ...crash, at: "1005 seconds" }] }).until(1100);
    expect(told.run.snapshot().faults).toHaveLength(1);
    expect(told.run.heal("x")).toBe(true);
    expect(told.said("fault.ended")).toMatchObject([{ at: 1100, faultId: "x" }]);
    expect(told.run.snapshot()).toMatchObject({ faults: [], mode: "restarting", nodesUnusableInJob: 0 });
    expect(told.until().times("rung.started")).toEqual([1100]);
  });

  test("cannot be healed twice, nor when it is over, nor when there is none of that id", () => {
    const told = new Story({ faults: [{ ...crash, at: "1005 seconds" }] }).until(1100);
    expect(told.run.heal("x")).toBe(true);
    expect(told.run.heal("x")).toBe(false);
    expect(told.run.heal("y")).toBe(false);
    expect(told.until().times("fault.ended")).toEqual([1100]);
    expect(told.run.heal("x")).toBe(false);
  });

  test.each([
    { at: "1005 seconds" },
    { on: { event: "checkpoint.save.started", after: "1 second" } },
    { every: { period: "1000 seconds" } },
  ])("healed before it strikes never does: %j", (start) => {
    const told = new Story({ faults: [{ ...crash, ...start }] });
    expect(told.run.injectedFaults()).toEqual([{ faultId: "x", scriptId: "x", kind: crash.kind, sinceUs: null }]);
    expect(told.run.heal("x")).toBe(true);
    expect(told.run.heal("x")).toBe(false);
    expect(told.run.injectedFaults()).toEqual([]);
    expect(told.until().said("fault.started")).toEqual([]);
  });

  test("that strikes again and again is healed with all its strikes, and strikes no more", () => {
    const told = new Story({
      faults: [{ ...crash, duration: "1 hour", every: { period: "600 seconds", from: "600 seconds" } }],
    }).until(1300);
    expect(told.run.injectedFaults().map(({ faultId }) => faultId)).toEqual(["x#1", "x#2"]);
    expect(told.run.heal("x")).toBe(true);
    expect(told.until().times("fault.started")).toEqual([600, 1200]);
    expect(told.run.injectedFaults()).toEqual([]);
  });

  test.each([
    { every: { period: "600 seconds", from: "600 seconds", times: 2 } },
    { on: { event: "checkpoint.persist.ended", every: true, times: 2 } },
  ])("that has struck as often as it was to is armed no more, and its id is free: %j", (start) => {
    const told = new Story({ faults: [{ ...crash, target: "sn00/n05", duration: "1 second", ...start }] }).until(1000);
    expect(told.run.injectedFaults()).toHaveLength(1);
    expect(told.until(1500).times("fault.started")).toHaveLength(2);
    expect([told.run.injectedFaults(), told.run.injectedCount, told.run.heal("x")]).toEqual([[], 0, false]);
  });

  test("lasts no longer than its time to live, whatever its kind says", () => {
    const told = new Story({ cluster: { nodes: 4 } }).until(100);
    told.run.inject(spec({ ...crash, duration: "1 hour" }), { ttlUs: 60e6 });
    expect(told.until(1000).times("fault.ended")).toEqual([160]);
  });

  test("cannot be injected while one of its id is armed or active", () => {
    const told = new Story({ faults: [{ ...crash, at: "1005 seconds" }] });
    const again = () => told.run.inject(spec({ ...crash, at: "2000 seconds" }));
    expect(again).toThrow('there is a fault "x" in the run');
    told.until(1100);
    expect(again).toThrow('there is a fault "x" in the run');
    expect(told.run.injectedFaults()).toHaveLength(1);
  });

  test("injected before the run is advanced is as if the scenario had scripted it", () => {
    const fault = { ...crash, on: { event: "run.started", after: "5 seconds" } };
    const scripted = new Story({ faults: [fault] }).until();
    const injected = new Story({});
    injected.run.inject(spec(fault));
    expect(injected.until().journal).toEqual(scripted.journal);
  });

  test("healed undoes what each kind did", () => {
    const faults = [
      { id: "slow", kind: "card.slow", target: "sn00/n00/c0", speed: 0.5, at: "101 seconds" },
      { id: "hang", kind: "card.hang", target: "sn00/n01/c0", at: "101 seconds" },
      { id: "link", kind: "link.degrade", target: "sn00/n01/up00", share: 0.5, at: "101 seconds" },
      { id: "storage", kind: "storage.down", at: "101 seconds" },
      { id: "scheduler", kind: "scheduler.stall", at: "101 seconds" },
      { id: "pump", kind: "cooling.pump", target: "cdu0", at: "101 seconds" },
    ];
    const told = new Story({ job: { linearity: 0.9 }, faults }).until(105);
    for (const { id } of faults) expect(told.run.heal(id)).toBe(true);
    expect(told.run.snapshot()).toMatchObject({
      mode: "stepping",
      stepUs: 10e6,
      bandwidthShare: 1,
      storageShare: 1,
      faults: [],
    });
    expect(told.until().ledger).toEqual({ productive: 3546, checkpoint: 50, detecting: 4 });
  });
});

describe("a trigger that fires every time", () => {
  const bug = { id: "b", kind: "job.crash" };
  /** A first stop at 100 s; each recovery takes 10 s to notice, 90 s to restart and 20 s to load. */
  const first = { id: "a", kind: "job.crash", at: "100 seconds" };
  const strikes = (on: object, duration = "20 minutes") => {
    const told = story({ duration, faults: [first, { ...bug, on }] });
    return told.said("fault.started").filter(({ faultId }) => faultId !== "a");
  };

  test("strikes after every resume, each time under its number", () => {
    const struck = strikes({ event: "job.resumed", every: true, after: "80 seconds" });
    expect(struck.map(({ at, faultId }) => `${at} ${faultId}`)).toEqual([
      "300 b#1",
      "500 b#2",
      "700 b#3",
      "900 b#4",
      "1100 b#5",
    ]);
  });

  test("begins at its n-th event, and ends after so many strikes", () => {
    const on = { event: "job.resumed", every: true, after: "80 seconds" };
    expect(strikes({ ...on, times: 2 }).map(({ at }) => at)).toEqual([300, 500]);
    const twice = story({
      duration: "20 minutes",
      faults: [first, { ...first, id: "c", at: "500 seconds" }, { ...bug, on: { ...on, time: 2 } }],
    });
    expect(twice.times("fault.started")).toEqual([100, 500, 700, 900, 1100]);
  });

  test("strikes once for all that come at one instant, so that a run ends that no time passes in", () => {
    const recovery = { restart: "0 seconds", detect: { crash: "0 seconds" } };
    const told = story({
      checkpoint: { interval: { steps: 1_000_000 }, tiers: [{ stall: "0 seconds", load: "0 seconds" }] },
      recovery,
      faults: [first, { ...bug, on: { event: "job.resumed", every: true } }],
    });
    // Its own crash resumes the job at the same instant, and is not heard again.
    expect(told.times("fault.started")).toEqual([100, 100]);
  });

  test("strikes 10,000 times at most unless it says, and says that there are no more", () => {
    const recovery = { restart: "0 seconds", detect: { crash: "0 seconds" } };
    const of = (on: object) =>
      story({
        checkpoint: { interval: { steps: 1_000_000 }, tiers: [{ stall: "0 seconds", load: "0 seconds" }] },
        recovery,
        faults: [first, { ...bug, on: { event: "job.resumed", every: true, after: "1 milli", ...on } }],
      });
    const told = of({});
    expect(told.result.counts.faults).toBe(10_001);
    expect(told.said("fault.skipped")).toMatchObject([
      { faultId: "b", reason: expect.stringContaining("10000 times") },
    ]);
    const more = of({ times: 20_000 });
    expect(more.result.counts.faults).toBe(20_001);
    expect(more.said("fault.skipped")).toEqual([]);
  });

  test("may be healed while it waits, and strikes no more", () => {
    const told = new Story({
      faults: [first, { ...bug, on: { event: "job.resumed", every: true, after: "80 seconds" } }],
    });
    told.until(400);
    expect(told.run.injectedFaults()).toMatchObject([{ faultId: "b", sinceUs: null }]);
    expect(told.run.heal("b")).toBe(true);
    told.until();
    expect(told.times("fault.started")).toEqual([100, 300]);
  });
});
