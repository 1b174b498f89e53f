import { describe, expect, test } from "vitest";
import { faultKindNames, faultKinds, type RateUnit, rateUnits } from "../../src/index.ts";
import { parametersOf } from "../fault-parameters.ts";
import { problemsOf, type Written } from "../support.ts";

/** A hazard with this laid over it; `undefined` takes a key away. */
const hazard = (more: Written = {}): Written => {
  const laid = { id: "h", rate: "1 per day", kinds: [{ kind: "card.crash" }], ...more };
  return Object.fromEntries(Object.entries(laid).filter(([, value]) => value !== undefined));
};
const problems = (more: Written, cluster: Written = {}) => problemsOf({ hazards: [hazard(more)], cluster });
const lemons = { lemons: { share: "6 %", faults: "40 %" } };
const life = { weibull: { shape: 1.5, mean: "3 days" } };
const trace = { trace: ["1 hour", "2 hours"] };

describe("when the faults of a hazard come", () => {
  test.each([
    [{}],
    [{ arrivals: { weibull: { shape: 0.62 } } }],
    [{ rate: undefined, life }],
    [{ rate: undefined, arrivals: trace }],
  ])("can be said by %j", (more) => {
    expect(problems(more)).toEqual([]);
  });

  test.each([
    [{ rate: undefined }, "none"],
    [{ life }, "rate and life"],
    [{ arrivals: trace }, "rate and arrivals.trace"],
    [{ rate: undefined, life, arrivals: trace }, "life and arrivals.trace"],
    [{ life, arrivals: trace }, "rate and life and arrivals.trace"],
  ])("is said in one way, and not by %j", (more, found) => {
    expect(problems(more)).toEqual([
      `hazards[0]: expected exactly one of rate, mtbf, life and arrivals.trace, found ${found}`,
    ]);
  });
});

describe("who a hazard strikes", () => {
  test("is a matter of lemons over the whole cluster alone", () => {
    expect(problems({ victims: lemons })).toEqual([]);
    expect(problems({ victims: lemons, target: "a node of the job" })).toEqual([
      "hazards[0].victims: expected no lemons beside target: lemons are a share of the whole cluster's nodes; leave out one of the two",
    ]);
    expect(problems({ victims: "uniform", target: "a node of the job" })).toEqual([]);
  });

  test("follows from each component's own life where there is one", () => {
    expect(problems({ rate: undefined, life, victims: lemons })).toEqual([
      "hazards[0].victims: expected no victim law beside life: who fails follows from each component's own life",
    ]);
  });

  test.each(faultKindNames)("can be drawn in or above a node for %s", (kind) => {
    const kinds = [{ kind, ...parametersOf[kind].good }];
    expect(problems({ kinds, target: "a node of the job" })).toEqual([]);
    expect(problems({ kinds, target: "sn00/n*" })).toEqual([]);
  });

  test("is what its kinds strike, told for each kind that does not", () => {
    const kinds = [{ kind: "card.crash" }, { kind: "cooling.leak" }, { kind: "node.crash" }];
    expect(problems({ kinds, target: "cdu0" })).toEqual([
      "hazards[0].target: expected a card: that is what card.crash strikes, found a cooling loop",
      "hazards[0].target: expected a node: that is what node.crash strikes, found a cooling loop",
    ]);
  });

  test("exists", () => {
    expect(problems({ target: "sn09/n00" })).toEqual([
      "hazards[0].target: sn09/n00 does not exist: expected sn00 to sn01",
    ]);
    expect(problems({ target: "a node of sn09" })).toEqual([
      "hazards[0].target: sn09 does not exist: expected sn00 to sn01",
    ]);
  });
});

