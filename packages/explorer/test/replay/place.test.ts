import { faultKindNames, faultKinds, printSelector, soleTarget } from "@ordeal/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mappings, untimely } from "../../src/replay/index.ts";
import { placeTimeline } from "../../src/replay/replay.ts";
import { replayStage, settingsLeftOut } from "../../src/replay/stage.ts";
import { experiment, timeline } from "./support.ts";

const parameters = { speed: 0.5, share: 0.5, rise: 5, up: "1 second", down: "1 second" } as const;
const parametersOf = (kind: (typeof faultKindNames)[number]) =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => Object.hasOwn(faultKinds[kind].parameters, name)));

const anyFault = fc
  .record({
    kind: fc.constantFrom(...faultKindNames),
    component: fc.string({ minLength: 1, maxLength: 3 }).filter((name) => name.trim() !== ""),
    part: fc.nat({ max: 100 }),
    hours: fc.integer({ min: 0, max: 40 }),
    minutes: fc.nat({ max: 90 }),
  })
  .map(({ kind, component, part, hours, minutes }) => ({
    kind,
    ...(soleTarget(kind) === undefined ? { component, part } : {}),
    at: `${hours} hours`,
    duration: `${minutes} minutes`,
    ...parametersOf(kind),
  }));

const place = (faults: ReadonlyArray<Readonly<Record<string, unknown>>>, mapping: "order" | "proportion" | "hash") => {
  const { faults: decoded, ...header } = timeline(faults, { cluster: { nodes: 5 } });
  return placeTimeline(replayStage(experiment(), header), header, decoded, mapping);
};

test.each(mappings)(
  "by %s nothing is dropped silently: what is applied and what is listed is all there was",
  (mapping) => {
    fc.assert(
      fc.property(fc.array(anyFault, { maxLength: 40 }), (faults) => {
        const { placed, leftOut } = place(faults, mapping);
        expect(placed.length + leftOut.count).toBe(faults.length);
        const listed = leftOut.reasons().flatMap(({ first }) => first.map(({ nth }) => nth));
        expect([...placed.map(({ nth }) => nth), ...listed].toSorted((a, b) => a - b)).toEqual(
          faults.map((_, index) => index + 1),
        );
        expect(new Set(placed.map(({ id }) => id)).size).toBe(placed.length);
      }),
    );
  },
);

describe("what has no place is told with its reason", () => {
  const reasons = (faults: ReadonlyArray<Readonly<Record<string, unknown>>>, sections = {}, header = {}) => {
    const { faults: decoded, ...read } = timeline(faults, header);
    const { leftOut } = placeTimeline(replayStage(experiment(sections), read), read, decoded, "order");
    return leftOut.reasons().map(({ reason, count }) => [reason, count]);
  };

  test("after the end of the run", () => {
    expect(reasons([{ kind: "job.crash", at: "24 hours" }])).toEqual([[untimely.after, 1]]);
  });

  test("before its start, where the experiment starts later than the timeline", () => {
    const faults = [
      { kind: "job.crash", at: "1 hour" },
      { kind: "job.crash", at: "2026-01-01T02:00:00Z" },
      { kind: "job.crash", at: "2026-01-01T04:00:00Z" },
    ];
    const at = { startsAt: "2026-01-01T00:00:00Z" };
    expect(reasons(faults, { startsAt: "2026-01-01T03:00:00Z" }, at)).toEqual([[untimely.before, 2]]);
  });

  test("a date that nobody can place", () => {
    expect(reasons([{ kind: "job.crash", at: "2026-01-01T02:00:00Z" }])).toEqual([[untimely.undated, 1]]);
  });

  test("a target that is not there, a cluster that is full, a fabric that it has not", () => {
    const nodes = Array.from({ length: 14 }, (_, n) => ({ kind: "node.crash", component: `n${n}`, at: "1 hour" }));
    expect(reasons(nodes)).toEqual([["this cluster has no node left for another component", 2]]);
    const [[missing] = []] = reasons([{ kind: "node.crash", target: "sn07/n01", at: "1 hour" }]);
    expect(missing).toContain("sn07/n01 does not exist");
    const bare = { cluster: { name: "bare", nodes: 12, scaleUp: { planes: 0 }, scaleOut: { uplinks: 0 } } };
    expect(reasons([{ kind: "link.down", component: "n1", at: "1 hour" }], bare)).toEqual([
      ["this cluster has no links", 1],
    ]);
  });
});

test("a card of a component is a card of its node, and a fault of no duration lasts a microsecond", () => {
  const { placed } = place(
    [
      { kind: "node.crash", component: "a", at: "1 hour", duration: "1 hour" },
      { kind: "card.crash", component: "b", part: 11, at: "2 hours", duration: "0 seconds" },
    ],
    "order",
  );
  expect(placed.map(({ fault: { target } }) => (target === undefined ? "" : printSelector(target)))).toEqual([
    "sn00/n00",
    "sn00/n01/c3",
  ]);
  expect(placed.map(({ fault, isLengthened }) => [fault.duration, isLengthened])).toEqual([
    [3_600_000_000, false],
    [1, true],
  ]);
});

test("settings change when they did; those of before hold from the start, and those of after are left out and told", () => {
  const checkpoint = (interval: string) => ({ interval, tiers: [{ stall: "10 seconds" }] });
  const { faults: _, ...header } = timeline([], {
    startsAt: "2026-01-01T00:00:00Z",
    settings: [
      { at: "2026-01-01T01:00:00Z", checkpoint: checkpoint("1 minute") },
      { at: "2026-01-01T05:00:00Z", checkpoint: checkpoint("2 minutes") },
      { at: "2026-01-03T00:00:00Z", checkpoint: checkpoint("3 minutes") },
    ],
  });
  const on = experiment({ startsAt: "2026-01-01T03:00:00Z" });
  expect(replayStage(on, header).changes.map(({ at }) => at)).toEqual([0, 7_200_000_000]);
  expect(settingsLeftOut(on, header)).toHaveLength(1);
});

test("settings hold in order of time, whatever their order in the file; of several at one instant the last holds", () => {
  const checkpoint = (interval: string) => ({ interval, tiers: [{ stall: "10 seconds" }] });
  const recovery = (restart: string) => ({ restart });
  const { faults: _, ...header } = timeline([], {
    startsAt: "2026-01-01T00:00:00Z",
    settings: [
      { at: "2026-01-01T02:30:00Z", recovery: recovery("1 minute") },
      { at: "1999-01-01T00:00:00Z", recovery: recovery("1 hour") },
      { at: "2026-01-01T01:00:00Z", recovery: recovery("2 minutes"), checkpoint: checkpoint("20 minutes") },
      { at: "2026-01-01T05:00:00Z", checkpoint: checkpoint("1 hour") },
      { at: "2026-01-01T05:00:00Z", checkpoint: checkpoint("2 hours") },
    ],
  });
  const { changes } = replayStage(experiment({ startsAt: "2026-01-01T03:00:00Z" }), header);
  expect(changes.map(({ at, recovery, checkpoint }) => [at, recovery?.restart, checkpoint?.interval])).toEqual([
    [0, 60_000_000, 1_200_000_000],
    [7_200_000_000, undefined, 7_200_000_000],
  ]);
});
