import { describe, expect, test } from "vitest";
import { neverSaves, type Story, story, type Written } from "./support/run.ts";

const HOUR = 3_600;
/** Forty nodes in four supernodes, thirty of them the job's; faults are over after a second; ten days. */
const fleet = (hazard: object, more: Written = {}): Story =>
  story({
    duration: "10 days",
    ...more,
    cluster: { nodes: 40, nodesPerSupernode: 10, repair: { fixed: "1 second" }, ...more.cluster },
    job: { nodes: 30, step: "10 minutes", ...more.job },
    checkpoint: neverSaves,
    hazards: [{ id: "h", kinds: [{ kind: "node.crash" }], ...hazard }],
  });
/** Five standard deviations of a count that follows Poisson's law. */
const about = (count: number, expected: number): void =>
  expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected));
const struck = (told: Story) => told.said("fault.started").map(({ targets: [name = ""] }) => name);
const isJobNode = (name: string) => /^sn0[012]\//.test(name);

describe("a hazard in a run", () => {
  test("strikes as often as its rate says, whatever the rate counts", () => {
    about(fleet({ rate: "1 per node-day" }).result.counts.faults, 400);
    about(fleet({ rate: "40 per day" }).result.counts.faults, 400);
    about(fleet({ rate: "12.5 % per card-day", kinds: [{ kind: "card.crash" }] }).result.counts.faults, 400);
    about(
      fleet({ rate: "1 per 16 link-days", kinds: [{ kind: "link.degrade", share: 0.5 }] }).result.counts.faults,
      400,
    );
    about(fleet({ rate: "1 per job-day", kinds: [{ kind: "job.crash" }] }).result.counts.faults, 10);
  });

  test("names its faults by their number, and says where they come from", () => {
    const told = fleet({ rate: "1 per node-day" });
    const started = told.said("fault.started");
    expect(started.map(({ faultId }) => faultId)).toEqual(started.map((_, index) => `h#${index + 1}`));
    expect(new Set(started.map(({ origin }) => origin))).toEqual(new Set(["hazard"]));
  });

  test("strikes idle spares too, by their share of the nodes", () => {
    const names = struck(fleet({ rate: "1 per node-day" }));
    about(names.filter((name) => !isJobNode(name)).length, names.length / 4);
  });

  test("draws from the job, or below an address, and then counts only the nodes there", () => {
    const job = struck(
      fleet({ rate: "1 per node-day", target: "a node of the job" }, { job: { spares: "unlimited" } }),
    );
    about(job.length, 300);
    expect(job.every(isJobNode)).toBe(true);
    const spares = struck(fleet({ rate: "1 per node-day", target: "a node of the spares" }));
    about(spares.length, 100);
    expect(spares.some(isJobNode)).toBe(false);
    const there = struck(fleet({ rate: "1 per node-day", target: "a node of sn03" }));
    about(there.length, 100);
    expect(there.every((name) => name.startsWith("sn03/"))).toBe(true);
  });

  test("mixes its kinds by their weights", () => {
    const kinds = [
      { kind: "card.crash", weight: 148, cause: "GPU" },
      { kind: "job.crash", weight: 54, cause: "software" },
      { kind: "card.hang", weight: 1, cause: "other" },
    ];
    const told = fleet({ rate: "100 per day", kinds });
    const count = (cause: string) => told.said("fault.started").filter((one) => one.cause === cause).length;
    about(count("GPU"), (1_000 * 148) / 203);
    about(count("software"), (1_000 * 54) / 203);
    expect(told.result.faultsByCause.map(({ cause }) => cause)).toContain("software");
  });

  test("takes its lemons' share of the faults to them", () => {
    const names = struck(fleet({ rate: "1 per node-day", victims: { lemons: { share: 0.1, faults: 0.9 } } }));
    const counts = new Map<string, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    const four = [...counts.values()].sort((a, b) => b - a).slice(0, 4);
    about(
      four.reduce((sum, count) => sum + count, 0),
      names.length * 0.9,
    );
  });

  test("cures a lemon by its repair, and is the rarer for it", () => {
    const lemons = { share: 0.05, faults: 0.9 };
    const of = (more: object) => fleet({ rate: "1 per node-day", victims: { lemons: { ...lemons, ...more } } });
    const never = struck(of({})).length;
    expect(struck(of({ curedByRepair: 0 }))).toEqual(struck(of({})));
    about(never, 400);
    // Two lemons of forty: cured by their first repairs, both are as the others, which bring a tenth of the faults.
    const always = struck(of({ curedByRepair: "100 %" })).length;
    about(always, (40 * 40) / 38);
    const sometimes = struck(of({ curedByRepair: "5 %" })).length;
    expect(sometimes).toBeGreaterThan(always);
    expect(sometimes).toBeLessThan(never);
  });

  test("brings several faults at once in a burst, which its rate counts in", () => {
    const told = fleet({ rate: "1 per node-day", burst: { probability: 0.5, extra: 2 } });
    const burst = told.said("fault.started").filter(({ origin }) => origin === "burst");
    const first = new Map(told.said("fault.started").map(({ faultId, at }) => [faultId, at]));
    // Each arrival brings one fault, or with a probability of a half three: two a time on average.
    expect(Math.abs(told.result.counts.faults + told.result.counts.faultsSkipped - 400)).toBeLessThan(
      5 * Math.sqrt(1_000),
    );
    expect(Math.abs(burst.length - 200)).toBeLessThan(5 * 20);
    for (const { faultId, at } of burst) expect(at).toBe(first.get(faultId.replace(/\.b\d$/, "")) ?? at);
  });

  test("lets a repaired node fail again within its time", () => {
    const told = fleet({ rate: "1 per node-day", relapse: { probability: 0.4, within: "3 hours" } });
    const relapses = told.said("fault.started").filter(({ origin }) => origin === "relapse");
    const ended = new Map(told.said("fault.ended").map(({ faultId, at }) => [faultId, at]));
    const target = new Map(told.said("fault.started").map(({ faultId, targets }) => [faultId, targets[0]]));
    for (const { faultId, at, targets } of relapses) {
      const before = faultId.replace(/\.r$/, "");
      const after = at - (ended.get(before) as number);
      expect(after).toBeGreaterThanOrEqual(0);
      expect(after).toBeLessThanOrEqual(3 * HOUR);
      expect(target.get(before)).toBe(targets[0]);
    }
    about(relapses.length, 160);
  });

  test("replays a trace at its very instants", () => {
    const told = fleet(
      { arrivals: { trace: ["5 minutes", "1 hour", "2026-03-27T00:00:00Z"] } },
      { startsAt: "2026-03-26T00:00:00Z" },
    );
    expect(told.times("fault.started")).toEqual([300, HOUR, 24 * HOUR]);
  });

  test("lets faults last by the kind's own law, else the hazard's, else the cluster's", () => {
    const lasts = (hazard: object) => {
      const [first] = fleet({ arrivals: { trace: ["1 hour"] }, ...hazard }).said("fault.started");
      return ((first?.untilUs ?? 0) - HOUR * 1e6) / 1e6;
    };
    expect(lasts({})).toBe(1);
    expect(lasts({ repair: { fixed: "2 seconds" } })).toBe(2);
    const kinds = [{ kind: "node.crash", repair: { fixed: "3 seconds" } }];
    expect(lasts({ repair: { fixed: "2 seconds" }, kinds })).toBe(3);
  });

  test("strikes nothing that is down already, and says that it skipped it", () => {
    const written = { cluster: { nodes: 1, nodesPerSupernode: 1, repair: { fixed: "1 hour" } }, job: { nodes: 1 } };
    const told = fleet({ rate: "3 per node-hour" }, { ...written, duration: "2 days" });
    const started = told.times("fault.started");
    for (const [index, at] of started.slice(1).entries())
      expect(at - (started[index] as number)).toBeGreaterThanOrEqual(HOUR);
    const { faults, faultsSkipped } = told.result.counts;
    about(faults + faultsSkipped, 3 * 48);
    expect(told.said("fault.skipped")).toHaveLength(faultsSkipped);
    expect(told.said("fault.skipped")[0]).toMatchObject({ kind: "node.crash", reason: "already down" });
  });

  test("by lives lets every node fail after one of its own, and again after it was replaced", () => {
    // A narrow law: shape 20, mean 2 days: the n-th failures come around day 2n, for each of forty nodes.
    const life = { weibull: { shape: 20, mean: "2 days" } };
    const told = fleet({ life }, { duration: "5 days" });
    const firsts = told.said("fault.started").filter(({ at }) => at < 3 * 24 * HOUR);
    expect(new Set(firsts.map(({ targets: [name] }) => name)).size).toBe(40);
    expect(firsts).toHaveLength(40);
    const seconds = told.said("fault.started").filter(({ at }) => at >= 3 * 24 * HOUR);
    expect(new Set(seconds.map(({ targets: [name] }) => name)).size).toBe(40);
  });
});