describe("a hazard on a cluster without scale-out fabric", () => {
  const cluster = { scaleOut: { uplinks: 0 } };
  const none = 'cluster "small" has no scale-out fabric: its scaleOut.uplinks is 0';
  const kinds = [{ kind: "card.crash" }, { kind: "link.down" }, { kind: "switch.down" }];

  test.each([{}, { target: "a node of the job" }, { target: "sn00/n00" }])(
    "is told each kind that needs it, also with %j",
    (more) => {
      expect(problems({ kinds, ...more }, cluster)).toEqual([
        `hazards[0].kinds[1].kind: ${none}`,
        `hazards[0].kinds[2].kind: ${none}`,
      ]);
    },
  );

  test.each(["1 per link-day", "1 per tor-day"])("is told that nothing counts there %s", (rate) => {
    expect(problems({ rate }, cluster)).toEqual([`hazards[0].rate: ${none}`]);
  });

  test("is told that its target is not there", () => {
    expect(problems({ kinds: [{ kind: "link.down" }], target: "random uplink" }, cluster)).toEqual([
      `hazards[0].target: ${none}`,
    ]);
  });
});

describe("a hazard on a cluster without scale-up fabric", () => {
  const cluster = { scaleUp: { planes: 0 } };
  const none = 'cluster "small" has no scale-up fabric: its scaleUp.planes is 0';

  test("is told a rate and a target that need it", () => {
    const kinds = [{ kind: "link.down" }];
    expect(problems({ kinds, rate: "1 per plane-day", target: "random plane" }, cluster)).toEqual([
      `hazards[0].rate: ${none}`,
      `hazards[0].target: ${none}`,
    ]);
  });

  test("may lose the links of the other fabric", () => {
    expect(problems({ kinds: [{ kind: "link.down" }] }, cluster)).toEqual([]);
  });
});

test("without either fabric every other kind and rate is as good as before", () => {
  const cluster = { scaleUp: { planes: 0 }, scaleOut: { uplinks: 0 } };
  const needs = (component: string) => ["uplink", "plane", "tor"].includes(component);
  for (const kind of faultKindNames) {
    if (needs(faultKinds[kind].targets[0])) continue;
    expect(problems({ kinds: [{ kind, ...parametersOf[kind].good }] }, cluster)).toEqual([]);
  }
  const counted: ReadonlyArray<RateUnit> = rateUnits.filter((per) => !["link", "plane", "tor"].includes(per));
  for (const per of counted) expect(problems({ rate: `1 per ${per}-day` }, cluster)).toEqual([]);
});

describe("hazards", () => {
  test("have ids of their own", () => {
    expect(problemsOf({ hazards: [hazard(), hazard({ id: "g" }), hazard()] })).toEqual([
      'hazards[2].id: "h" is taken: every hazard needs its own id',
    ]);
  });

  test("have repairs whose mean is not below their median, each kind's too", () => {
    const repair = { lognormal: { median: "2 hours", mean: "1 hour" } };
    expect(problems({ repair, kinds: [{ kind: "card.crash" }, { kind: "node.crash", repair }] })).toEqual([
      expect.stringMatching(/^hazards\[0\]\.kinds\[1\]\.repair\.lognormal\.mean: expected at least the median/),
      expect.stringMatching(/^hazards\[0\]\.repair\.lognormal\.mean: expected at least the median/),
    ]);
  });

  test("that are bad hide no problem of the others", () => {
    expect(
      problemsOf({ hazards: [hazard({ rate: "-1 per day" }), hazard({ victims: lemons, target: "sn00/n*" })] }).map(
        (line) => line.split(":")[0],
      ),
    ).toEqual(["hazards[0].rate", "hazards[1].victims"]);
  });
});

describe("a hazard's rate", () => {
  test("may not bring more faults than a run can go through", () => {
    const hazard = (rate: string) => problemsOf({ hazards: [{ id: "h", rate, kinds: [{ kind: "card.crash" }] }] });
    expect(hazard("1e30 per day")).toEqual([
      expect.stringContaining("hazards[0].rate: expected at most 10000000 faults in a run, found"),
    ]);
    expect(hazard("1000 per card-day")).toEqual([]);
  });
});

