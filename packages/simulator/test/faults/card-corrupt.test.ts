import { describe, expect, test } from "vitest";
import { quietResult, Story, story, type Written } from "../support/run.ts";

/** Copies are durable at 640 (step 60), 1250 (120), 1860 (180) s; the card goes wrong after the first and is found later. */
describe("silent corruption", () => {
  const corrupt = { id: "bad", kind: "card.corrupt", target: "sn00/n01/c0", at: "705 seconds" };
  const written = (more: Written = {}): Written => ({
    recovery: { detect: { corruption: "1000 seconds" } },
    ...more,
    faults: [corrupt, ...(more.faults ?? [])],
  });
  const keeping = (keep: object) => ({
    tiers: [{ stall: "10 seconds", persist: "30 seconds", load: "20 seconds", keep }],
  });

  test("lets training go on until it is found, then goes back to the last clean copy", () => {
    const told = story(written());
    expect(told.said("job.corrupted")).toMatchObject([{ at: 705, faultId: "bad", step: 69 }]);
    expect(told.said("job.stopped")).toMatchObject([{ at: 1705, kind: "card.corrupt", step: 168 }]);
    expect(told.said("checkpoint.poisoned")).toMatchObject([{ at: 1705, tier: "storage", steps: [120] }]);
    expect(told.said("rung.started")).toMatchObject([{ at: 1705 }]);
    expect(told.said("job.resumed")).toMatchObject([{ at: 1815, step: 60, from: "storage", lostSteps: 108 }]);
    // Saves at 600, 1210, 2415 and 3025 s; 5 s killed, 108 steps again, as if each were new.
    expect(told.ledger).toEqual({
      productive: 3600 - 1085 - 40 - 110,
      recompute: 5 + 1080,
      checkpoint: 40,
      restarting: 90,
      loading: 20,
    });
  });

  test("takes its node out of use, to be mended from then on", () => {
    const told = story(written({ cluster: { repair: { fixed: "500 seconds" } } }));
    expect(told.said("node.down")).toMatchObject([{ at: 1705, node: "sn00/n01", faultId: "bad" }]);
    expect(told.said("node.assigned")).toMatchObject([{ at: 1705, node: "sn00/n04" }]);
    expect(told.times("fault.ended")).toEqual([2205]);
  });

  test("goes back to step 0 when no copy after it is clean", () => {
    const told = story(written({ checkpoint: keeping({ last: 1, for: "1 hour" }) }));
    expect(told.said("job.resumed")).toMatchObject([{ at: 1815, step: 0, from: "storage" }]);
  });

  test("begins again from nothing when retention kept no clean copy at all", () => {
    const told = story(written({ checkpoint: keeping({ last: 1, for: "0 seconds" }) }));
    expect(told.said("checkpoint.poisoned")).toMatchObject([{ steps: [120] }]);
    expect(told.said("job.resumed")).toMatchObject([{ at: 1795, step: 0, from: "scratch", lostSteps: 168 }]);
    expect(told.ledger.loading).toBeUndefined();
  });

  test("that began before the save began poisons its copy; during the persist it does not", () => {
    const before = story({ ...written(), faults: [{ ...corrupt, at: "599 seconds" }] });
    expect(before.said("checkpoint.poisoned")[0]?.steps.toSorted((a, b) => a - b)).toEqual([60, 120]);
    expect(before.said("job.resumed")).toMatchObject([{ step: 0 }]);
    const during = story({ ...written(), faults: [{ ...corrupt, at: "620 seconds" }] });
    expect(during.said("checkpoint.poisoned")).toMatchObject([{ steps: [120] }]);
  });

  test("survives a crash that comes before anybody knows: the poisoned copy is read", () => {
    const told = story(written({ faults: [{ kind: "job.crash", at: "1305 seconds" }] }));
    expect(told.said("job.resumed")).toMatchObject([
      { at: 1425, step: 120 },
      { at: 1815, step: 60 },
    ]);
    // The second time 28 steps after step 120 were redone: 120 + 28 = 148 when it is found.
    expect(told.said("job.stopped")).toMatchObject([{ step: 128 }, { at: 1705, step: 148 }]);
    expect(told.result.counts.interruptions).toBe(2);
  });

  test("lives on in the state after a crash replaced its very node from a poisoned copy", () => {
    const crash = { kind: "node.crash", target: "sn00/n01", at: "1305 seconds" };
    const told = story(written({ faults: [crash] }));
    expect(told.said("job.resumed")).toMatchObject([{ step: 120 }, { step: 60 }]);
    expect(told.said("checkpoint.poisoned")).toMatchObject([{ at: 1705, tier: "storage", steps: [120] }]);
    expect(told.said("node.removed")).toHaveLength(1);
  });

  test("is gone without notice when a crash replaced its node from a clean copy", () => {
    const crash = { kind: "node.crash", target: "sn00/n01", at: "1005 seconds" };
    const told = story(written({ faults: [crash] }));
    expect(told.said("job.resumed")).toMatchObject([{ step: 60 }]);
    expect(told.result.counts).toMatchObject({ faultsOnJob: 1, interruptions: 1 });
    expect(told.times("checkpoint.poisoned")).toEqual([]);
  });

  // The first is gone with its node at 905 s, from a clean copy; it would have been found at 1705 s.
  test("of which nothing is left is not found because another is there", () => {
    const crash = { kind: "node.crash", target: "sn00/n01", at: "905 seconds" };
    const later = (at: number) => ({ ...corrupt, id: "later", target: "sn00/n02/c0", at: `${at} seconds` });
    const told = story(written({ faults: [crash, later(1405)] }));
    expect(told.said("job.stopped")).toMatchObject([{ at: 905 }, { at: 2405, faultIds: ["later"] }]);
    // Nor while the job is down over that other one.
    const down = story(written({ faults: [crash, { ...later(1405), detectAfter: "295 seconds" }] }));
    expect(down.times("job.stopped")).toEqual([905, 1700]);
    expect(down.times("job.struck")).toEqual([]);
    expect(down.times("rung.started")).toHaveLength(2);
  });

  test("that lasted for a moment only is found all the same", () => {
    const told = story({ ...written(), faults: [{ ...corrupt, duration: "1 second" }] });
    expect(told.said("job.stopped")).toMatchObject([{ at: 1705 }]);
    expect(told.said("job.resumed")).toMatchObject([{ step: 60 }]);
    expect(told.times("node.down")).toEqual([]);
  });

  test("that is found while a poisoned copy is read gives that up and reads a clean one", () => {
    const crash = { kind: "job.crash", at: "1595 seconds" };
    const told = story(written({ faults: [crash] }));
    expect(told.said("load.started")).toMatchObject([
      { at: 1695, tier: "storage", step: 120 },
      { at: 1795, tier: "storage", step: 60 },
    ]);
    expect(told.said("job.resumed")).toMatchObject([{ at: 1815, step: 60 }]);
    expect(told.ledger).toMatchObject({ detecting: 10, restarting: 90 + 90, loading: 10 + 20 });
  });

  test("spoils what is in memory: a rung that keeps progress has to load all the same", () => {
    const policy = { ladder: [{ name: "peer", does: "spare", keepsProgress: true, takes: "30 seconds" }] };
    const told = story({ ...written(), recovery: { policy, detect: { corruption: "1000 seconds" } } });
    expect(told.said("job.resumed")).toMatchObject([{ at: 1705 + 30 + 20, step: 60, from: "storage" }]);
  });

  test("is found after the latency that the fault brings itself", () => {
    const told = story({ ...written(), faults: [{ ...corrupt, detectAfter: "300 seconds" }] });
    expect(told.times("job.stopped")).toEqual([1005]);
    expect(told.times("checkpoint.poisoned")).toEqual([]);
    expect(told.said("job.resumed")).toMatchObject([{ step: 60 }]);
  });

  test("on a spare hurts nobody until the spare joins the job", () => {
    const spare = { ...corrupt, target: "sn00/n04/c0" };
    expect(story({ ...written(), faults: [spare] }).ledger).toEqual({ productive: 3550, checkpoint: 50 });
    const crash = { kind: "node.crash", target: "sn00/n00", at: "1005 seconds" };
    const told = story({ ...written(), faults: [spare, crash] });
    expect(told.times("job.corrupted")).toEqual([1125]);
    expect(told.times("job.stopped")).toEqual([1005, 2125]);
  });

  test("is found while its own time runs, whatever tier holds the last clean copy", () => {
    const tiers = [
      {
        name: "memory",
        medium: "memory",
        stall: "0 seconds",
        persist: "1 second",
        load: "2 seconds",
        keep: { last: 1 },
      },
      { name: "storage", stall: "0 seconds", persist: "30 seconds", load: "20 seconds", interval: { steps: 65 } },
    ];
    // Memory saves at every 7th step and keeps one copy; storage keeps step 65, clean, and step 130.
    const told = story(written({ checkpoint: { interval: { steps: 7 }, tiers } }));
    expect(told.said("checkpoint.poisoned")).toMatchObject([
      { at: 1705, tier: "memory", steps: [168] },
      { at: 1705, tier: "storage", steps: [130] },
    ]);
    expect(told.said("job.resumed")).toMatchObject([{ at: 1815, step: 65, from: "storage" }]);
  });
});

