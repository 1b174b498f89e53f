import { describe, expect, test } from "vitest";
import { HOUR_US, Job, SECOND_US } from "../src/index.ts";
import { read, refused, type Written } from "./support.ts";

const job = (more: Written = {}): Written => ({ nodes: 4, step: "10 seconds", ...more });

describe("a job", () => {
  test("communicates for nothing, leaves the rest as spares and stops for nothing unless it says otherwise", () => {
    expect(read(Job, job())).toEqual({
      nodes: 4,
      step: 10 * SECOND_US,
      linearity: 1,
      spares: "the rest",
      mfu: 0.3,
      maintenance: [],
    });
  });

  test("takes its planned stops", () => {
    const stops = {
      linearity: "93.12 %",
      evaluation: { everySteps: 100, takes: "1 minute" },
      maintenance: [{ at: "2026-04-01T02:00:00+08:00", takes: "1 hour" }],
    };
    expect(read(Job, job(stops))).toMatchObject({
      linearity: 0.9312,
      evaluation: { everySteps: 100, takes: 60 * SECOND_US },
      maintenance: [{ at: { dateMs: Date.UTC(2026, 2, 31, 18) }, takes: HOUR_US }],
    });
  });

  test.each([
    [{ nodes: 0 }, "nodes: expected a value greater than 0, found 0"],
    [{ nodes: 1.5 }, "nodes: expected an integer, found 1.5"],
    [{ step: "0 seconds" }, /^step: expected a duration longer than zero, .*, found "0 seconds"$/],
    [{ step: 10 }, /^step: expected a duration longer than zero, .*, found 10$/],
    [{ step: "93 %" }, /^step: expected a duration longer than zero, .*, found "93 %"$/],
    [{ linearity: 0 }, /^linearity: expected a share above 0 % and at most 100 %, .*, found 0$/],
    [{ linearity: 93.12 }, /^linearity: expected a share above 0 % and at most 100 %, .*, found 93\.12$/],
    [{ cardsPerReplica: 0 }, "cardsPerReplica: expected a value greater than 0, found 0"],
    [{ spares: 3 }, 'spares: expected "the rest" or "unlimited", found 3'],
    [{ mfu: 1.2 }, /^mfu: expected a share from 0 % to 100 %, .*, found 1\.2$/],
    [
      { evaluation: { everySteps: 0, takes: "1 minute" } },
      "evaluation.everySteps: expected a value greater than 0, found 0",
    ],
    [{ maintenance: [{ at: "1 hour" }] }, "maintenance[0].takes: is required, and it is missing"],
    [{ node: 4 }, /^node: is not a field that Ordeal knows here; did you mean "nodes"\?$/],
  ])("is refused with %j", (more, expected) => {
    expect(refused(Job, job(more))).toEqual([
      typeof expected === "string" ? expected : expect.stringMatching(expected),
    ]);
  });
});
