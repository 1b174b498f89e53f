import { describe, expect, test } from "vitest";
import { neverSaves, quietResult, story, type Written } from "../support/run.ts";

/** 9 s of compute and 1 s of exposed communication a step, 16 uplinks a node, 7 planes, 5 s to fail over. */
const linked = (written: Written): Written => ({
  checkpoint: neverSaves,
  ...written,
  job: { linearity: 0.9, ...written.job },
});

describe("a lost link among several", () => {
  const down = { id: "port", kind: "link.down", target: "sn00/n01/up03", at: "105 seconds" };

  test("stalls the job for the failover, then leaves the path (U - k)/U of its bandwidth", () => {
    const told = story(linked({ faults: [{ ...down, duration: "1000 seconds" }] }));
    expect(told.order("job.stalled", "job.unstalled")).toEqual(["105 job.stalled", "110 job.unstalled"]);
    // 9 + 1 ÷ (15/16) s, rounded to a microsecond; the step in progress ends as it began, at 115 s.
    expect(told.said("speed.changed")).toMatchObject([
      { at: 105, stepUs: 10_066_667 },
      { at: 1105, stepUs: 10e6 },
    ]);
    // 99 slow steps begin between 115 and 1105 s: at 115 + 98 × 10.066667 = 1101.53 s the last.
    const degraded = 99 * 0.066667;
    expect(told.ledger.stalled).toBe(5);
    expect(told.ledger.degraded).toBeCloseTo(degraded, 9);
    expect(told.ledger.productive).toBeCloseTo(3595 - degraded, 9);
    expect(told.result.counts).toMatchObject({ faultsOnJob: 0, interruptions: 0 });
  });

  test("does not slow a job whose communication is hidden, but stalls it all the same", () => {
    const told = story(linked({ job: { linearity: 1 }, faults: [down] }));
    expect(told.ledger).toEqual({ productive: 3595, stalled: 5 });
  });

  test("of three ports at once stalls once and leaves 13/16", () => {
    const told = story(linked({ faults: [{ ...down, target: "3 random uplinks of sn00/n01" }] }));
    expect(told.said("speed.changed")).toMatchObject([{ at: 105, stepUs: Math.round(9e6 + 16e6 / 13) }]);
    expect(told.ledger.stalled).toBe(5);
  });

  test("of a port after another stalls each time, and both are gone", () => {
    const told = story(linked({ faults: [down, { ...down, id: "next", target: "sn00/n01/up04", at: "205 seconds" }] }));
    expect(told.said("speed.changed").map(({ stepUs }) => stepUs)).toEqual([10_066_667, Math.round(9e6 + 16e6 / 14)]);
    expect(told.ledger.stalled).toBe(10);
  });

  test("lets the slowest path gate everyone: losses on different nodes do not add up", () => {
    const other = { ...down, id: "other", target: "2 random uplinks of sn00/n02" };
    const told = story(linked({ faults: [down, other] }));
    expect(told.said("speed.changed").at(-1)).toEqual({ at: 105, stepUs: Math.round(9e6 + 16e6 / 14) });
    expect(told.ledger.stalled).toBe(5);
  });

  test("of a plane leaves its supernode (P - k)/P", () => {
    const told = story(linked({ faults: [{ ...down, target: "sn00/plane3" }] }));
    expect(told.said("speed.changed")).toMatchObject([{ at: 105, stepUs: Math.round(9e6 + 7e6 / 6) }]);
    expect(told.ledger.stalled).toBe(5);
  });

  test("that comes back during the failover ends the stall there", () => {
    const told = story(linked({ faults: [{ ...down, duration: "2 seconds" }] }));
    expect(told.ledger).toEqual({ productive: 3598, stalled: 2 });
  });

  test("stalls nobody when failing over takes no time", () => {
    const told = story(linked({ cluster: { failover: "0 seconds" }, faults: [{ ...down, duration: "1 second" }] }));
    expect(told.ledger).toEqual({ productive: 3600 });
  });

  test("stalls during recompute too", () => {
    const told = story(
      linked({
        faults: [
          { kind: "job.crash", at: "95 seconds" },
          { ...down, at: "250 seconds" },
        ],
      }),
    );
    expect(told.ledger.stalled).toBe(5);
    expect(told.order("job.resumed", "job.stalled")).toEqual(["215 job.resumed", "250 job.stalled"]);
  });

  test("of a spare is not on the job's path", () => {
    const told = story(linked({ faults: [{ ...down, target: "sn00/n05/up*" }] }));
    expect(told.ledger).toEqual({ productive: 3600 });
    expect(told.said("node.down")).toMatchObject([{ node: "sn00/n05" }]);
  });

  test("moves to the job with the spare that lacks it", () => {
    const crash = { kind: "node.crash", target: "sn00/n00", at: "205 seconds" };
    const told = story(linked({ faults: [{ ...down, target: "sn00/n04/up03" }, crash] }));
    expect(told.run.snapshot()).toMatchObject({ stepUs: 10_066_667, bandwidthShare: 15 / 16 });
  });
});

