import { describe, expect, test } from "vitest";
import { quietResult } from "./support/run.ts";

/** M, from the interval that Young makes of it with a stall of 10 s; seconds. */
const mtbfS = (...hazards: ReadonlyArray<object>): number => {
  const { intervalUs } = quietResult({
    duration: "1 second",
    checkpoint: { interval: "young" },
    hazards: hazards.map((hazard, index) => ({ id: `h${index}`, ...hazard })),
  });
  return intervalUs === null ? Number.POSITIVE_INFINITY : (intervalUs / 1e6) ** 2 / 20;
};
const crashes = (rate: string, more: object = {}) => ({ rate, kinds: [{ kind: "node.crash" }], ...more });
const DAY = 86_400;

/** The small cluster: 4 of 6 nodes are the job's, 8 cards each. */
describe("the mean time between failures that an interval is computed from", () => {
  test("counts the job's share of what strikes nodes, cards or links", () => {
    expect(mtbfS(crashes("1 per node-day"))).toBeCloseTo(DAY / 4, 3);
    expect(mtbfS({ rate: "1 per card-day", kinds: [{ kind: "card.crash" }] })).toBeCloseTo(DAY / 32, 3);
    expect(mtbfS(crashes("6 per day"))).toBeCloseTo(DAY / 4, 3);
  });

  test("counts all of what strikes the job itself", () => {
    expect(mtbfS({ rate: "2 per day", kinds: [{ kind: "job.crash" }] })).toBeCloseTo(DAY / 2, 3);
  });

  test("counts only the kinds that stop a job, by their weights", () => {
    const kinds = [
      { kind: "node.crash", weight: 1 },
      { kind: "card.slow", speed: 0.5, weight: 2 },
      { kind: "link.down", weight: 1 },
    ];
    expect(mtbfS({ rate: "1 per node-day", kinds })).toBeCloseTo(DAY, 3);
    expect(mtbfS({ rate: "1 per node-day", kinds: [{ kind: "storage.down" }] })).toBe(Number.POSITIVE_INFINITY);
  });

  test("adds the rates of several hazards", () => {
    const bugs = { rate: "2 per day", kinds: [{ kind: "job.crash" }] };
    expect(mtbfS(crashes("1 per node-day"), bugs)).toBeCloseTo(DAY / 6, 3);
  });

  test("counts a life by its mean", () => {
    const life = { weibull: { shape: 2, mean: "3 days" } };
    expect(mtbfS({ life, kinds: [{ kind: "node.crash" }] })).toBeCloseTo((3 * DAY) / 4, 3);
  });

  test("counts all of a fleet's rate when its faults are drawn from the job", () => {
    expect(mtbfS(crashes("6 per day", { target: "a node of the job" }))).toBeCloseTo(DAY / 6, 3);
  });

  test("counts the job's nodes when a rate a node is drawn from the job", () => {
    expect(mtbfS(crashes("1 per node-day", { target: "a node of the job" }))).toBeCloseTo(DAY / 4, 3);
  });

  test("counts nothing of what is drawn from the spares", () => {
    expect(mtbfS(crashes("1 per node-day", { target: "a node of the spares" }))).toBe(Number.POSITIVE_INFINITY);
  });
});
