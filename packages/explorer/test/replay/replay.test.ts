import { type JournalEvent, type TimelineFault, twinOf } from "@ordeal/model";
import { openRun, simulate } from "@ordeal/simulator";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkInvariants } from "../../src/invariants/check.ts";
import { FedRun } from "../../src/replay/feed.ts";
import { placeTimeline, placing, replay } from "../../src/replay/replay.ts";
import { replayStage } from "../../src/replay/stage.ts";
import { experiment, keeper, timeline } from "./support.ts";

const stage = experiment();
const someFaults = (count: number, spacing: string): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  Array.from({ length: count }, (_, nth) => ({
    kind: (["card.crash", "node.crash", "card.hang", "job.crash", "link.down"] as const)[nth % 5],
    ...(nth % 5 === 3 ? {} : { component: `n${nth % 7}` }),
    at: `${nth * Number(spacing)} millis`,
    duration: nth % 3 === 0 ? "0 seconds" : "20 minutes",
  }));

test("a replay is the run of an experiment that scripts the same faults, line for line", () => {
  const { faults, ...header } = timeline(someFaults(50, "1500000"));
  const { placed } = placeTimeline(stage, header, faults, "order");
  const replayed = keeper();
  const scripted = keeper();
  const result = replay(stage, placed, replayed);
  const same = simulate({ ...stage, faults: placed.map(({ fault }) => fault) }, { seed: stage.seed, ...scripted });
  expect(replayed.journal).toEqual(scripted.journal);
  expect(result).toEqual(same);
});

test("streamed or at once, advanced in one go or in many: the same journal", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 20 }), { maxLength: 60 }),
      fc.array(fc.nat({ max: 86_400 }), { maxLength: 20 }),
      (gaps, stops) => {
        let atS = 0;
        const written = gaps.map((gap, nth) => {
          atS += gap * 120;
          return { kind: nth % 2 === 0 ? "card.crash" : "link.flap", up: "9 seconds", down: "1 second", atS };
        });
        const { faults, ...header } = timeline(
          written.map(({ kind, up, down, atS: at }, nth) => ({
            kind,
            component: `n${nth % 9}`,
            at: `${at} seconds`,
            duration: "10 minutes",
            ...(kind === "link.flap" ? { up, down } : {}),
          })),
        );
        const atOnce = keeper();
        replay(stage, placeTimeline(stage, header, faults, "hash").placed, atOnce);
        const streamed = keeper();
        const run = new FedRun(
          openRun(stage, { seed: stage.seed, onEvent: streamed.onEvent }),
          placing(stage, header, faults, "hash", () => {}),
        );
        for (const stop of stops.toSorted((a, b) => a - b)) run.advance(stop * 1e6);
        run.advance(run.endUs);
        expect(streamed.journal).toEqual(atOnce.journal);
      },
    ),
    { numRuns: 40 },
  );
});

test("no more than a window of a long timeline is taken ahead of the run, also where it goes on in one go", () => {
  const spacingUs = 10_000_000;
  const { faults, ...header } = timeline(someFaults(5_000, String(spacingUs / 1_000)));
  let taken = 0;
  const counting = function* (): Generator<TimelineFault> {
    for (const fault of faults) {
      taken++;
      yield fault;
    }
  };
  let ahead = 0;
  const onEvent = ({ atUs }: JournalEvent): void => {
    ahead = Math.max(ahead, taken - Math.floor(atUs / spacingUs));
  };
  const run = new FedRun(
    openRun(stage, { seed: 1, onEvent }),
    placing(stage, header, counting(), "order", () => {}),
  );
  run.advance(run.endUs);
  expect(taken).toBe(5_000);
  expect(run.result().counts.faults + run.result().counts.faultsSkipped).toBe(5_000);
  expect(ahead).toBeLessThanOrEqual(1_026);
});

test("more faults at one instant than a window holds all strike at it", () => {
  const many = Array.from({ length: 3_000 }, (_, nth) => ({
    kind: "link.degrade",
    share: 0.9,
    component: `n${nth % 8}`,
    part: nth % 16,
    at: "1 hour",
    duration: "1 minute",
  }));
  const { faults, ...header } = timeline(many);
  const { journal, onEvent } = keeper();
  replay(stage, placeTimeline(stage, header, faults, "order").placed, { onEvent });
  const struck = journal.filter(({ type }) => type === "fault.started");
  expect(struck).toHaveLength(3_000);
  expect(new Set(struck.map(({ atUs }) => atUs))).toEqual(new Set([3_600_000_000]));
});

test("faults out of order are refused where they are streamed", () => {
  const { faults, ...header } = timeline([
    { id: "late", kind: "job.crash", at: "2 hours" },
    { id: "early", kind: "job.crash", at: "1 hour" },
  ]);
  const streamed = placing(stage, header, faults, "order", () => {});
  expect(() => replay(stage, streamed)).toThrow(/"early" is not/);
  expect(replay(stage, placeTimeline(stage, header, faults, "order").placed).counts.faults).toBe(2);
});

test("every invariant holds in a replay, faults of a microsecond included", () => {
  const { faults, ...header } = timeline(someFaults(40, "2000000"));
  const { placed } = placeTimeline(stage, header, faults, "proportion");
  const given = placeTimeline(stage, { ...header, cluster: { nodes: 7 } }, faults, "proportion");
  expect(placed).toHaveLength(8); // only the crashes of the job need no component
  const { journal, onEvent } = keeper();
  const result = replay(stage, given.placed, { onEvent });
  const scenario = { ...stage, faults: given.placed.map(({ fault }) => fault) };
  expect(checkInvariants({ scenario, journal: journal as Array<JournalEvent>, result })).toEqual([]);
});

test("the twin has no fault of any origin, and the same settings", () => {
  const hazard = { id: "h", rate: "5 per day", kinds: [{ kind: "card.crash" }] };
  const { faults: _, ...header } = timeline([], { hazards: [{ ...hazard, id: "by-count" }] });
  const on = replayStage(experiment({ hazards: [hazard] }), header);
  expect(on.hazards.map(({ id }) => id)).toEqual(["h", "by-count"]);
  expect(replay(on, []).counts.faults).toBeGreaterThan(0);
  expect(replay(twinOf(on), []).counts.faults).toBe(0);
});
