import { describe, expect, test } from "vitest";
import { problemsOf } from "../support.ts";

const startsAt = "2026-03-26T09:00:00+08:00";
const at = (instant: string, more: Readonly<Record<string, unknown>> = {}) =>
  problemsOf({ faults: [{ kind: "job.crash", at: instant }], ...more });

describe("an instant", () => {
  test("lies inside the run, its end excluded", () => {
    expect(at("0 seconds")).toEqual([]);
    expect(at("179 minutes")).toEqual([]);
    expect(at("3 hours")).toEqual(["faults[0].at: expected a time before the run ends after 3 hours, found 3 hours"]);
    expect(at("30 days")).toEqual(["faults[0].at: expected a time before the run ends after 3 hours, found 30 days"]);
  });

  test("by date lies inside a run that says when it starts", () => {
    expect(at("2026-03-26T02:00:00Z", { startsAt })).toEqual([]);
    expect(at("2026-03-26T12:00:00+08:00", { startsAt })).toEqual([
      "faults[0].at: expected a time before the run ends after 3 hours, found 3 hours",
    ]);
    expect(at("2026-03-26T08:00:00+08:00", { startsAt })).toEqual([
      "faults[0].at: expected a date after startsAt, found one 1 hour before it",
    ]);
    expect(at("2076-03-26T08:00:00+08:00", { startsAt })).toEqual([
      "faults[0].at: expected a date inside the run, found one more than ten years away from startsAt",
    ]);
  });

  test("by date needs startsAt", () => {
    expect(at("2026-03-26T02:00:00Z")).toEqual([
      "faults[0].at: is a date, and the experiment does not say when it starts: add startsAt, or give a time since the start",
    ]);
  });

  test("by date is not blamed for a startsAt that cannot be read", () => {
    expect(at("2026-03-26T02:00:00Z", { startsAt: "2026-03-26" })).toEqual([
      'startsAt: expected a date with its time zone, such as "2026-03-26T09:00:00+08:00", found "2026-03-26"',
    ]);
  });

  test("is not blamed for a duration that cannot be read", () => {
    expect(at("30 days", { duration: "long" })).toEqual([expect.stringMatching(/^duration: expected a duration/)]);
  });

  test("is checked wherever there is one", () => {
    const late = "2026-03-26T02:00:00Z";
    expect(
      problemsOf({
        job: { maintenance: [{ at: late, takes: "1 hour" }] },
        changes: [{ at: late, recovery: {} }],
        faults: [
          { kind: "job.crash", at: late },
          { kind: "job.crash", every: { period: "1 hour", from: "9 hours" } },
        ],
        hazards: [{ id: "h", kinds: [{ kind: "job.crash" }], arrivals: { trace: ["1 hour", late, "3 hours"] } }],
      }).map((line) => line.split(":")[0]),
    ).toEqual([
      "job.maintenance[0].at",
      "changes[0].at",
      "faults[0].at",
      "faults[1].every.from",
      "hazards[0].arrivals.trace[1]",
      "hazards[0].arrivals.trace[2]",
    ]);
  });
});
