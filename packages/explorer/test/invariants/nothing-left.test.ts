import { describe, expect, test } from "vitest";
import { complaints, dropped, evidenceOf, inserted, lineOf, messages } from "./support.ts";

const name = "nothing left";
const [left] = [(what: RegExp) => expect.arrayContaining([expect.stringMatching(what)])];

describe("nothing left complains about", () => {
  test("a node that stays down when its fault is over", () => {
    const up = lineOf("node.up", ({ data }) => data.node === "sn00/n02");
    expect(messages(dropped(up), name)).toEqual(left(/^node 2 stays down \(crash\), with no fault left/));
  });

  test("nodes that stay down when their loop is back", () => {
    const restored = lineOf("loop.restored");
    const up = lineOf("node.up", ({ seq }) => seq > restored.seq);
    expect(messages(dropped(up), name)).toEqual(left(/stays down \(cdu0\)/));
  });

  test("storage that stays slow", () => {
    const change = lineOf("storage.changed", ({ data }) => data.share === 1);
    expect(messages(dropped(change), name)).toEqual(left(/^storage stays at 0.1/));
  });

  test("a scheduler that stays down", () => {
    expect(messages(dropped(lineOf("scheduler.changed", ({ data }) => data.up)), name)).toEqual(
      left(/^the scheduler stays/),
    );
  });

  test("a job that stays stalled", () => {
    const cut = lineOf("path.cut", ({ data }) => data.faultId === "cut");
    const freed = lineOf("job.unstalled", ({ seq }) => seq > cut.seq);
    expect(messages(dropped(freed), name)).toEqual(left(/^the job stays stalled/));
  });

  test("a step that stays slow", () => {
    const cut = lineOf("path.cut", ({ data }) => data.faultId === "cut");
    const change = lineOf("speed.changed", ({ seq, data }) => seq > cut.seq && data.stepUs === 7_000_000);
    expect(messages(dropped(change), name)).toEqual(left(/^a step takes 7046667 µs, and not 7000000 µs/));
  });

  test("a node that nothing took down", () => {
    const line = lineOf("fault.ended", ({ data }) => data.faultId === "store");
    const evidence = inserted(line, "node.down", { node: "sn01/n03", faultId: "fabric" });
    expect(complaints(evidence)).toEqual([name]);
  });
});

describe("a job that stays stalled until its transport tries again", () => {
  const cut = {
    id: "cut",
    kind: "link.down",
    target: "sn00/n01/up03",
    cuts: true,
    at: "90 seconds",
    duration: "20 seconds",
  };
  const retried = (duration: string) =>
    evidenceOf({
      duration,
      cluster: { name: "small", nodes: 6, nodesPerSupernode: 3, reconnect: "30 seconds" },
      job: { nodes: 4, step: "10 seconds", linearity: 0.9 },
      checkpoint: { interval: "100 seconds", tiers: [{ stall: "1 second" }] },
      faults: [cut],
    });

  test.each(["5 minutes", "130 seconds"])("has nothing left of the cut, though the run ends after %s", (duration) => {
    expect(complaints(retried(duration))).toEqual([]);
  });

  test("has something left of it beyond that time", () => {
    const { scenario, ...evidence } = retried("5 minutes");
    const sooner = { ...scenario, cluster: { ...scenario.cluster, reconnect: 29_999_999 } };
    expect(messages({ ...evidence, scenario: sooner }, name)).toEqual(
      left(/^the job stays stalled, with no fault left/),
    );
  });
});
