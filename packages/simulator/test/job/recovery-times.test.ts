import { expect, test } from "vitest";
import { neverSaves, story, type Written } from "../support/run.ts";

/** A bug every hour of eight days; each recovery is a restart by this law, in seconds. */
const restarts = (takes: object | string, more: Written = {}): Array<number> => {
  const told = story({
    duration: "8 days",
    checkpoint: neverSaves,
    recovery: { policy: { ladder: [{ name: "again", does: "job", takes }] } },
    faults: [{ id: "bug", kind: "job.crash", every: { period: "1 hour" } }],
    ...more,
  });
  return told.said("rung.started").map(({ takesUs }) => (takesUs ?? 0) / 1e6);
};
const mean = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("a restart may take as long as a law says, drawn anew each time", () => {
  const drawn = restarts({ lognormal: { median: "2 minutes", mean: "4 minutes" } });
  expect(drawn).toHaveLength(8 * 24);
  expect(new Set(drawn).size).toBeGreaterThan(180);
  const shorter = drawn.filter((seconds) => seconds < 120).length / drawn.length;
  expect(Math.abs(shorter - 0.5)).toBeLessThan((3.29 * 0.5) / Math.sqrt(drawn.length));
  const exponential = mean(restarts({ exponential: { mean: "5 minutes" } }));
  expect(Math.abs(exponential / 300 - 1)).toBeLessThan(3.29 / Math.sqrt(8 * 24));
  expect(new Set(restarts({ fixed: "90 seconds" }))).toEqual(new Set([90]));
  expect(restarts({ fixed: "90 seconds" })).toEqual(restarts("90 seconds"));
});

test("the restart of a built-in policy may have a law too", () => {
  const recovery = { policy: "elastic", restart: { exponential: { mean: "5 minutes" } } };
  expect(new Set(restarts("0 seconds", { recovery })).size).toBeGreaterThan(180);
});

test("another fault leaves the recovery times of the first as they were", () => {
  const takes = { exponential: { mean: "5 minutes" } };
  const bug = { id: "bug", kind: "job.crash", at: "20 hours" };
  const other = { id: "other", kind: "job.crash", at: "10 hours" };
  const [alone] = restarts(takes, { faults: [bug] });
  const [first, second] = restarts(takes, { faults: [other, bug] });
  expect(second).toBe(alone);
  expect(first).not.toBe(alone);
});

test("a policy of one's own may answer with a law", () => {
  const policy = () => ({
    name: "mine",
    does: "job",
    handles: ["*"],
    takes: { exponential: { mean: 300e6 } },
    takesPerThousandCards: 0,
    success: 1,
    keepsProgress: false,
  });
  expect(new Set(restarts("0 seconds", { recovery: { policy } })).size).toBeGreaterThan(180);
});

test("growing again takes as long as the law says, too", () => {
  const told = story({
    cluster: { nodes: 4, nodesPerSupernode: 4 },
    job: { replicasMin: 1 },
    recovery: {
      policy: {
        ladder: [
          { name: "job", does: "job", takes: { exponential: { mean: "1 minute" } } },
          { name: "shrink", does: "shrink", takes: "30 seconds" },
        ],
      },
    },
    faults: [{ kind: "node.crash", target: "sn00/n00", at: "100 seconds", duration: "10 minutes" }],
  });
  const [shrink, grow] = told.said("rung.started").map(({ rung, takesUs }) => [rung, takesUs] as const);
  expect(shrink).toEqual(["shrink", 30e6]);
  expect(grow?.[0]).toBe("job");
  expect(grow?.[1]).not.toBe(60e6);
  expect(told.times("job.grown")).toHaveLength(1);
});
