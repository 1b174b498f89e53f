import { describe, expect, test } from "vitest";
import { type FaultKind, faultKindNames, faultKinds } from "../../src/index.ts";
import { parametersOf } from "../fault-parameters.ts";
import { experimentOf, problemsOf, type Written } from "../support.ts";

const fault = (kind: FaultKind, more: Written): Written => ({ kind, ...parametersOf[kind].good, ...more });
const problems = (kind: FaultKind, more: Written, sections: Written = {}) =>
  problemsOf({ faults: [fault(kind, more)], ...sections });

/** A target of each kind of component, in the smallest experiment. */
const targets = {
  card: "sn00/n01/c3",
  node: "sn00/n01",
  uplink: "sn00/n01/up05",
  plane: "sn00/plane3",
  tor: "tor00a",
  rack: "sn00/rack00",
  supernode: "sn00",
  loop: "cdu0",
  storage: "storage",
  scheduler: "scheduler",
  job: "job",
  tier: "tier/storage",
} as const;
type Component = keyof typeof targets;

const strikes: Readonly<Partial<Record<FaultKind, ReadonlyArray<Component>>>> = {
  "card.crash": ["card"],
  "card.hang": ["card"],
  "card.slow": ["card"],
  "card.corrupt": ["card"],
  "node.crash": ["node"],
  "link.down": ["uplink", "plane", "storage"],
  "link.flap": ["uplink", "plane", "storage"],
  "link.degrade": ["uplink", "plane", "storage"],
  "switch.down": ["tor", "plane"],
  "cooling.pump": ["loop"],
  "cooling.inlet": ["loop"],
  "cooling.leak": ["loop"],
  "storage.slow": ["storage"],
  "storage.down": ["storage"],
  "checkpoint.torn": ["tier"],
  "checkpoint.corrupt": ["tier"],
  "job.crash": ["job"],
  "scheduler.stall": ["scheduler"],
  "power.rack": ["rack"],
};

describe.each(faultKindNames)("a %s fault", (kind) => {
  test("strikes what it should, and nothing else", () => {
    const struck = strikes[kind] ?? faultKinds[kind].targets;
    for (const [component, target] of Object.entries(targets)) {
      const found = problems(kind, { at: "1 hour", target });
      if (struck.includes(component as Component)) expect(found).toEqual([]);
      else
        expect(found).toEqual([
          expect.stringMatching(
            new RegExp(`^faults\\[0\\]\\.target: expected .*: that is what ${kind} strikes, found (an? |the |storage)`),
          ),
        ]);
    }
  });

  test("needs a target unless there is only one such thing", () => {
    const isSole = ["storage", "scheduler", "job", "tier"].includes(faultKinds[kind].targets[0]);
    expect(problems(kind, { at: "1 hour" })).toEqual(
      isSole ? [] : [expect.stringMatching(new RegExp(`^faults\\[0\\]\\.target: is required: a ${kind} strikes an? `))],
    );
  });
});

describe("an id", () => {
  test("has no #: so the strikes are called of what strikes again and again", () => {
    expect(problems("card.crash", { id: "a#1", target: "sn00/n01/c3", at: "1 minute" })).toEqual([
      expect.stringContaining('faults[0].id: expected text without "#"'),
    ]);
  });

  test("of a fault that strikes again and again is no hazard's", () => {
    const hazards = [{ id: "a", rate: "1 per day", kinds: [{ kind: "card.crash" }] }];
    const again = { id: "a", target: "sn00/n01/c3", every: { period: "1 minute" } };
    expect(problems("card.crash", again, { hazards })).toEqual([
      expect.stringContaining('hazards[0].id: "a" is taken by a fault'),
    ]);
    expect(problems("card.crash", { ...again, id: "b" }, { hazards })).toEqual([]);
  });
});

describe("the target of a fault", () => {
  test("is told in plain words", () => {
    expect(problems("link.down", { at: "1 hour", target: "random card" })).toEqual([
      "faults[0].target: expected an uplink or a plane or storage: that is what link.down strikes, found a card",
    ]);
  });

  test("among several checkpoint tiers must be given", () => {
    const tiers = [{ stall: "1 second" }, { name: "peer", medium: "memory", stall: "1 second" }];
    const checkpoint = { interval: "10 minutes", tiers };
    expect(problems("checkpoint.torn", { at: "1 hour" }, { checkpoint })).toEqual([
      "faults[0].target: is required: a checkpoint.torn strikes a checkpoint tier",
    ]);
    expect(problems("checkpoint.torn", { at: "1 hour", target: "tier/peer" }, { checkpoint })).toEqual([]);
    expect(problems("checkpoint.torn", { at: "1 hour", target: "tier/peer-1" }, { checkpoint })).toEqual([
      "faults[0].target: tier/peer-1 does not exist: expected tier/storage or tier/peer",
    ]);
  });

  test("among checkpoint tiers is not blamed when those cannot be read", () => {
    expect(problems("checkpoint.torn", { at: "1 hour" }, { checkpoint: { tiers: 3 } })).toEqual([
      "checkpoint.tiers: expected a list, found 3",
    ]);
  });

  test("is not looked for in a cluster that cannot be read", () => {
    expect(problems("node.crash", { at: "1 hour", target: "sn99/n01" }, { cluster: { nodes: -1 } })).toEqual([
      "cluster.nodes: expected a value between 1 and 10000000, found -1",
    ]);
  });
});