describe("a hazard of lives", () => {
  const life = { weibull: { shape: 1.5, mean: "100 days" } };
  const told = (more: object) => problemsOf({ hazards: [{ id: "h", life, kinds: [{ kind: "node.crash" }], ...more }] });

  test.each([
    ["target", { target: "sn00/n*" }],
    ["burst", { burst: { probability: 0.1 } }],
    ["arrivals", { arrivals: { weibull: { shape: 0.6 } } }],
  ])("takes no %s beside it", (key, more) => {
    expect(told(more)).toEqual([
      `hazards[0].${key}: expected no ${key} beside life: every component has a life of its own`,
    ]);
  });

  test("has one sort of component that lives", () => {
    expect(told({ kinds: [{ kind: "node.crash" }, { kind: "card.crash" }] })).toEqual([
      "hazards[0].kinds: expected kinds that strike one sort of component: it is that which lives, found node and card",
    ]);
    expect(told({})).toEqual([]);
  });
});

test("a hazard cannot wait for whoever is slowest", () => {
  const hazard = { id: "h", rate: "1 per day", target: "the slowest card", kinds: [{ kind: "card.crash" }] };
  expect(problemsOf({ hazards: [hazard] })).toEqual([
    "hazards[0].target: expected an address, a glob or a draw: whoever is slowest is so through a fault",
  ]);
});

describe("a repair of what is not repaired", () => {
  const repair = { fixed: "1 hour" };

  test("is refused for a kind that is over in a moment, and for one that a restart cures", () => {
    expect(
      problems({
        kinds: [
          { kind: "job.crash", repair },
          { kind: "card.hang", repair },
        ],
      }),
    ).toEqual([
      expect.stringMatching(/^hazards\[0\]\.kinds\[0\]\.repair: expected none: a job.crash is over in a moment/),
      "hazards[0].kinds[1].repair: expected none: a card.hang lasts until the restart of its process; leave it out",
    ]);
  });

  test("is refused for a hazard of such kinds only", () => {
    expect(problems({ repair, kinds: [{ kind: "job.crash" }, { kind: "card.hang" }] })).toEqual([
      "hazards[0].repair: expected none: nothing that this hazard brings is repaired, but over in a moment or with the restart of its process; leave it out",
    ]);
    expect(problems({ repair, kinds: [{ kind: "job.crash" }, { kind: "card.slow", speed: 0.5 }] })).toEqual([]);
  });
});

test("periods change a rate, and are refused where there is none", () => {
  const periods = { every: "14 days", rateVariation: "40 %" };
  expect(problems({ periods })).toEqual([]);
  expect(problems({ periods, rate: undefined, mtbf: "30 days per node" })).toEqual([]);
  expect(problems({ periods, rate: undefined, life: { weibull: { shape: 3, mean: "100 days" } } })).toEqual([
    "hazards[0].periods: expected a rate or an mtbf, which periods change; lives say who fails when",
  ]);
  expect(problems({ periods, rate: undefined, arrivals: { trace: ["1 hour"] } })).toEqual([
    "hazards[0].periods: expected a rate or an mtbf, which periods change; a trace says when its faults come",
  ]);
});

test("periods are not so short that a run has more of them than can be kept", () => {
  const withPeriods = (every: string) =>
    problemsOf({ duration: "100 days", hazards: [hazard({ periods: { every } })] });
  expect(withPeriods("2 minutes")).toEqual([]);
  expect(withPeriods("1 micro")).toEqual([
    "hazards[0].periods.every: expected at most 100000 periods in a run, found 8.6e+12: each is drawn and kept",
  ]);
});

test("a relapse after every repair never ends, and is refused", () => {
  expect(problems({ relapse: { probability: "99 %" } })).toEqual([]);
  for (const probability of [1, "100 %"]) {
    expect(problems({ relapse: { probability } })).toEqual([
      "hazards[0].relapse.probability: expected less than 100 %: a component that fails again after every repair does so for ever, found 100 %",
    ]);
  }
});
