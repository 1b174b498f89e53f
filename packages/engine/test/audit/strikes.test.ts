import type { AnyEvent, FaultSpec, ListedFault } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import { Strikes } from "../../src/audit/strikes.ts";

const END_US = 1_000;

const strikesOf = (fault: object, isFed = false) =>
  new Strikes({
    injections: [{ faultId: "f", fault: { kind: "card.crash", ...fault } as FaultSpec }],
    startsAt: undefined,
    endUs: END_US,
    isFed,
  });

const at = (atUs: number, type: string, data: object = {}) => ({ seq: 0, atUs, type, data }) as unknown as AnyEvent;
const started = (atUs: number, more: object = {}) =>
  at(atUs, "fault.started", {
    faultId: "f",
    kind: "card.crash",
    targets: [],
    origin: "experiment",
    cause: "",
    untilUs: atUs + END_US,
    ...more,
  });
const ended = (atUs: number, faultId = "f") => at(atUs, "fault.ended", { faultId });
const listed = (faultId: string, sinceUs: number | null = null, kind = "card.crash") => [
  { faultId, sinceUs, kind } as ListedFault,
];

describe("a fault strikes when it had to", () => {
  test.each([
    [{ at: 100 }, [started(100)]],
    [
      { on: { event: "load.started", time: 2, after: 5 } },
      [at(10, "load.started"), at(20, "load.started"), started(25)],
    ],
    [{ every: { period: 50, from: 10 } }, [started(10, { faultId: "f#1" }), started(60, { faultId: "f#2" })]],
    [
      { on: { event: "load.started", time: 2, after: 5, every: true, times: 2 } },
      [
        at(10, "load.started"),
        at(20, "load.started"),
        at(20, "load.started"),
        at(22, "load.started"),
        started(25, { faultId: "f#1" }),
        started(27, { faultId: "f#2" }),
      ],
    ],
  ])("as it was injected (%#)", (fault, events) => {
    const strikes = strikesOf(fault);
    expect(events.map((event) => strikes.see(event)).filter((lie) => lie !== undefined)).toEqual([]);
  });

  test.each([
    [{ at: 100 }, [started(99)]],
    [{ on: { event: "load.started", time: 2, after: 5 } }, [at(10, "load.started"), started(15)]],
    [{ every: { period: 50, from: 10 } }, [started(61, { faultId: "f#2" })]],
    [
      { on: { event: "load.started", time: 1, after: 5, every: true, times: 1 } },
      [at(10, "load.started"), at(20, "load.started"), started(25, { faultId: "f#2" })],
    ],
    [{ at: 100 }, [started(100, { kind: "card.slow" })]],
    [{ at: 100 }, [started(100, { faultId: "g" })]],
    [{ at: 100, duration: 10 }, [started(100, { untilUs: 111 })]],
  ])("and anything else cannot be so (%#)", (fault, events) => {
    const strikes = strikesOf(fault);
    expect(events.map((event) => strikes.see(event)).at(-1)).toEqual(expect.any(String));
  });

  test("or is fed from elsewhere, where that is said", () => {
    expect(strikesOf({ at: 100 }, true).see(started(7, { faultId: "g" }))).toBeUndefined();
  });

  test("or is overdue, unless it is said to have been skipped", () => {
    expect(strikesOf({ at: 100 }).overdue(100)).toEqual([]);
    expect(strikesOf({ at: 100 }).overdue(101)).toEqual(["f"]);
    const everyTime = strikesOf({ on: { event: "load.started", time: 1, after: 0, every: true } });
    for (const event of [at(10, "load.started"), started(10, { faultId: "f#1" }), at(20, "load.started")])
      everyTime.see(event);
    expect(everyTime.overdue(20)).toEqual([]);
    expect(everyTime.overdue(21)).toEqual(["f"]);
    const skipped = strikesOf({ at: 100 });
    skipped.see(at(100, "fault.skipped", { faultId: "f", kind: "card.crash", reason: "no target" }));
    expect(skipped.overdue(101)).toEqual([]);
    const every = strikesOf({ every: { period: 50, from: 10, times: 3 } });
    every.see(started(10, { faultId: "f#1" }));
    expect([every.overdue(60), every.overdue(61)]).toEqual([[], ["f"]]);
    const waiting = strikesOf({ on: { event: "load.started", time: 1, after: 5 } });
    expect(waiting.overdue(END_US)).toEqual([]);
    waiting.see(at(10, "load.started"));
    expect([waiting.overdue(15), waiting.overdue(16)]).toEqual([[], ["f"]]);
  });
});

