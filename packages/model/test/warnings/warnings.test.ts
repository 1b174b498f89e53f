import { describe, expect, test } from "vitest";
import { printPath } from "../../src/problem.ts";
import { warningsOf } from "../../src/warnings/warnings.ts";
import { experimentOf, type Written } from "../support.ts";

/** The warnings about an experiment of six nodes in two supernodes, four of them the job's, as `path: message`. */
const warnings = (sections: Written): ReadonlyArray<string> =>
  warningsOf(experimentOf(sections)).map(({ path, message, severity }) => {
    expect(severity).toBe("warning");
    return `${printPath(path)}: ${message}`;
  });

const fault = (given: Written): Written => ({ faults: [{ ...("on" in given ? {} : { at: "1 hour" }), ...given }] });
const one = (given: Written, sections: Written = {}): string => warnings({ ...fault(given), ...sections }).join("\n");
const hazard = (given: Written): Written => ({ hazards: [{ id: "h", rate: "1 per day", ...given }] });

describe("bandwidth that is lost by a job without exposed communication", () => {
  const degrade = { kind: "link.degrade", share: "1 %", target: "sn00/n00/up00" };

  test("is warned of, for faults and for hazards", () => {
    expect(one(degrade)).toMatch(/^faults\[0\]: changes nothing: this job has no exposed communication/);
    expect(warnings(hazard({ kinds: [{ kind: "link.degrade", share: "50 %" }] }))).toEqual([
      expect.stringMatching(/^hazards\[0\]\.kinds\[0\]: changes nothing: this job has no exposed communication/),
    ]);
    expect(one({ kind: "link.degrade", share: "50 %", target: "sn00/plane1" })).toContain("no exposed communication");
    expect(one({ kind: "switch.down", target: "tor00a" })).toContain("costs its failover alone");
    expect(one({ kind: "link.down", target: "sn00/n00/up00" })).toContain("costs its failover alone");
  });

  test("is not, where communication is exposed, a path is cut or storage is meant", () => {
    const job = { linearity: "99 %" };
    expect(one(degrade, { job })).toBe("");
    expect(one({ kind: "link.down", target: "sn00/n00/up00" }, { job })).toBe("");
    expect(one({ kind: "link.down", cuts: true, target: "sn00/n00/up00" })).toBe("");
    expect(one({ kind: "link.down", target: "sn00/n00/up00" }, { cluster: { cutProbability: "10 %" } })).toBe("");
    expect(one({ kind: "link.degrade", share: "50 %", target: "storage" })).toBe("");
  });

  test("is not, where the last link of a path is lost, for that cuts it", () => {
    expect(one({ kind: "link.down", target: "sn00/n00/up*" })).toBe("");
    expect(one({ kind: "switch.down", target: "tor00*" })).toBe("");
    expect(one({ kind: "link.down", target: "sn00/plane*" })).toBe("");
    const only = { cluster: { scaleOut: { uplinks: 1, tors: 1 }, scaleUp: { planes: 1 } } };
    for (const target of ["sn00/n00/up00", "sn00/plane0", "random link"])
      expect(one({ kind: "link.down", target }, only), target).toBe("");
    expect(one({ kind: "switch.down", target: "tor00a" }, only)).toBe("");
  });

  test("is warned of in a flap only where not even the failover costs anything", () => {
    const flap = { kind: "link.flap", up: "10 seconds", down: "1 second", target: "sn00/n00/up00" };
    expect(one(flap)).toBe("");
    expect(one(flap, { cluster: { failover: "0 seconds" } })).toContain(
      "changes nothing unless it takes a node's last",
    );
  });
});

describe("storage that nothing uses", () => {
  const tier = { name: "peers", medium: "memory", stall: "1 second" };
  const unused = { checkpoint: { interval: "10 minutes", tiers: [tier] } };

  test.each(["storage.down", "storage.slow", "link.down"])("makes a %s idle", (kind) => {
    const given = { kind, ...(kind === "storage.slow" ? { share: "50 %" } : {}), target: "storage" };
    expect(one(given, unused)).toBe("faults[0]: changes nothing: no checkpoint tier uses storage");
    expect(one(given)).toBe("");
  });

  test("is also one whose tiers take no time, unless a size says so", () => {
    const tiers = [{ stall: "0 seconds" }];
    const down = { kind: "storage.down" };
    expect(one(down, { checkpoint: { tiers } })).toContain("take no time to be written or read");
    expect(one(down, { checkpoint: { tiers, size: "5 TB" } })).toBe("");
  });

  test("is none when a later checkpoint uses it", () => {
    const changes = [{ at: "1 hour", checkpoint: { interval: "10 minutes", tiers: [{ ...tier, medium: "storage" }] } }];
    expect(one({ kind: "storage.down" }, { ...unused, changes })).toBe("");
  });
});

