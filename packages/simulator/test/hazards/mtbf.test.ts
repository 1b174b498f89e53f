import { describe, expect, test } from "vitest";
import { checkSaving, readExperiment, savingsOf } from "../../src/index.ts";
import { experimentOf, type Written } from "../support/run.ts";

/** The small cluster: 4 of 6 nodes of one supernode are the job's, 8 cards each; repairs take 2 hours. */
const scenarioOf = (hazards: ReadonlyArray<object>, more: Written = {}) =>
  experimentOf({
    duration: "1 day",
    ...more,
    checkpoint: { interval: "young", ...more.checkpoint },
    hazards: hazards.map((hazard, index) => ({ id: `h${index}`, ...hazard })),
  });
/** M in seconds; Infinity where the check says that no hazard stops the job. */
const mtbfIn = (more: Written, ...hazards: ReadonlyArray<object>): number => {
  const scenario = scenarioOf(hazards, more);
  if (checkSaving(scenario).length > 0) return Number.POSITIVE_INFINITY;
  return (savingsOf(scenario)[0].mtbfUs ?? Number.NaN) / 1e6;
};
const mtbfS = (...hazards: ReadonlyArray<object>): number => mtbfIn({}, ...hazards);
const crashes = (rate: string, more: object = {}) => ({ rate, kinds: [{ kind: "node.crash" }], ...more });
/** One kind, once a day in the whole cluster. */
const daily = (kind: object, more: object = {}) => ({ rate: "1 per day", kinds: [kind], ...more });
const DAY = 86_400;
const never = Number.POSITIVE_INFINITY;

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
    expect(mtbfS({ rate: "1 per node-day", kinds: [{ kind: "storage.down" }] })).toBe(never);
  });

  test("scales each kind of a mixed hazard by what it strikes itself, whichever comes first", () => {
    const [node, bug] = [{ kind: "node.crash" }, { kind: "job.crash" }];
    // 5 a day on 6 nodes of which 4 are the job's, and 5 software bugs.
    expect(mtbfS({ rate: "10 per day", kinds: [node, bug] })).toBeCloseTo(DAY / (10 / 3 + 5), 3);
    expect(mtbfS({ rate: "10 per day", kinds: [bug, node] })).toBeCloseTo(DAY / (10 / 3 + 5), 3);
    expect(mtbfS({ rate: "10 per day", kinds: [bug, node], target: "a node of the job" })).toBeCloseTo(DAY / 10, 3);
  });

  test("counts the job's nodes where a software bug comes at a rate a node, a card or a link", () => {
    const bugs = (rate: string, more: object = {}) => ({ rate, kinds: [{ kind: "job.crash" }], ...more });
    expect(mtbfS(bugs("1 per node-day"))).toBeCloseTo(DAY / 4, 3);
    expect(mtbfS(bugs("1 per card-day"))).toBeCloseTo(DAY / 32, 3);
    expect(mtbfS(bugs("1 per supernode-day"))).toBeCloseTo(DAY, 3);
    expect(mtbfS(bugs("1 per node-day", { target: "sn00/n*" }))).toBeCloseTo(DAY / 4, 3);
    expect(mtbfS(bugs("1 per node-day", { target: "a node of the spares" }))).toBe(never);
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

  test("counts nothing of what is drawn from the spares, but the loop that they share with the job", () => {
    expect(mtbfS(crashes("1 per node-day", { target: "a node of the spares" }))).toBe(never);
    expect(mtbfS(daily({ kind: "cooling.leak" }, { target: "a node of the spares" }))).toBeCloseTo(DAY, 3);
  });

  test("counts hangs and corruption, and stragglers as far as somebody finds them", () => {
    expect(mtbfS(daily({ kind: "card.hang" }))).toBeCloseTo(1.5 * DAY, 3);
    expect(mtbfS(daily({ kind: "card.corrupt" }))).toBeCloseTo(1.5 * DAY, 3);
    const slow = { kind: "card.slow", speed: 0.5 };
    expect(mtbfS(daily(slow))).toBe(never);
    expect(mtbfS(daily({ ...slow, detectAfter: "1 hour" }))).toBeCloseTo(1.5 * DAY, 3);
    expect(mtbfIn({ recovery: { detect: { straggler: "1 hour" } } }, daily(slow))).toBeCloseTo(1.5 * DAY, 3);
  });

  test("is what a change of the recovery makes of it from then on", () => {
    const changes = [{ at: "1 hour", recovery: { detect: { straggler: "1 hour" } } }];
    const bugs = daily({ kind: "job.crash" });
    const slow = daily({ kind: "card.slow", speed: 0.5 }, { target: "a node of the job" });
    const savings = savingsOf(scenarioOf([bugs, slow], { changes }));
    expect(savings.map(({ atUs, mtbfUs = 0 }) => [atUs / 1e6, mtbfUs / 1e6])).toEqual([
      [0, DAY],
      [3600, DAY / 2],
    ]);
  });
});

