import { describe, expect, test } from "vitest";
import { neverSaves, story, type Written } from "../support/run.ts";

const linked = (written: Written): Written => ({ checkpoint: neverSaves, job: { linearity: 0.9 }, ...written });

describe("a degraded link", () => {
  const degrade = { id: "slow", kind: "link.degrade", target: "sn00/n01/up03", share: 0.5, at: "105 seconds" };

  test("stalls nobody and takes its part of the path's bandwidth", () => {
    const told = story(linked({ faults: [{ ...degrade, duration: "1000 seconds" }] }));
    // 15.5 of 16 ports are left.
    expect(told.said("speed.changed")).toMatchObject([
      { at: 105, stepUs: Math.round(9e6 + 16e6 / 15.5) },
      { at: 1105, stepUs: 10e6 },
    ]);
    expect(told.ledger.stalled).toBeUndefined();
    expect(told.result.counts.interruptions).toBe(0);
  });

  test("takes a plane's part of the supernode", () => {
    const told = story(linked({ faults: [{ ...degrade, target: "sn00/plane6" }] }));
    expect(told.said("speed.changed")).toMatchObject([{ at: 105, stepUs: Math.round(9e6 + 7e6 / 6.5) }]);
  });

  test("that is degraded twice keeps the product", () => {
    const told = story(linked({ faults: [degrade, { ...degrade, id: "too" }] }));
    expect(told.said("speed.changed").at(-1)).toEqual({ at: 105, stepUs: Math.round(9e6 + 16e6 / 15.25) });
  });

  test("that then goes down has nothing left, and gets its share back before it is whole", () => {
    const down = { kind: "link.down", target: "sn00/n01/up03", at: "205 seconds", duration: "100 seconds" };
    const told = story(linked({ faults: [{ ...degrade, duration: "300 seconds" }, down] }));
    expect(told.said("speed.changed")).toMatchObject([
      { at: 105, stepUs: Math.round(9e6 + 16e6 / 15.5) },
      { at: 205, stepUs: Math.round(9e6 + 16e6 / 15) },
      { at: 305, stepUs: Math.round(9e6 + 16e6 / 15.5) },
      { at: 405, stepUs: 10e6 },
    ]);
  });

  test("does not matter to a job whose communication is hidden", () => {
    expect(story(linked({ job: {}, faults: [degrade] })).ledger).toEqual({ productive: 3600 });
  });
});