test("a copy is not torn in a tier that never saves within the run", () => {
  const torn = { kind: "checkpoint.torn", target: "tier/storage" };
  expect(one(torn, { checkpoint: { interval: "3 hours" } })).toContain(
    'the tier "storage" never saves within this run',
  );
  expect(one(torn, { checkpoint: { interval: { steps: 1_080 } } })).toContain("never saves");
  expect(one(torn, { checkpoint: { interval: { steps: 1_079 } } })).toBe("");
  expect(one(torn)).toBe("");
});

describe("what strikes none of the job's nodes", () => {
  const beside = (target: string, kind = "card.crash") => one({ kind, target });

  test("does not touch the job", () => {
    expect(beside("sn01/n01/c0")).toBe("faults[0].target: does not touch the job: it strikes no node of the job");
    expect(beside("sn01/n02", "node.crash")).toContain("does not touch the job");
    expect(beside("a node of the spares", "node.crash")).toContain("does not touch the job");
    expect(beside("2 random cards of sn01/n02")).toContain("does not touch the job");
  });

  test("is told from what does, globs and holders included", () => {
    for (const target of [
      "sn01/n00/c0",
      "sn*/n02/c0",
      "sn01/n*/c3",
      "a card of sn01",
      "random card",
      "a card of the job",
    ])
      expect(beside(target), target).toBe("");
    expect(beside("sn01/rack00", "power.rack")).toBe("");
  });

  test("is no place for a hazard's kinds that have none, which strike wherever the job lies", () => {
    const bugs = { target: "a node of the spares", kinds: [{ kind: "job.crash" }, { kind: "node.crash" }] };
    expect(warnings(hazard(bugs))).toEqual([
      "hazards[0].target: says nothing of job.crash, which strikes the job wherever that lies",
      "hazards[0].target: does not touch the job: it strikes no node of the job",
    ]);
    expect(warnings(hazard({ ...bugs, target: "a node of the job" }))).toEqual([]);
  });

  test("is the cooling loop that serves only spares", () => {
    const cluster = { nodes: 9 };
    expect(one({ kind: "cooling.leak", target: "cdu2" }, { cluster })).toContain("the loop serves no node of the job");
    expect(one({ kind: "cooling.leak", target: "cdu1" }, { cluster })).toBe("");
    const loops = [
      { from: 0, to: 0 },
      { from: 1, to: 2 },
    ];
    expect(one({ kind: "cooling.leak", target: "cdu1" }, { cluster: { ...cluster, cooling: { loops } } })).toBe("");
  });

  test("is none where spares are spread over the supernodes, and each has nodes of the job", () => {
    const cluster = { nodes: 9 };
    const recovery = { spareScope: "supernode" };
    expect(one({ kind: "cooling.leak", target: "cdu2" }, { cluster, recovery })).toBe("");
    expect(one({ kind: "node.crash", target: "sn02/n02" }, { cluster, recovery })).toContain("does not touch");
  });

  test("matters as a spare where something else may need one, unless it acts only on a job", () => {
    const more = hazard({ kinds: [{ kind: "node.crash" }] });
    expect(one({ kind: "node.crash", target: "sn01/n02" }, more)).toBe("");
    expect(one({ kind: "card.slow", speed: "50 %", target: "sn01/n02/c0" }, more)).toContain(
      "unless a spare has taken a place there by then",
    );
    expect(one({ kind: "node.crash", target: "sn01/n02" }, { ...more, hazardsOff: true })).toContain("does not touch");
  });

  test("is a draw from spares that are not there", () => {
    expect(one({ kind: "node.crash", target: "a node of the spares" }, { job: { nodes: 6 } })).toContain(
      "strikes nothing: the job takes every node",
    );
  });
});

test("nobody is the slowest where nothing makes a card slow", () => {
  const slowest = { kind: "card.crash", target: "the slowest card", at: "1 hour" };
  expect(warnings({ faults: [slowest] })[0]).toContain("faults[0].target: strikes nothing");
  const slow = { kind: "card.slow", speed: "50 %", target: "sn00/n00/c0", at: "10 minutes" };
  expect(warnings({ faults: [slow, slowest] })).toEqual([]);
});

describe("cooling that stays good enough", () => {
  test.each([
    [{ kind: "cooling.inlet", rise: 28 }, "no hotter than 87.0 °C, and throttle at 88 °C"],
    [{ kind: "cooling.pump", flow: "90 %" }, "changes nothing"],
  ])("is warned of: %j", (given, said) => {
    expect(one({ ...given, target: "cdu0" })).toContain(said);
  });

  test.each([{ kind: "cooling.inlet", rise: 30 }, { kind: "cooling.pump" }, { kind: "cooling.leak" }])(
    "is not where it may throttle: %j",
    (given) => {
      expect(one({ ...given, target: "cdu0" })).toBe("");
    },
  );

  test("is not where several strikes may add up", () => {
    const inlet = { kind: "cooling.inlet", rise: 16, target: "cdu0", at: "1 hour" };
    expect(warnings({ faults: [inlet, inlet] })).toEqual([]);
  });
});

test("a detection that nobody waits for is warned of", () => {
  expect(one({ kind: "storage.slow", share: "50 %", detectAfter: "1 hour" })).toContain("faults[0].detectAfter: has a");
  expect(one({ kind: "card.slow", speed: "50 %", target: "a card of the job", detectAfter: "1 hour" })).toBe("");
});

