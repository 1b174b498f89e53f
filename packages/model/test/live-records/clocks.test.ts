import { alignClocks, FACTS_FILE, type LiveRecord, readRecording, WatchedRun } from "@ordeal/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { liveExperiment, SECOND } from "./story.ts";

/** The ends of a machine's steps: its monotonic clock began `bootedUs` ago, its wall clock is `skewUs` fast. */
const stepsOf = (endsUs: ReadonlyArray<number>, bootedUs: number, skewUs: number, jitterUs: (nth: number) => number) =>
  endsUs.map((atUs, nth): LiveRecord => {
    const endUs = atUs + jitterUs(nth);
    return {
      event: "step.end",
      step: nth,
      monotonicUs: endUs + bootedUs,
      wallUs: 1_700_000_000 * SECOND + endUs + skewUs,
    };
  });

const ends = Array.from({ length: 51 }, (_, nth) => nth * 100_000);

test("clocks that began at any time, and walls that are wrong by any amount, are set by the steps that end at once", () => {
  const us = (most: number) => fc.integer({ min: 0, max: most });
  fc.assert(
    fc.property(us(1e12), us(1e12), us(3_600 * SECOND), (one, other, skew) => {
      const machines = [
        { bootId: "a", records: stepsOf(ends, one, 0, () => 0) },
        { bootId: "b", records: stepsOf(ends, other, skew, (nth) => (nth % 3) * 100 - 100) },
      ];
      const [first, second] = alignClocks(machines);
      expect(first).toEqual({ bootId: "a", offsetUs: 0, spreadUs: 0 });
      expect(second?.offsetUs).toBe(one - other);
      expect(second?.spreadUs).toBe(100);
    }),
    { numRuns: 50 },
  );
});

test("a wall clock that is set in the middle does no harm", () => {
  const machines = [
    { bootId: "a", records: stepsOf(ends, 0, 0, () => 0) },
    {
      bootId: "b",
      records: stepsOf(ends, 5_000, 0, () => 0).map((one, nth) =>
        nth < 20 ? one : { ...one, wallUs: one.wallUs + 9e9 },
      ),
    },
  ];
  expect(alignClocks(machines)[1]?.offsetUs).toBe(-5_000);
});

test("machines without a step in common are set by their walls, and it is not known how well", () => {
  const later = ends.map((us) => us + 1);
  const machines = [
    { bootId: "a", records: stepsOf(ends, 0, 0, () => 0) },
    {
      bootId: "b",
      records: stepsOf(later, 7, 0, () => 0).map(
        (one) => ({ ...one, step: 99 + (one as { step: number }).step }) as LiveRecord,
      ),
    },
  ];
  expect(alignClocks(machines)[1]).toEqual({ bootId: "b", offsetUs: -7, spreadUs: null });
  expect(alignClocks([])).toEqual([]);
});

test("ranks on two machines are one job, whatever their clocks say", () => {
  const fileOf = (rank: number, bootId: string, bootedUs: number, skewUs: number) => {
    const say = (atUs: number, record: object) =>
      JSON.stringify({ ...record, monotonicUs: atUs + bootedUs, wallUs: 1_700_000_000 * SECOND + atUs + skewUs });
    const started = {
      event: "proc.started",
      hook: 1,
      rank,
      pid: 5,
      startTime: rank,
      ranks: 2,
      node: `n${rank}`,
      bootId,
    };
    const lines = [say(0, started)];
    for (let step = 1; step <= 20; step++) {
      lines.push(say(SECOND + (step - 1) * 100_000, { event: "step.begin", step }));
      lines.push(say(SECOND + step * 100_000, { event: "step.end", step }));
    }
    return { name: `${rank}-5-${rank}.ndjson`, text: `${lines.join("\n")}\n` };
  };
  const clock = { fact: "lab.clock", monotonicUs: 3 * SECOND, bootId: "a", wallUs: 1_700_000_001 * SECOND };
  const files = [
    { name: FACTS_FILE, text: `${JSON.stringify(clock)}\n` },
    fileOf(0, "a", 2 * SECOND, 0),
    fileOf(1, "b", 9_000 * SECOND, 3 * SECOND),
  ];
  const recording = readRecording(files);
  const run = new WatchedRun(liveExperiment(), { seed: 1, ranks: 2, launcher: "torchrun" });
  for (const one of recording.happened) run.see(one);
  run.end(recording.happened.at(-1)?.atUs ?? 0);
  expect(run.originUs).toBe(3 * SECOND);
  expect(run.result().result.ledgerUs.productive).toBe(2 * SECOND);
});
