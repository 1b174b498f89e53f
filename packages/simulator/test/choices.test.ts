import { describe, expect, test } from "vitest";
import { neverSaves, Story, story } from "./support/run.ts";

// What MODEL.md says is decided where the rules leave a choice, in its order.

const crash = { id: "crash", kind: "job.crash", at: "1005 seconds" };
const linked = { scaleOut: { uplinks: 4, tors: 1 } };

describe("an outage", () => {
  test("that goes on at the end counts with its length so far", () => {
    const { interruptions, metrics } = story({ duration: "1100 seconds", faults: [crash] }).result;
    expect(interruptions).toMatchObject([{ recoveryUs: 95e6, isOver: false, lostUs: 395e6 }]);
    expect(metrics.recoveryTime.max).toBe(95);
  });

  test("of a hang that nobody has noticed is a fault on the job, and no interruption", () => {
    const hang = { kind: "card.hang", target: "sn00/n00/c0", at: "3000 seconds" };
    const { counts, faultsByCause, metrics } = story({ faults: [hang] }).result;
    expect(counts).toMatchObject({ faultsOnJob: 1, interruptions: 0 });
    expect(faultsByCause).toEqual([{ kind: "card.hang", cause: "card.hang", count: 1 }]);
    expect(metrics.mtbf).toBe(3600);
  });

  test("loses the steps after the copy that would be loaded, damaged ones apart", () => {
    const corrupt = { kind: "checkpoint.corrupt", at: "700 seconds" };
    expect(story({ duration: "1010 seconds", faults: [corrupt, crash] }).ledger).toMatchObject({ recompute: 995 });
  });
});

describe("several faults at once", () => {
  const slowlySeen = { ...crash, detectAfter: "1000 seconds" };

  test("are found with the first when their nodes died", () => {
    const asked: Array<ReadonlyArray<string>> = [];
    const policy = ({ kinds }: { readonly kinds: ReadonlyArray<string> }) => {
      asked.push(kinds);
      return {
        name: "mine",
        does: "job",
        handles: ["*"],
        takes: 1e6,
        takesPerThousandCards: 0,
        success: 1,
        keepsProgress: false,
      };
    };
    const node = (id: string, at: string, detectAfter: string) => ({
      id,
      kind: "node.crash",
      target: `sn00/${id}`,
      at,
      detectAfter,
    });
    const told = story({
      recovery: { policy },
      faults: [slowlySeen, node("n00", "1010 seconds", "100 seconds"), node("n01", "1020 seconds", "5 seconds")],
    });
    expect(told.times("rung.started")[0]).toBe(1025);
    expect(asked).toEqual([["node.crash"]]);
    expect(told.said("node.assigned").length).toBe(2);
  });

  test("of processes are gone with any restart, found or not", () => {
    const node = { kind: "node.crash", target: "sn00/n00", at: "1010 seconds" };
    expect(story({ faults: [slowlySeen, node] }).times("job.stopped")).toEqual([1005]);
  });

  test("a hang that a crash ends is on the job, and does not choose the rung", () => {
    const policy = {
      ladder: [
        { name: "for hangs", does: "process", handles: ["card.hang"], takes: "1 second" },
        { name: "for crashes", does: "job", handles: ["job.crash"], takes: "1 second" },
      ],
    };
    const hang = { kind: "card.hang", target: "sn00/n00/c0", at: "1000 seconds" };
    const told = story({ recovery: { policy }, faults: [hang, crash] });
    expect(told.said("rung.started")).toMatchObject([{ at: 1015, rung: "for crashes" }]);
    expect(told.result.counts.faultsOnJob).toBe(2);
    expect(told.times("job.stopped")).toEqual([1005]);
  });

  test("a hang that lasts, and was not found, hangs the job again", () => {
    const hang = { kind: "card.hang", target: "sn00/n00/c0", at: "1000 seconds", duration: "1 hour" };
    const told = story({ recovery: { detect: { hang: "300 seconds" } }, faults: [hang, crash] });
    expect(told.times("job.hung")).toEqual([1000, 1125]);
    expect(told.said("job.stopped")).toMatchObject([{ at: 1005 }, { at: 1425, kind: "card.hang" }]);
    expect(told.said("node.removed")).toMatchObject([{ at: 1425, node: "sn00/n00" }]);
  });

  test("a second crash of a dead node counts, and starts detection again", () => {
    const node = (at: string) => ({ kind: "node.crash", target: "sn00/n00", at, duration: "1 hour" });
    const told = story({ cluster: { nodes: 4 }, faults: [node("1005 seconds"), node("1500 seconds")] });
    expect(told.said("job.struck")).toMatchObject([{ at: 1500, phase: "rescheduling" }]);
    expect(told.result.counts).toMatchObject({ faultsOnJob: 2, interruptions: 1 });
  });

  test("nodes lost in one recovery add up, though one is back", () => {
    const tiers = [
      { name: "memory", medium: "memory", stall: "0 seconds", survives: "node" },
      { name: "storage", stall: "0 seconds", interval: "3 hours" },
    ];
    const node = (target: string, at: string) => ({ kind: "node.crash", target, at, duration: "1 second" });
    const told = story({
      checkpoint: { tiers },
      faults: [node("sn00/n00", "1005 seconds"), node("sn00/n01", "1050 seconds")],
    });
    expect(told.said("checkpoint.lost")).toMatchObject([{ tier: "memory" }]);
  });
});