/** As above, found ten steps after a load; the job steps 10 s a step. */
describe("silent corruption that is found some steps after a load", () => {
  const corrupt = { id: "bad", kind: "card.corrupt", target: "sn00/n01/c0", at: "705 seconds", stepsAfterLoad: 10 };
  const written = (...faults: ReadonlyArray<object>): Written => ({ faults: [corrupt, ...faults] });
  const bug = (at: number) => ({ kind: "job.crash", at: `${at} seconds` });

  test("is never found by a job that never loads", () => {
    const told = story(written());
    expect(told.times("job.corrupted")).toEqual([705]);
    expect(told.times("job.stopped")).toEqual([]);
  });

  test("is found at that step after the next load, and not by its latency", () => {
    const told = story({ ...written(bug(1_305)), recovery: { detect: { corruption: "10 seconds" } } });
    // Down at 1305 s for 10 + 90 + 20 s; the copy of step 120 is poisoned, and ten steps on from it end at 1525 s.
    expect(told.said("job.resumed")[0]).toMatchObject({ at: 1_425, step: 120 });
    expect(told.said("job.stopped")[1]).toMatchObject({ at: 1_525, kind: "card.corrupt", step: 130 });
    expect(told.said("checkpoint.poisoned")).toMatchObject([{ at: 1_525, steps: [120] }]);
    expect(told.said("job.resumed")[1]).toMatchObject({ at: 1_635, step: 60 });
  });

  test("counts steps and not time: a stall, or a slow card, puts it off", () => {
    const cut = { kind: "link.down", target: "sn00/n02/up00", cuts: true, at: "1455 seconds", duration: "30 seconds" };
    expect(story(written(bug(1_305), cut)).times("job.stopped")).toEqual([1_305, 1_555]);
    const slow = { kind: "card.slow", target: "sn00/n02/c0", speed: "50 %", at: "1455 seconds" };
    // Half of the fourth step is over: it ends at 1465 s, the other six take 20 s each.
    expect(story(written(bug(1_305), slow)).times("job.stopped")).toEqual([1_305, 1_585]);
  });

  test("counts anew when the job stops before, and is found after the load that follows", () => {
    const told = story(written(bug(1_305), bug(1_500)));
    expect(told.times("job.resumed").slice(0, 2)).toEqual([1_425, 1_620]);
    expect(told.said("job.stopped")[2]).toMatchObject({ at: 1_720, kind: "card.corrupt" });
  });

  test("is the same whether somebody listens, or looks in between", () => {
    const at = (written: Written) => quietResult(written).interruptions.map(({ atUs }) => atUs / 1e6);
    expect(at(written(bug(1_305)))).toEqual([1_305, 1_525]);
    const looked = new Story(written(bug(1_305)));
    for (let second = 0; second <= 3_600; second += 7) looked.until(second).run.snapshot();
    expect(looked.until().times("job.stopped")).toEqual([1_305, 1_525]);
  });

  test("is over with its card when a clean copy is loaded and the card is gone", () => {
    // The node that holds the card dies before any copy is poisoned; its spare steps on from the clean copy of step 60.
    const dead = { kind: "node.crash", target: "sn00/n01", at: "905 seconds" };
    expect(story(written(dead)).times("job.stopped")).toEqual([905]);
  });
});
