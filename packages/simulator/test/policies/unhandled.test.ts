import { describe, expect, test } from "vitest";
import { readExperiment } from "../../src/index.ts";
import { type Written, written } from "../support/run.ts";

const problemsOf = (more: Written): ReadonlyArray<string> => {
  const read = readExperiment(written(more));
  return "problems" in read ? read.problems.map(({ path, message }) => `${path.join(".")}: ${message}`) : [];
};
const ladder = (...handles: ReadonlyArray<string>) => ({
  policy: {
    ladder: [
      { name: "wait", does: "wait" },
      { name: "restart", does: "job", handles },
    ],
  },
});
const unhandled = (kind: string) =>
  `no rung handles ${kind}, so that the job would never come back from one: let a rung that does not only wait handle it`;

describe("a ladder", () => {
  const bug = { kind: "job.crash", at: "1005 seconds" };

  test("that handles what strikes is as good as one that handles everything", () => {
    expect(problemsOf({ recovery: ladder("job.crash"), faults: [bug] })).toEqual([]);
    expect(problemsOf({ recovery: ladder("*"), faults: [bug] })).toEqual([]);
    expect(problemsOf({ recovery: { policy: "flash" }, faults: [bug] })).toEqual([]);
  });

  test("must handle a kind that is scripted and stops the job; to wait does not handle it", () => {
    expect(problemsOf({ recovery: ladder("node.crash", "card.*"), faults: [bug] })).toEqual([
      `recovery.policy.ladder: ${unhandled("job.crash")}`,
    ]);
  });

  test("must handle the kinds of hazards that stop the job", () => {
    const hazards = [{ id: "h", rate: "1 per day", kinds: [{ kind: "node.crash" }, { kind: "card.hang" }] }];
    expect(problemsOf({ recovery: ladder("node.crash"), hazards })).toEqual([
      `recovery.policy.ladder: ${unhandled("card.hang")}`,
    ]);
    expect(problemsOf({ recovery: ladder("node.crash"), hazards, hazardsOff: true })).toEqual([]);
  });

  test("need not handle what never stops the job", () => {
    const faults = [
      { kind: "link.down", target: "sn00/n00/up00", at: "5 minutes" },
      { kind: "link.down", target: "sn00/n00/up00", at: "15 minutes", cuts: true, duration: "59 seconds" },
      { kind: "card.slow", target: "sn00/n00/c0", speed: 0.5, at: "5 minutes" },
      { kind: "storage.down", at: "5 minutes" },
      { kind: "node.crash", target: "a node of the spares", at: "5 minutes" },
    ];
    expect(problemsOf({ recovery: ladder("job.crash"), faults })).toEqual([]);
  });

  test("must handle a link that is cut for longer than the timeout, and a straggler that is found", () => {
    const cut = { kind: "link.down", target: "sn00/n00/up00", at: "15 minutes", cuts: true, duration: "61 seconds" };
    const slow = { kind: "card.slow", target: "sn00/n00/c0", speed: 0.5, at: "5 minutes", detectAfter: "1 minute" };
    expect(problemsOf({ recovery: ladder("job.crash"), faults: [cut, slow] })).toEqual([
      `recovery.policy.ladder: ${unhandled("link.down and card.slow")}`,
    ]);
  });

  test("that comes with a change must do so as well", () => {
    expect(problemsOf({ faults: [bug], changes: [{ at: "10 minutes", recovery: ladder("node.crash") }] })).toEqual([
      `changes.0.recovery.policy.ladder: ${unhandled("job.crash")}`,
    ]);
    expect(problemsOf({ faults: [bug], changes: [{ at: "20 minutes", recovery: ladder("node.crash") }] })).toEqual([]);
  });
});