describe("processes", () => {
  const waits = { cluster: { nodes: 4 }, duration: "6 hours" };
  const node = { kind: "node.crash", target: "sn00/n00", at: "1000 seconds", duration: "2 hours" };

  test.each([
    ["while a crash is being noticed", "1005 seconds", 0],
    ["while the job waits for a node", "1 hour", 0],
    ["while it restarts", "8250 seconds", 1],
    ["while it loads", "8300 seconds", 1],
  ] as const)("crash %s or not at all", (_, at, struck) => {
    const told = story({ ...waits, faults: [node, { id: "bug", kind: "job.crash", at }] });
    expect(told.said("fault.skipped").map(({ reason }) => reason)).toEqual(struck ? [] : ["the job has no processes"]);
    expect(told.times("job.struck").length).toBe(struck);
    expect(told.result.counts.faultsOnJob).toBe(1 + struck);
  });

  test("that hang while they restart can still crash", () => {
    const told = story({
      faults: [
        crash,
        { id: "hang", kind: "card.hang", target: "sn00/n00/c0", at: "1050 seconds" },
        { id: "again", kind: "job.crash", at: "1060 seconds" },
      ],
    });
    expect(told.said("job.struck").map(({ faultId }) => faultId)).toEqual(["hang", "again"]);
    expect(told.times("rung.started")).toEqual([1015, 1070]);
  });
});

describe("paths", () => {
  const cut = { id: "cut", kind: "link.down", target: "sn00/n01/up00", cuts: true, at: "100 seconds" };

  test("that are cut time out from the start of the stall, failover included", () => {
    const lost = { ...cut, id: "lost", cuts: false, at: "97 seconds" };
    const told = story({ cluster: linked, recovery: { detect: { cut: "60 seconds" } }, faults: [lost, cut] });
    expect(told.said("job.stopped")).toMatchObject([{ at: 157 }]);
  });

  test("that were cut while the job was down stall it when it is back, and count once they would have stopped it", () => {
    const down = { ...cut, at: "1010 seconds", duration: "1000 seconds" };
    const told = new Story({ cluster: linked, recovery: { detect: { cut: "100 seconds" } }, faults: [crash, down] });
    expect(told.until(1111).result.counts.faultsOnJob).toBe(2);
    told.until();
    expect(told.times("job.stalled")).toEqual([1125]);
    expect(told.times("job.stopped")).toEqual([1005, 1225]);
    // The restart goes around it.
    expect(told.times("path.cut")).toEqual([1125]);
    const short = { ...cut, at: "1010 seconds", duration: "50 seconds" };
    expect(story({ cluster: linked, faults: [crash, short] }).result.counts.faultsOnJob).toBe(1);
  });
});

