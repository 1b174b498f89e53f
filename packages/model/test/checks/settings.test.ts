import { describe, expect, test } from "vitest";
import { problemsOf, type Written } from "../support.ts";

const tier = (name: string, more: Written = {}): Written => ({ name, stall: "1 second", ...more });
const checkpoint = (...tiers: ReadonlyArray<Written>): Written => ({ interval: "10 minutes", tiers });
const hazards = [{ id: "h", rate: "1 per day", kinds: [{ kind: "card.crash" }] }];

describe("a formula for the interval", () => {
  const needs = (formula: string) =>
    `"${formula}" needs a mean time between failures, and the experiment has no hazards: add checkpoint.mtbf, or give an interval`;

  test.each(["young", "daly"])("%s needs hazards or a mean time between failures", (interval) => {
    expect(problemsOf({ checkpoint: { interval } })).toEqual([`checkpoint.interval: ${needs(interval)}`]);
    expect(problemsOf({ checkpoint: { interval }, hazards })).toEqual([]);
    expect(problemsOf({ checkpoint: { interval, mtbf: "6 hours" } })).toEqual([]);
  });

  test("is told where it stands: in the checkpoint, in a tier, in a change", () => {
    expect(
      problemsOf({
        checkpoint: { interval: "daly", ...{ tiers: [tier("a"), tier("b", { interval: "young" })] } },
        changes: [{ at: "1 hour", checkpoint: { interval: "daly", tiers: [tier("a"), tier("b")] } }],
      }),
    ).toEqual([
      `checkpoint.interval: ${needs("daly")}`,
      `checkpoint.tiers[1].interval: ${needs("young")}`,
      `changes[0].checkpoint.interval: ${needs("daly")}`,
    ]);
  });

  test("is not blamed for hazards that cannot be read", () => {
    const bad = { checkpoint: { interval: "daly" } };
    expect(problemsOf({ ...bad, hazards: 3 })).toEqual(["hazards: expected a list, found 3"]);
    expect(problemsOf({ ...bad, hazards: [3] })).toEqual(["hazards[0]: expected a mapping, found 3"]);
  });
});

describe("checkpoint tiers", () => {
  test("have names of their own", () => {
    expect(problemsOf({ checkpoint: checkpoint(tier("a"), tier("b"), tier("a")) })).toEqual([
      'checkpoint.tiers[2].name: "a" is taken: every tier needs its own name',
    ]);
    expect(problemsOf({ checkpoint: { tiers: [{ stall: "1 second" }, { stall: "2 seconds" }] } })).toEqual([
      'checkpoint.tiers[1].name: "storage" is taken: every tier needs its own name',
    ]);
  });

  const changeTo = (...tiers: ReadonlyArray<Written>) =>
    problemsOf({
      checkpoint: checkpoint(tier("peer"), tier("storage")),
      changes: [{ at: "1 hour", checkpoint: checkpoint(...tiers) }],
    });

  test("keep their names and their order over a change, and nothing else", () => {
    expect(changeTo(tier("peer", { stall: "9 seconds", keep: { last: 9 } }), tier("storage"))).toEqual([]);
  });

  test.each([
    ["dropped", ["storage"]],
    ["renamed", ["peer", "disk"]],
    ["exchanged", ["storage", "peer"]],
    ["added", ["peer", "storage", "tape"]],
  ])("cannot be %s by a change", (_, names) => {
    expect(changeTo(...names.map((name) => tier(name)))).toEqual([
      `changes[0].checkpoint.tiers: expected the tiers of the checkpoint, in their order (peer, storage): a change keeps them, found ${names.join(", ")}`,
    ]);
  });

  test("are compared with those of the checkpoint even when its interval cannot be read", () => {
    expect(
      problemsOf({
        checkpoint: { ...checkpoint(tier("peer")), interval: "often" },
        changes: [{ at: "1 hour", checkpoint: checkpoint(tier("disk")) }],
      }).map((line) => line.split(":")[0]),
    ).toEqual(["checkpoint.interval", "changes[0].checkpoint.tiers"]);
  });

  test("of a change are not blamed when those of the checkpoint cannot be read", () => {
    expect(
      problemsOf({
        checkpoint: { tiers: [] },
        changes: [{ at: "1 hour", checkpoint: checkpoint(tier("disk")) }],
      }),
    ).toEqual(["checkpoint.tiers: expected at least one item, found an empty list"]);
  });
});

describe("a ladder", () => {
  const ladder = (...rungs: ReadonlyArray<object>): Written => ({ policy: { ladder: rungs } });
  const hopeless = { name: "a", does: "process", success: 0 };

  test.each([
    ["it takes time", { ...hopeless, takes: "1 second" }],
    ["it takes time on many cards", { ...hopeless, takesPerThousandCards: "1 second" }],
    ["it takes time by a law", { ...hopeless, takes: { fixed: "1 second" } }],
    ["it may succeed", { ...hopeless, success: "1 %" }],
  ])("may have a rung that hardly helps where %s", (_, rung) => {
    expect(problemsOf({ recovery: ladder(rung) })).toEqual([]);
  });

  test("may have one that never helps and takes no time before another that handles as much", () => {
    expect(problemsOf({ recovery: ladder(hopeless, { name: "b", does: "job" }) })).toEqual([]);
  });

  test("has not only such rungs for a kind of fault, which would be tried for ever at one instant", () => {
    const links = { name: "b", does: "job", handles: ["link.*"], takes: "1 minute" };
    const problem =
      "never succeeds and takes no time, and no other rung handles card.crash: it would be tried for ever at one instant; give it a time, a chance, or another rung beside it";
    expect(problemsOf({ recovery: ladder(links, hopeless) })).toEqual([`recovery.policy.ladder[1]: ${problem}`]);
  });
});

describe("what a rung handles", () => {
  const handles = (...patterns: ReadonlyArray<string>): Written => ({
    policy: {
      ladder: [
        { name: "a", does: "wait" },
        { name: "b", does: "job", handles: patterns },
      ],
    },
  });

  test("is a kind, a family or everything", () => {
    expect(problemsOf({ recovery: handles("card.crash", "link.*", "*") })).toEqual([]);
  });

  test.each(["card.krash", "lin*", "card", "", "nothing.*"])("is not %j, which would handle nothing", (pattern) => {
    const expected = `expected a fault kind, a family such as "link.*", or "*", found "${pattern}"`;
    expect(problemsOf({ recovery: handles("*", pattern) })).toEqual([
      `recovery.policy.ladder[1].handles[1]: ${expected}`,
    ]);
    expect(problemsOf({ changes: [{ at: "1 hour", recovery: handles(pattern) }] })).toEqual([
      `changes[0].recovery.policy.ladder[1].handles[0]: ${expected}`,
    ]);
  });
});