describe("a link in the mean time between failures", () => {
  const uplinks = (cutProbability: number, kind: object = { kind: "link.down" }, more: object = {}) =>
    mtbfIn({ cluster: { cutProbability } }, daily(kind, { target: "a node of the job", ...more }));

  test("counts as often as its loss cuts the path", () => {
    expect([0, 0.5, 1].map((chance) => uplinks(chance))).toEqual([never, 2 * DAY, DAY]);
    expect(uplinks(0, { kind: "link.down", cuts: true })).toBe(DAY);
    expect(uplinks(1, { kind: "link.down", cuts: false })).toBe(never);
  });

  test("counts when it is the only one that a node has", () => {
    const cluster = { scaleOut: { uplinks: 1, tors: 1 }, scaleUp: { planes: 1 } };
    const on = (kind: string, target: string) => mtbfIn({ cluster }, daily({ kind }, { target }));
    expect(on("link.down", "a node of the job")).toBe(DAY);
    expect(on("link.down", "a plane of the job")).toBe(DAY);
    expect(on("switch.down", "a node of the job")).toBe(DAY);
    expect(mtbfIn({ cluster: { scaleOut: { tors: 1 } } }, daily({ kind: "switch.down" }))).toBe(DAY);
    expect(mtbfIn({ cluster: { scaleOut: { tors: 2 } } }, daily({ kind: "switch.down" }))).toBe(never);
  });

  test("counts as often as it is down for longer than the timeout", () => {
    const lasting = (repair: object) => uplinks(1, { kind: "link.down" }, { repair });
    expect(lasting({ fixed: "1 minute" })).toBe(never);
    expect(lasting({ fixed: "61 seconds" })).toBe(DAY);
    expect(lasting({ exponential: { mean: "1 minute" } })).toBeCloseTo(DAY * Math.E, 3);
    // Half of a lognormal law lies above its median.
    expect(lasting({ lognormal: { median: "1 minute", mean: "5 minutes" } })).toBeCloseTo(2 * DAY, 3);
    expect(uplinks(1, { kind: "link.down", detectAfter: "3 hours" })).toBe(never);
  });

  test("that flaps counts when a time down outlasts the timeout, the more often it flaps the surer", () => {
    const flap = (chance: number, down: string, lasts: string) =>
      uplinks(chance, { kind: "link.flap", up: "2 minutes", down }, { repair: { fixed: lasts } });
    expect(flap(1, "50 seconds", "1 hour")).toBe(never);
    expect(flap(1, "2 minutes", "1 hour")).toBe(DAY);
    // Down from 0, 4 and 8 minutes on.
    expect(flap(0.5, "2 minutes", "10 minutes")).toBeCloseTo(DAY / (1 - 0.5 ** 3), 3);
  });

  test("to storage never stops a job, and one of less bandwidth neither", () => {
    expect(mtbfS(daily({ kind: "link.down", cuts: true }, { target: "storage" }))).toBe(never);
    expect(mtbfS(daily({ kind: "link.degrade", share: 0.5 }))).toBe(never);
  });
});

describe("cooling in the mean time between failures", () => {
  test("counts a leak, and a pump that leaves too little flow for long enough to trip", () => {
    expect(mtbfS(daily({ kind: "cooling.leak" }))).toBe(DAY);
    const pump = (flow: number, lasts: string) =>
      mtbfS(daily({ kind: "cooling.pump", flow }, { repair: { fixed: lasts } }));
    expect(pump(0, "1 hour")).toBe(DAY);
    // Without any flow the cards trip after 35.4 s.
    expect(pump(0, "35 seconds")).toBe(never);
    expect(pump(0, "36 seconds")).toBe(DAY);
    // Half the flow is enough for ever.
    expect(pump(0.5, "30 days")).toBe(never);
  });

  test("counts a warm inlet that no governor holds", () => {
    const inlet = (rise: number) => mtbfS(daily({ kind: "cooling.inlet", rise }));
    expect(inlet(10)).toBe(never);
    expect(inlet(100)).toBe(DAY);
  });

  test("counts the loops that serve a node of the job, however few", () => {
    const cluster = { nodes: 40, nodesPerSupernode: 10 };
    const pumps = daily({ kind: "cooling.pump" });
    expect(mtbfIn({ cluster, job: { nodes: 31 } }, pumps)).toBeCloseTo(DAY, 3);
    expect(mtbfIn({ cluster, job: { nodes: 11 } }, pumps)).toBeCloseTo(2 * DAY, 3);
    expect(mtbfIn({ cluster, job: { nodes: 11 } }, daily({ kind: "cooling.pump" }, { target: "cdu3" }))).toBe(never);
    const spread = { cluster, job: { nodes: 20 }, recovery: { spareScope: "supernode" } };
    expect(mtbfIn(spread, pumps)).toBeCloseTo(DAY, 3);
    expect(mtbfIn(spread, crashes("1 per day"))).toBeCloseTo(2 * DAY, 3);
  });

  test("counts a rack by the nodes that share it with the job", () => {
    // Racks of 4: the job's five nodes lie in the first two of ten.
    const cluster = { nodes: 40, nodesPerSupernode: 40, nodesPerRack: 4 };
    expect(mtbfIn({ cluster, job: { nodes: 5 } }, daily({ kind: "power.rack" }))).toBeCloseTo(5 * DAY, 3);
  });
});