test("a link that is lost already has no traffic left to move", () => {
  const lost = (id: string, target: string, at: string) => ({ id, kind: "link.down", target, at });
  const told = story({
    cluster: { scaleOut: { uplinks: 4, tors: 2 } },
    faults: [
      lost("a", "sn00/n00/up00", "100 seconds"),
      lost("b", "sn00/n00/up00", "200 seconds"),
      { ...lost("c", "tor00a", "300 seconds"), kind: "switch.down" },
      lost("d", "sn00/n01/up01", "400 seconds"),
    ],
  });
  expect(told.times("job.stalled")).toEqual([100, 300]);
});

describe("a node without any path", () => {
  // Two planes: node 0 has no port for a second, and one of its planes is gone for longer.
  test("is cut for as long as it has none, whichever link was lost last", () => {
    const told = story({
      cluster: { scaleUp: { planes: 2 }, scaleOut: { uplinks: 2, tors: 1 }, failover: "0 seconds" },
      recovery: { detect: { cut: "2 seconds" } },
      faults: [
        { id: "ports", kind: "link.down", target: "sn00/n00/up*", at: "100 seconds", duration: "1 second" },
        { id: "plane", kind: "link.down", target: "sn00/plane0", at: "100 seconds", duration: "20 seconds" },
      ],
    });
    expect(told.times("job.stopped")).toEqual([]);
    expect(told.order("job.stalled", "job.unstalled")).toEqual(["100 job.stalled", "101 job.unstalled"]);
  });
});

describe("cooling and speed", () => {
  const cooled = { nodes: 4, nodesPerSupernode: 4 };
  const pump = (id: string, flow: number) => ({ id, kind: "cooling.pump", target: "cdu0", flow, at: "60 seconds" });

  test("flows of pumps on one loop multiply", () => {
    const one = story({ cluster: cooled, checkpoint: neverSaves, faults: [pump("a", 0.16)] });
    const two = story({ cluster: cooled, checkpoint: neverSaves, faults: [pump("a", 0.4), pump("b", 0.4)] });
    expect(two.said("loop.throttled")).toEqual(one.said("loop.throttled"));
    expect(one.said("loop.throttled").length).toBe(1);
  });

  test("of a slow card in a throttled loop, the lower speed counts", () => {
    const slow = { kind: "card.slow", target: "sn00/n00/c0", speed: 0.3, at: "60 seconds" };
    const told = story({ cluster: cooled, checkpoint: neverSaves, faults: [pump("a", 0.2), slow] });
    expect(told.run.snapshot().stepUs).toBe(Math.round(10e6 / 0.3));
  });
});

describe("checkpoints", () => {
  test("of an interval in steps are at its multiples, whatever was loaded", () => {
    const told = story({
      checkpoint: { interval: { steps: 40 } },
      faults: [{ ...crash, at: "1105 seconds" }],
    });
    expect(told.said("checkpoint.save.started").map(({ step }) => step)).toEqual([40, 80, 120, 160, 200, 240, 280]);
  });

  test("that are damaged while they are read are read well, and are bad the next time", () => {
    const told = story({
      faults: [
        crash,
        { kind: "checkpoint.corrupt", at: "1110 seconds" },
        { ...crash, id: "again", at: "1300 seconds" },
      ],
    });
    expect(told.said("job.resumed")[0]).toMatchObject({ at: 1125, step: 60 });
    expect(told.said("load.rejected")).toMatchObject([{ step: 60, reason: "corrupt" }]);
  });
});
