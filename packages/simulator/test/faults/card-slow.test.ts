import { describe, expect, test } from "vitest";
import { neverSaves, story } from "../support/run.ts";

/** In all of these the step that runs from 100 to 110 s is the one in progress when the card slows down. */
describe("a straggler", () => {
  const slow = { id: "slow", kind: "card.slow", target: "sn00/n01/c0", speed: 0.5, at: "105 seconds" };
  const checkpoint = neverSaves;
  const detect = { straggler: "60 seconds" };

  test("drags on without detection, from the next step on", () => {
    const told = story({ checkpoint, faults: [slow] });
    expect(told.said("speed.changed")).toMatchObject([{ at: 105, stepUs: 20e6 }]);
    // 11 steps of 10 s, then 3490 s in steps of 20 s.
    expect(told.ledger).toEqual({ productive: 110 + 1745, degraded: 1745 });
    expect(told.result.counts).toMatchObject({ steps: 11 + 174, faultsOnJob: 0, interruptions: 0 });
    expect(told.result.metrics).toMatchObject({ effectiveThroughput: 1855 / 3600, ettr: 1 });
  });

  test("slows the compute, and not the communication", () => {
    const told = story({ checkpoint, job: { linearity: 0.8 }, faults: [slow] });
    expect(told.said("speed.changed")).toMatchObject([{ at: 105, stepUs: 18e6 }]);
  });

  test("that is over lets the step in progress end as it began", () => {
    const told = story({ checkpoint, faults: [{ ...slow, duration: "50 seconds" }] });
    // 110, 130, 150 and, begun slow before 155 s, 170 s.
    expect(told.ledger).toEqual({ productive: 3570, degraded: 30 });
  });

  test("gates everyone as the slowest card, whoever else is slow", () => {
    const other = { ...slow, id: "other", target: "sn00/n02/c1", speed: 0.8, at: "205 seconds" };
    const told = story({ checkpoint, faults: [{ ...slow, duration: "300 seconds" }, other] });
    expect(told.said("speed.changed")).toMatchObject([
      { at: 105, stepUs: 20e6 },
      { at: 405, stepUs: 12.5e6 },
    ]);
  });

  test("is replaced after the latency of the detection, as every other failed card", () => {
    const told = story({ checkpoint, recovery: { detect }, faults: [slow] });
    expect(told.said("job.stopped")).toMatchObject([{ at: 165, kind: "card.slow", faultIds: ["slow"], step: 13 }]);
    expect(told.said("rung.started")).toMatchObject([{ at: 165 }]);
    expect(told.said("node.assigned")).toMatchObject([{ at: 165, node: "sn00/n04" }]);
    expect(told.said("job.resumed")).toMatchObject([{ at: 275, step: 0, lostSteps: 13 }]);
    // Two slow steps, 15 s of a third killed, and 13 steps again, at full speed.
    expect(told.ledger).toEqual({ productive: 3325, degraded: 20, recompute: 15 + 130, restarting: 90, loading: 20 });
    expect(told.result.counts).toMatchObject({ faultsOnJob: 1, interruptions: 1 });
  });

  test("that was found is mended from then on, and not before", () => {
    const told = story({
      checkpoint,
      cluster: { repair: { fixed: "600 seconds" } },
      recovery: { detect },
      faults: [slow],
    });
    expect(told.said("fault.started")).toMatchObject([{ untilUs: null }]);
    expect(told.times("fault.ended")).toEqual([165 + 600]);
    expect(told.said("node.up")).toMatchObject([{ at: 765, node: "sn00/n01" }]);
  });

  test("that is over before the latency is never found", () => {
    const told = story({ checkpoint, recovery: { detect }, faults: [{ ...slow, duration: "55 seconds" }] });
    expect(told.result.counts.interruptions).toBe(0);
    expect(told.ledger).toEqual({ productive: 3570, degraded: 30 });
  });

  test("drags on while no spare is free, and is replaced as soon as one is", () => {
    const taken = { kind: "node.crash", target: "sn00/n04", at: "50 seconds", duration: "1000 seconds" };
    const told = story({ checkpoint, cluster: { nodes: 5 }, recovery: { detect }, faults: [taken, slow] });
    expect(told.times("job.stopped")).toEqual([1050]);
    expect(told.said("node.assigned")).toMatchObject([{ at: 1050, node: "sn00/n04" }]);
    const never = story({ checkpoint, cluster: { nodes: 4 }, recovery: { detect }, faults: [slow] });
    expect(never.result.counts.interruptions).toBe(0);
    expect(never.ledger).toEqual({ productive: 1855, degraded: 1745 });
  });

  // Eleven steps of 10 s and 25 of 20 s; then a save blocks from 610 to 620 s.
  test("is replaced once what is complete at the instant of the heal is so", () => {
    const tiers = [{ stall: "10 seconds", persist: "0 seconds", load: "20 seconds" }];
    const taken = { kind: "node.crash", target: "sn00/n04", at: "50 seconds", duration: "570 seconds" };
    const told = story({
      cluster: { nodes: 5 },
      checkpoint: { interval: "600 seconds", tiers },
      recovery: { detect },
      faults: [taken, slow],
    });
    expect(told.times("checkpoint.save.ended")[0]).toBe(620);
    expect(told.said("job.stopped")).toMatchObject([{ at: 620, kind: "card.slow", step: 36 }]);
    expect(told.said("job.resumed")).toMatchObject([{ step: 36, lostSteps: 0 }]);
  });

  test("is replaced only where there is a spare for each: of two that wait for one spare, the second goes on waiting", () => {
    const taken = (node: string, until: number) => ({
      kind: "node.crash",
      target: node,
      at: "50 seconds",
      duration: `${until - 50} seconds`,
    });
    const told = story({
      checkpoint,
      cluster: { nodes: 6 },
      recovery: { detect },
      faults: [
        taken("sn00/n04", 1050),
        taken("sn00/n05", 2050),
        { ...slow, id: "b" },
        { ...slow, id: "a", target: "sn00/n02/c0", at: "205 seconds" },
      ],
    });
    expect(told.said("job.stopped")).toMatchObject([
      { at: 1050, faultIds: ["a"] },
      { at: 2050, faultIds: ["b"] },
    ]);
    expect(told.said("job.struck")).toEqual([]);
    expect(told.said("node.assigned")).toMatchObject([
      { at: 1050, node: "sn00/n04" },
      { at: 2050, node: "sn00/n05" },
    ]);
  });

  test("that waits for a spare is replaced while the job is down for another reason, too: by id, whichever struck first", () => {
    // The spare comes back while the job is down over a bug, from 1045 s on.
    const told = story({
      checkpoint,
      cluster: { nodes: 5 },
      recovery: { detect },
      faults: [
        { kind: "node.crash", target: "sn00/n04", at: "50 seconds", duration: "1000 seconds" },
        { kind: "job.crash", at: "1045 seconds" },
        { ...slow, id: "b" },
        { ...slow, id: "a", target: "sn00/n02/c0", at: "205 seconds" },
      ],
    });
    expect(told.said("job.stopped")).toMatchObject([{ at: 1045, kind: "job.crash" }]);
    expect(told.said("job.struck")).toMatchObject([{ at: 1050, faultId: "a" }]);
    expect(told.said("node.assigned")).toMatchObject([{ at: 1050, node: "sn00/n04" }]);
  });

  test("among the spares slows nobody until it joins the job", () => {
    const crash = { kind: "node.crash", target: "sn00/n00", at: "1005 seconds" };
    const told = story({ checkpoint, faults: [{ ...slow, target: "sn00/n04/c0" }, crash] });
    expect(told.said("node.assigned")).toMatchObject([{ at: 1015, node: "sn00/n04" }]);
    // Back at 1125 s; from there to the end 2475 s in steps of 20 s: 100 steps again, 23.75 new ones.
    expect(told.ledger).toMatchObject({ productive: 1000 + 237.5, degraded: 237.5, recompute: 5 + 2000 });
  });

  test("slows recompute, which stays wholly recompute", () => {
    const crash = { kind: "job.crash", at: "95 seconds" };
    const told = story({ duration: "5 minutes", checkpoint, faults: [{ ...slow, at: "150 seconds" }, crash] });
    // Killed 5 s; back at 215 s; by 300 s four steps of 20 s and a quarter again of the nine, five not redone.
    expect(told.ledger).toEqual({ productive: 40, recompute: 5 + 85 + 50, detecting: 10, restarting: 90, loading: 20 });
  });

  // No node is down in the job while it steps (3.9); the job loads from 1105 to 1125 s.
  // It slows the steps for 40 s before the crash; the job steps again at 1125 s, and the other 60 s are over at 1185 s.
  test("is found by the steps that it slows: what the job spends down does not count", () => {
    const crash = { kind: "job.crash", at: "1005 seconds" };
    const early = { ...slow, at: "965 seconds" };
    const told = story({ recovery: { detect: { straggler: "100 seconds" } }, faults: [crash, early] });
    expect(told.times("job.resumed")[0]).toBe(1125);
    expect(told.said("job.stopped")).toMatchObject([{ at: 1005 }, { at: 1185, kind: "card.slow" }]);
    expect(told.times("node.down")).toEqual([1185]);
  });

  test("that strikes while the job is down is looked for once it steps", () => {
    const crash = { kind: "job.crash", at: "1005 seconds" };
    const late = { ...slow, at: "1010 seconds" };
    const told = story({ recovery: { detect: { straggler: "100 seconds" } }, faults: [crash, late] });
    expect(told.times("job.stopped")).toEqual([1005, 1225]);
    expect(told.result.counts.faultsOnJob).toBe(2);
  });

  // A save of 10 s begins at 600 s.
  test("is not looked for while a save blocks", () => {
    const told = story({
      recovery: { detect: { straggler: "100 seconds" } },
      faults: [{ ...slow, at: "550 seconds" }],
    });
    expect(told.times("checkpoint.save.ended")[0]).toBeGreaterThan(550);
    expect(told.times("job.stopped")[0]).toBe(660);
  });

  test("is found after a latency of its own where the policy has none", () => {
    const told = story({ faults: [{ ...slow, at: "100 seconds", detectAfter: "50 seconds" }] });
    expect(told.said("job.stopped")).toMatchObject([{ at: 150, kind: "card.slow" }]);
  });

  // The only free spare is in the other supernode.
  test("drags on when the free spare is out of its scope", () => {
    const told = story({
      cluster: { nodes: 8, nodesPerSupernode: 4 },
      job: { nodes: 6 },
      recovery: { spareScope: "supernode", detect },
      faults: [{ kind: "node.crash", target: "sn00/n03", at: "50 seconds" }, slow],
    });
    expect(told.result.counts.interruptions).toBe(0);
  });

  // One spare, itself slow, and four slow nodes in the job.
  test("in more nodes than there are spares does not leave the job without nodes", () => {
    const told = story({ cluster: { nodes: 5 }, recovery: { detect }, faults: [{ ...slow, target: "sn00/n*/c0" }] });
    expect(told.result.starved).toBe(false);
  });
});