describe("a cut path", () => {
  test("that is whole again carries traffic once the transport tries again", () => {
    const cut = { kind: "link.down", target: "sn00/n01/up03", cuts: true, at: "100 seconds", duration: "50 seconds" };
    const retried = (reconnect: string, written: Written = {}) =>
      story(linked({ cluster: { reconnect }, faults: [cut], recovery: { detect: { cut: "60 seconds" } }, ...written }));
    expect(retried("0 seconds").ledger.stalled).toBe(50);
    const told = retried("20 seconds");
    // By then nobody waits for a lost path any more: it is not given up, though the stall is longer than the timeout.
    expect(told.order("job.stalled", "job.unstalled", "job.stopped")).toEqual(["100 job.stalled", "170 job.unstalled"]);
    expect(told.ledger).toEqual({ productive: 3530, stalled: 70 });
    const other = { ...cut, target: "sn00/n02/up03", at: "155 seconds", duration: "3 seconds" };
    expect(retried("20 seconds", { faults: [cut, other] }).ledger.stalled).toBe(78);
  });

  test("waits as long for that where nobody listens", () => {
    const cut = { kind: "link.down", target: "sn00/n01/up03", cuts: true, at: "100 seconds", duration: "50 seconds" };
    const written = linked({
      cluster: { reconnect: "70 seconds" },
      // No step is slower for it, so that nothing but the path itself changes when the link is back.
      job: { linearity: 1 },
      faults: [cut],
      recovery: { detect: { cut: "60 seconds" } },
    });
    expect(quietResult(written).ledgerUs.stalled).toBe(120e6);
    expect(story(written).ledger.stalled).toBe(120);
  });

  test("that goes again before the transport has tried is one stall, which times out", () => {
    const flap = {
      kind: "link.flap",
      target: "sn00/n01/up*",
      at: "100 seconds",
      duration: "200 seconds",
      down: "10 seconds",
    };
    const stopped = (up: string) =>
      story(
        linked({
          cluster: { reconnect: "20 seconds" },
          faults: [{ ...flap, up }],
          recovery: { detect: { cut: "60 seconds" } },
        }),
      ).times("job.stopped");
    expect(stopped("19 seconds")).toEqual([160]);
    expect(stopped("21 seconds")).toEqual([]);
  });

  test("times out with the stall that it begins or goes on with, whichever link is cut meanwhile", () => {
    const cut = (id: string, node: string, at: string, duration: string) => ({
      id,
      kind: "link.down",
      target: `sn00/${node}/up03`,
      cuts: true,
      at,
      duration,
    });
    const recovery = { detect: { cut: "60 seconds" } };
    const apart = [cut("a", "n01", "100 seconds", "50 seconds"), cut("b", "n02", "151 seconds", "50 seconds")];
    expect(story(linked({ recovery, faults: apart })).times("job.stopped")).toEqual([]);
    const taking = [cut("a", "n01", "100 seconds", "50 seconds"), cut("b", "n02", "140 seconds", "50 seconds")];
    expect(story(linked({ recovery, faults: taking })).said("job.stopped")).toMatchObject([
      { at: 160, faultIds: ["b"] },
    ]);
  });

  const cut = { id: "cut", kind: "link.down", target: "sn00/n01/up*", at: "105 seconds" };

  test("of a node that lost all its ports stalls the job until the timeout, and a spare takes over", () => {
    const told = story(linked({ faults: [cut] }));
    expect(told.said("path.cut")).toMatchObject([{ at: 105, faultId: "cut" }]);
    expect(told.said("job.stopped")).toMatchObject([{ at: 165, kind: "link.down", step: 10 }]);
    expect(told.said("node.removed")).toMatchObject([{ at: 165, node: "sn00/n01" }]);
    // 5 s killed and 10 steps again; the timeout was the detection.
    expect(told.ledger).toEqual({
      productive: 3600 - 105 - 60 - 110,
      recompute: 105,
      stalled: 60,
      restarting: 90,
      loading: 20,
    });
    expect(told.result.interruptions).toMatchObject([{ atUs: 105e6, recoveryUs: 170e6 }]);
    expect(told.result.counts).toMatchObject({ faultsOnJob: 1, interruptions: 1 });
  });

  test("that heals before the timeout costs only the stall", () => {
    const told = story(linked({ faults: [{ ...cut, duration: "40 seconds" }] }));
    expect(told.ledger).toEqual({ productive: 3560, stalled: 40 });
    expect(told.result.counts).toMatchObject({ faults: 1, faultsOnJob: 0, interruptions: 0 });
  });

  test("that heals as the timeout comes was in time: heals come first", () => {
    const told = story(linked({ faults: [{ ...cut, duration: "60 seconds" }] }));
    expect(told.ledger).toEqual({ productive: 3540, stalled: 60 });
  });

  test("has the timeout of the recovery, or the one that the fault brings", () => {
    const late = linked({ recovery: { detect: { cut: "5 minutes" } }, faults: [cut] });
    expect(story(late).times("job.stopped")).toEqual([405]);
    expect(story(linked({ faults: [{ ...cut, detectAfter: "90 seconds" }] })).times("job.stopped")).toEqual([195]);
  });

  test("may come with the loss of one link of many, when the transport does not move", () => {
    const one = { ...cut, target: "sn00/n01/up03", cuts: true };
    const told = story(linked({ faults: [one] }));
    expect(told.times("job.stopped")).toEqual([165]);
    // The restarted job finds the links that are left: no node is replaced, and 15/16 remain.
    expect(told.times("node.removed")).toEqual([]);
    expect(told.run.snapshot()).toMatchObject({ mode: "stepping", stepUs: 10_066_667, bandwidthShare: 15 / 16 });
  });

  test("comes with every loss when its probability is 1, with none when it is 0 or the fault says so", () => {
    const one = { ...cut, target: "sn00/n01/up03", duration: "30 seconds" };
    const sure = { cutProbability: 1 };
    expect(story(linked({ cluster: sure, faults: [one] })).ledger.stalled).toBe(30);
    expect(story(linked({ cluster: sure, faults: [{ ...one, cuts: false }] })).ledger.stalled).toBe(5);
    expect(story(linked({ faults: [one] })).ledger.stalled).toBe(5);
  });

  test("comes as often as its probability says", () => {
    const faults = [{ id: "x", kind: "link.down", target: "sn00/n01/up03", at: "105 seconds", duration: "30 seconds" }];
    const cuts = Array.from({ length: 400 }, (_, seed) => seed).filter(
      (seed) =>
        story(linked({ seed, duration: "3 minutes", cluster: { cutProbability: 0.25 }, faults })).ledger.stalled === 30,
    ).length;
    // Binomial: 100 ± 8.7; five deviations.
    expect(Math.abs(cuts - 100)).toBeLessThan(44);
  });

  test("in the middle of a failover takes over the stall", () => {
    const first = { id: "one", kind: "link.down", target: "sn00/n02/up00", at: "103 seconds" };
    const told = story(linked({ faults: [first, { ...cut, duration: "20 seconds" }] }));
    expect(told.ledger.stalled).toBe(22);
    expect(told.result.counts.interruptions).toBe(0);
  });

  test("of a whole supernode leaves too few nodes until its planes are back", () => {
    const planes = { ...cut, target: "sn00/plane*", duration: "1000 seconds" };
    const told = story(linked({ faults: [planes] }));
    expect(told.said("job.waiting")).toMatchObject([{ at: 165, nodesMissing: 4 }]);
    expect(told.times("rung.started")).toEqual([1105]);
    expect(told.ledger).toMatchObject({ stalled: 60, rescheduling: 940, restarting: 90, loading: 20 });
  });

  test("of a node that lost all its ports while the job loads is found when it has loaded: the job comes back without that node", () => {
    const told = story(
      linked({
        faults: [
          { kind: "job.crash", at: "95 seconds" },
          { ...cut, at: "200 seconds" },
        ],
      }),
    );
    expect(told.times("job.struck")).toEqual([]);
    expect(told.result.counts.faultsOnJob).toBe(2);
    expect(told.said("node.removed")).toMatchObject([{ node: "sn00/n01" }]);
    expect(told.times("job.resumed")[0]).toBeGreaterThan(told.times("node.removed")[0] as number);
    expect(told.run.snapshot()).toMatchObject({ mode: "stepping", nodesUnusableInJob: 0 });
  });
});
