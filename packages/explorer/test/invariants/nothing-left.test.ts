import { describe, expect, test } from "vitest";
import { complaints, dropped, inserted, lineOf, messages } from "./support.ts";

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