describe("the start of a fault", () => {
  const on = { event: "load.started" };
  const every = { period: "1 hour" };

  test.each([
    [{}, "none"],
    [{ at: "1 hour", on }, "at and on"],
    [{ at: "1 hour", every }, "at and every"],
    [{ on, every }, "on and every"],
    [{ at: "1 hour", on, every }, "at and on and every"],
  ])("is given once, and not as %j", (starts, found) => {
    expect(problems("job.crash", starts)).toEqual([
      `faults[0]: expected exactly one of at, on and every, found ${found}`,
    ]);
  });

  test.each([{ at: "1 hour" }, { on }, { every }])("can be %j", (start) => {
    expect(problems("job.crash", start)).toEqual([]);
  });
});

describe("the id of a fault", () => {
  const crash = (id?: string): Written => ({ kind: "job.crash", at: "1 hour", ...(id === undefined ? {} : { id }) });

  test("is its own", () => {
    expect(problemsOf({ faults: [crash("a"), crash("b"), crash("a"), crash("a")] })).toEqual([
      'faults[2].id: "a" is taken: every fault needs its own id',
      'faults[3].id: "a" is taken: every fault needs its own id',
    ]);
  });

  test("may be left out", () => {
    expect(experimentOf({ faults: [crash(), crash(), crash("a")] }).faults).toHaveLength(3);
  });

  test("that is left out is made of its kind and place, and taken all the same", () => {
    expect(problemsOf({ faults: [crash("job.crash-2"), crash()] })).toEqual([
      'faults[1]: "job.crash-2" is taken: every fault needs its own id, and one without goes by its kind and place',
    ]);
    expect(problemsOf({ faults: [crash(), crash("job.crash-1")] })).toEqual([
      'faults[1].id: "job.crash-1" is taken: every fault needs its own id, and one without goes by its kind and place',
    ]);
  });

  test("may be that of a hazard", () => {
    const hazards = [{ id: "a", rate: "1 per day", kinds: [{ kind: "job.crash" }] }];
    expect(problemsOf({ hazards, faults: [crash("a")] })).toEqual([]);
  });
});

test("a bad fault hides no problem of the others", () => {
  const faults = [{ kind: "card.krash" }, { kind: "node.crash", at: "9 hours", target: "sn07/n01" }, null];
  expect(problemsOf({ faults }).map((line) => line.split(":")[0])).toEqual([
    "faults[0].kind",
    "faults[2]",
    "faults[1].at",
    "faults[1].target",
  ]);
});

describe("a fault that strikes again and again", () => {
  test("may not strike more often than a run can go through", () => {
    const fault = (every: object) => problemsOf({ faults: [{ kind: "job.crash", every }] });
    expect(fault({ period: "1 micros" })).toEqual([
      expect.stringContaining("faults[0].every.period: expected at most 1000000 strikes in a run, found"),
    ]);
    expect(fault({ period: "1 micros", times: 3 })).toEqual([]);
  });
});

test("a trigger says how often it strikes only where it strikes every time", () => {
  const on = { event: "job.resumed", every: true, times: 3 };
  expect(problemsOf({ faults: [{ kind: "job.crash", on }] })).toEqual([]);
  expect(problemsOf({ faults: [{ kind: "job.crash", on: { ...on, every: false } }] })).toEqual([
    "faults[0].on.times: expected `every: true` beside it: a trigger strikes once unless it says so",
  ]);
});

describe("a duration of what is over in a moment", () => {
  test.each(["job.crash", "checkpoint.torn", "checkpoint.corrupt"])("is refused: %s", (kind) => {
    expect(problemsOf({ faults: [{ kind, at: "1 hour", duration: "2 hours" }] })).toEqual([
      expect.stringMatching(/^faults\[0\]\.duration: expected none: a \S+ is over in a moment/),
    ]);
    expect(problemsOf({ faults: [{ kind, at: "1 hour" }] })).toEqual([]);
  });

  test("is refused of a hazard's kind as well", () => {
    const kinds = [{ kind: "job.crash", repair: { fixed: "2 hours" } }, { kind: "card.crash" }];
    expect(problemsOf({ hazards: [{ id: "h", rate: "1 per day", kinds }] })).toEqual([
      expect.stringMatching(/^hazards\[0\]\.kinds\[0\]\.repair: expected none/),
    ]);
  });
});

test("a corruption is found after a latency or some steps after a load, and not by both", () => {
  const both = { kind: "card.corrupt", detectAfter: "1 hour", stepsAfterLoad: 10 };
  const message = "expected either this or detectAfter: a fault is found in one way, found both";
  expect(problemsOf({ faults: [{ ...both, target: "sn00/n00/c0", at: "1 hour" }] })).toEqual([
    `faults[0].stepsAfterLoad: ${message}`,
  ]);
  expect(problemsOf({ hazards: [{ id: "h", rate: "1 per day", kinds: [both] }] })).toEqual([
    `hazards[0].kinds[0].stepsAfterLoad: ${message}`,
  ]);
});
