import { describe, expect, test } from "vitest";
import { story } from "../support/run.ts";

describe("a job crash", () => {
  const crash = { id: "bug", kind: "job.crash", at: "1005 seconds" };

  test("ends the job and hurts no component", () => {
    const told = story({ recovery: { spares: "cold" }, faults: [crash] });
    expect(told.said("fault.started")).toMatchObject([{ targets: ["job"], untilUs: 1005e6 }]);
    expect(told.times("fault.ended")).toEqual([1005]);
    expect(told.order("node.down", "node.removed", "node.assigned")).toEqual([]);
    // No spare is taken, so no spare has to be made ready.
    expect(told.ledger).toMatchObject({ recompute: 395, detecting: 10, restarting: 90, loading: 20 });
  });

  test("is noticed after its own time when it brings one", () => {
    expect(story({ faults: [{ ...crash, detectAfter: "0 seconds" }] }).ledger.detecting).toBeUndefined();
    expect(story({ faults: [{ ...crash, detectAfter: "77 seconds" }] }).ledger.detecting).toBe(77);
  });

  test("counts under the cause that people gave it", () => {
    const told = story({
      faults: [
        { ...crash, cause: "NCCL watchdog" },
        { kind: "job.crash", at: "2000 seconds" },
      ],
    });
    expect(told.result.faultsByCause).toMatchObject([
      { cause: "NCCL watchdog", kind: "job.crash", count: 1 },
      { kind: "job.crash", count: 1 },
    ]);
  });
});
