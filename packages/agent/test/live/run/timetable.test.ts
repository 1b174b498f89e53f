import type { JournalEvent } from "@ordeal/model";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Timetable } from "../../../src/live/run/timetable.ts";

let struck: Array<readonly [id: string, atMs: number]> = [];
const fromMs = () => Date.now();
let startMs = 0;

const newTimetable = () =>
  new Timetable(
    () => (fromMs() - startMs) * 1_000,
    undefined,
    (_, id) => struck.push([id, fromMs() - startMs]),
  );

const event = (type: string, atUs: number): JournalEvent =>
  ({ seq: 0, atUs, type, data: {} }) as unknown as JournalEvent;
const ttlUs = 60_000_000;

describe("when injected faults strike", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    struck = [];
    startMs = Date.now();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("one strikes at its instant of the run, which begins when it begins", () => {
    const timetable = newTimetable();
    timetable.arm({ id: "a", ttlUs, spec: { kind: "job.crash", at: 2_000_000 } });
    vi.advanceTimersByTime(5_000);
    expect(struck).toEqual([]);
    startMs = Date.now();
    timetable.begin();
    vi.advanceTimersByTime(5_000);
    expect(struck).toEqual([["a", 2_000]]);
    expect(timetable.armed).toEqual([]);
  });

  test("one strikes again and again, under names of its own, as often as it says", () => {
    const timetable = newTimetable();
    timetable.begin();
    timetable.arm({
      id: "a",
      ttlUs,
      spec: { kind: "job.crash", every: { period: 1_000_000, from: 500_000, times: 3 } },
    });
    vi.advanceTimersByTime(10_000);
    expect(struck).toEqual([
      ["a#1", 500],
      ["a#2", 1_500],
      ["a#3", 2_500],
    ]);
    expect(timetable.has("a")).toBe(false);
  });

  test("one waits for the n-th event of its kind, and then a while", () => {
    const timetable = newTimetable();
    timetable.begin();
    const on = { event: "load.started", time: 2, after: 300_000 } as const;
    timetable.arm({ id: "a", ttlUs, spec: { kind: "job.crash", on } });
    timetable.see(event("load.started", 0));
    timetable.see(event("run.started", 0));
    vi.advanceTimersByTime(1_000);
    timetable.see(event("load.started", 1_000_000));
    timetable.see(event("load.started", 1_100_000));
    vi.advanceTimersByTime(1_000);
    expect(struck).toEqual([["a", 1_300]]);
  });

  test("one strikes every time from the n-th on, once for all that come at one instant", () => {
    const timetable = newTimetable();
    timetable.begin();
    const on = { event: "load.started", time: 2, after: 0, every: true, times: 2 } as const;
    timetable.arm({ id: "a", ttlUs, spec: { kind: "job.crash", on } });
    for (const atUs of [0, 1, 1, 2, 3]) timetable.see(event("load.started", atUs));
    vi.advanceTimersByTime(1_000);
    expect(struck.map(([id]) => id)).toEqual(["a#1", "a#2"]);
  });

  test("one that was disarmed never strikes, also while it waits", () => {
    const timetable = newTimetable();
    timetable.begin();
    timetable.arm({ id: "a", ttlUs, spec: { kind: "job.crash", at: 1_000_000 } });
    timetable.arm({ id: "b", ttlUs, spec: { kind: "job.crash", every: { period: 400_000 } } });
    vi.advanceTimersByTime(900);
    expect(timetable.disarm("a")).toBe(true);
    expect(timetable.disarm("a")).toBe(false);
    timetable.stop();
    vi.advanceTimersByTime(5_000);
    expect(struck.map(([id]) => id)).toEqual(["b#1", "b#2", "b#3"]);
  });
});