describe("a fault that ends before its time", () => {
  const endedAt50 = (fault: object, start: object, ...after: ReadonlyArray<AnyEvent>) => {
    const strikes = strikesOf({ at: 10, ...fault });
    for (const event of [started(10, start), ...after, at(90, "run.ended")]) strikes.see(event);
    return strikes.endedByOthers;
  };

  test("was ended by somebody else", () => {
    expect(endedAt50({}, {}, ended(50))).toEqual(["f (at 50 µs)"]);
    expect(endedAt50({ duration: 60 }, { untilUs: 70 }, ended(50))).toEqual(["f (at 50 µs)"]);
    expect(endedAt50({ kind: "card.slow" }, { kind: "card.slow" }, ended(50))).toEqual(["f (at 50 µs)"]);
  });

  test("or by a recovery that starts a rung at that instant", () => {
    expect(endedAt50({ kind: "card.hang" }, { kind: "card.hang" }, ended(50), at(50, "rung.started"))).toEqual([]);
    expect(endedAt50({}, {}, ended(50), at(51, "rung.started"))).toEqual(["f (at 50 µs)"]);
  });

  test("or by a repair, once it was found", () => {
    const found = at(20, "node.down", { node: "n", faultId: "f" });
    expect(endedAt50({ kind: "card.slow" }, { kind: "card.slow" }, found, ended(50))).toEqual([]);
  });

  test("or by a repair, once it was found while the job was down, on a node that is down already", () => {
    const struck = at(20, "job.struck", { faultId: "f", phase: "restarting" });
    expect(endedAt50({ kind: "card.slow" }, { kind: "card.slow" }, struck, ended(50))).toEqual([]);
    expect(endedAt50({ kind: "card.hang" }, { kind: "card.hang" }, struck, ended(50))).not.toEqual([]);
  });

  test("or in its time, after all", () => {
    expect(endedAt50({ duration: 40 }, { untilUs: 50 }, ended(50))).toEqual([]);
    expect(strikesOf({ at: 10, duration: 40 }).overstaying(60)).toEqual([]);
  });

  test("but not by the engine that heals", () => {
    const strikes = strikesOf({ at: 10 });
    strikes.see(started(10));
    strikes.isHealing = true;
    strikes.see(ended(50));
    strikes.overdue(90);
    expect(strikes.endedByOthers).toEqual([]);
  });
});

describe("the agent's list", () => {
  test("names what is armed, what is there, and nothing else", () => {
    const strikes = strikesOf({ at: 10 });
    expect(strikes.against(listed("f"))).toEqual([]);
    expect(strikes.against([])).toEqual(["it does not list fault f, which nobody healed"]);
    strikes.see(started(10));
    expect(strikes.against(listed("f", 10))).toEqual([]);
    const wrong = ["it lists fault f as it did not strike"];
    for (const claimed of [listed("f", 11), listed("f"), listed("f", 10, "card.slow")])
      expect(strikes.against(claimed)).toEqual(wrong);
    strikes.see(ended(20));
    expect(strikes.against([])).toEqual([]);
    expect(strikes.against(listed("f"))).toEqual(["it lists fault f, which is not there"]);
  });

  test("names the strikes of what comes again and again, and itself between them", () => {
    const strikes = strikesOf({ every: { period: 50 } });
    strikes.see(started(0, { faultId: "f#1" }));
    expect(strikes.against(listed("f#1", 0))).toEqual([]);
    strikes.see(ended(20, "f#1"));
    expect(strikes.against(listed("f"))).toEqual([]);
  });
});

describe("a real fault", () => {
  const measured = (fault: object) =>
    new Strikes({
      injections: [{ faultId: "f", fault: { kind: "card.crash", ...fault } as FaultSpec }],
      startsAt: undefined,
      endUs: 100e6,
      isFed: false,
      isMeasured: true,
    });
  const due = { at: 20e6, duration: 5e6 };

  test("may strike and end a little late, and neither early nor much too late", () => {
    const late = measured(due);
    expect(late.see(started(20.2e6, { untilUs: 25.2e6 }))).toBeUndefined();
    expect(late.see(ended(25.9e6))).toBeUndefined();
    late.see(at(26e6, "run.ended"));
    expect(late.endedByOthers).toEqual([]);
    expect(measured(due).see(started(19.9e6, { untilUs: 24.9e6 }))).toContain("had to strike");
    expect(measured(due).see(started(40e6, { untilUs: 45e6 }))).toContain("had to strike");
  });

  test("that others ended, or that never struck, is told", () => {
    const struck = measured(due);
    struck.see(started(20e6, { untilUs: 25e6 }));
    struck.see(ended(21e6));
    struck.see(at(26e6, "run.ended"));
    expect(struck.endedByOthers).toHaveLength(1);
    expect(measured(due).overdue(25e6)).toEqual([]);
    expect(measured(due).overdue(90e6)).toEqual(["f"]);
  });
});