describe("a formula beside a trace", () => {
  const trace = (kind: object) => ({ arrivals: { trace: ["1 hour", "2 hours"] }, kinds: [kind] });
  const bugs = daily({ kind: "job.crash" });

  test("needs a mean time between failures that is given, where the trace stops the job", () => {
    const message =
      '"young" needs a mean time between failures, and a hazard that stops the job is a trace, which has no rate: add checkpoint.mtbf, or give an interval';
    const hazards = [bugs, trace({ kind: "job.crash" })];
    expect(checkSaving(scenarioOf(hazards))).toEqual([{ path: ["checkpoint", "interval"], message }]);
    expect(checkSaving(scenarioOf(hazards, { checkpoint: { mtbf: "3 hours" } }))).toEqual([]);
  });

  test("needs none where the trace stops nothing", () => {
    expect(mtbfS(bugs, trace({ kind: "storage.down" }))).toBe(DAY);
  });
});

describe("a formula that no hazard tells a mean time between failures", () => {
  const slow = [daily({ kind: "card.slow", speed: 0.5 })];
  const needs = (formula: string) =>
    `"${formula}" needs a mean time between failures, and no hazard of the experiment stops the job: add checkpoint.mtbf, or give an interval`;
  const tiers = [{ name: "a", stall: "1 second", interval: "daly" }];

  test("is an error of the check, where it stands", () => {
    expect(checkSaving(scenarioOf(slow))).toEqual([{ path: ["checkpoint", "interval"], message: needs("young") }]);
    const own = scenarioOf(slow, { checkpoint: { interval: "1 hour", tiers } });
    expect(checkSaving(own)).toEqual([{ path: ["checkpoint", "tiers", 0, "interval"], message: needs("daly") }]);
    expect(checkSaving(scenarioOf(slow, { checkpoint: { mtbf: "3 hours" } }))).toEqual([]);
    expect(() => savingsOf(scenarioOf(slow))).toThrow(needs("young"));
  });

  test.each([Number.POSITIVE_INFINITY, 1e30])("is one where a function then never saves: it answers %d", (us) => {
    const interval = () => us;
    const message = `the checkpoint interval function returned ${us}, and no hazard of the experiment stops the job: add checkpoint.mtbf, or give an interval`;
    const never = scenarioOf(slow, { checkpoint: { interval } });
    expect(checkSaving(never)).toEqual([{ path: ["checkpoint", "interval"], message }]);
    expect(checkSaving(scenarioOf([daily({ kind: "job.crash" })], { checkpoint: { interval } }))).toEqual([]);
  });

  test("is one as well after a change that leaves nothing to stop the job", () => {
    const recovery = { detect: { straggler: "1 hour" } };
    const found = scenarioOf(slow, { recovery, changes: [{ at: "1 hour", recovery: {} }] });
    expect(checkSaving(found)).toEqual([{ path: ["changes", 0, "recovery"], message: needs("young") }]);
  });

  test("is told with an experiment that people write, after everything else that is wrong with it", () => {
    const written = {
      title: "t",
      duration: "1 day",
      cluster: { name: "c", nodes: 4 },
      job: { nodes: 4, step: "1 second" },
      checkpoint: { interval: "daly", tiers: [{ stall: "1 second" }] },
    };
    const hazards = [{ id: "h", ...slow[0] }];
    expect(readExperiment({ ...written, hazards })).toEqual({
      problems: [{ path: ["checkpoint", "interval"], message: needs("daly") }],
    });
    expect(readExperiment({ ...written, hazards, duration: 3 })).toMatchObject({ problems: [{ path: ["duration"] }] });
    expect(readExperiment({ ...written, hazards: [{ id: "h", ...crashes("1 per day") }] })).toHaveProperty("value");
  });
});