test("a fault that waits beyond the run's end never strikes", () => {
  const on = { event: "checkpoint.save.started", after: "3 hours" };
  const strike = { kind: "job.crash" };
  expect(one({ ...strike, on })).toContain("faults[0].on.after: lies after the run's end");
  expect(one({ ...strike, on: { ...on, after: "2 hours" } })).toBe("");
});

describe("copies that are all younger than a corruption when it is found", () => {
  const keep = (last: number, held: string) => ({ last, every: "1 hour", for: held });
  const tiers = (...kept: ReadonlyArray<object>) => ({
    interval: "10 minutes",
    tiers: kept.map((one, index) => ({ name: `t${index}`, stall: "1 second", keep: one })),
  });

  test("are warned of, with what each tier keeps", () => {
    expect(warnings({ checkpoint: tiers(keep(5, "0 seconds")) })).toEqual([
      expect.stringContaining(
        "checkpoint.tiers[0].keep: spans 50 minutes, and a corruption is found only after 1 hour",
      ),
    ]);
    expect(warnings({ checkpoint: tiers(keep(1, "0 seconds"), keep(2, "30 minutes")) })).toHaveLength(2);
  });

  test("are none where one tier reaches back far enough", () => {
    expect(warnings({ checkpoint: tiers(keep(6, "0 seconds")) })).toEqual([]);
    expect(warnings({ checkpoint: tiers(keep(1, "0 seconds"), keep(1, "2 hours")) })).toEqual([]);
    expect(
      warnings({ checkpoint: tiers(keep(1, "0 seconds")), recovery: { detect: { corruption: "5 minutes" } } }),
    ).toEqual([]);
  });

  test("are looked for after every change, by the fault's own detectAfter where it has one", () => {
    const found = { recovery: { detect: { corruption: "49 hours" } } };
    expect(warnings({ changes: [{ at: "1 hour", ...found }] })[0]).toContain("checkpoint.tiers[0].keep: spans 2 days");
    const corrupt = { kind: "card.corrupt", target: "a card of the job", detectAfter: "3 days" };
    expect(one(corrupt)).toContain("found only after 3 days");
    expect(one({ ...corrupt, detectAfter: "1 minute" }, found)).toBe("");
  });
});

describe("thresholds that hold whatever happens", () => {
  const said = (threshold: string) => warnings({ thresholds: [threshold] }).join("\n");

  test("are warned of, and so is a share that lost its hundred", () => {
    expect(said("effectiveThroughput >= 0.95 %")).toBe(
      "thresholds[0]: asks for 0.95 % only, which nearly every run holds: 95 % was meant?",
    );
    expect(said("worstWindow > 0.8 %")).toContain("80 % was meant?");
    expect(said("effectiveThroughput >= 0 %")).toContain("holds in every run");
    expect(said("checkpointOverhead <= 100 %")).toContain("holds in every run");
    expect(said("effectiveThroughput > 100 %")).toContain("holds in no run");
    expect(said("interruptions < 0")).toContain("holds in no run");
    expect(said("lostWork max >= 0 seconds")).toContain("holds in every run");
  });

  test("are not, where a run can go either way", () => {
    for (const threshold of [
      "effectiveThroughput >= 95 %",
      "effectiveThroughput >= 100 %",
      "checkpointOverhead <= 1 %",
      "interruptions <= 0",
      "effectiveThroughput >= 0.5 % of twin",
    ])
      expect(said(threshold), threshold).toBe("");
  });
});

describe("figures that leave no time to train, or that no machine has", () => {
  test("are warned of", () => {
    const tiers = (stall: string, interval: unknown) => ({ checkpoint: { interval, tiers: [{ stall }] } });
    expect(warnings(tiers("10 minutes", "5 minutes")).join()).toContain(
      "checkpoint.tiers[0].stall: is no shorter than the 5 minutes",
    );
    expect(warnings(tiers("1 minute", { steps: 2 })).join()).toContain("stall: is no shorter than the 20 seconds");
    expect(
      warnings({ hazards: [{ id: "h", rate: "300 per card-day", kinds: [{ kind: "card.crash" }] }] }).join(),
    ).toContain("hazards[0].rate: has every card fail once in 288 seconds");
    expect(warnings({ recovery: { restart: "40 days" } }).join()).toContain(
      "recovery.restart: takes as long as the run",
    );
  });

  test("are not, where they are only large", () => {
    expect(warnings({ checkpoint: { interval: "daly", mtbf: "1 hour", tiers: [{ stall: "10 minutes" }] } })).toEqual(
      [],
    );
    expect(warnings({ hazards: [{ id: "h", rate: "300 per day", kinds: [{ kind: "card.crash" }] }] })).toEqual([]);
    expect(warnings({ hazards: [{ id: "h", rate: "0.9 per card-day", kinds: [{ kind: "card.crash" }] }] })).toEqual([]);
  });
});
