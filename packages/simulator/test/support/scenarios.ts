import { isMomentary } from "@ordeal/model";
import * as fc from "fast-check";
import type { Written } from "./run.ts";

/** Two hours of a small job in 7 s steps on two supernodes of four nodes, with few links, so that everything happens. */
const MINUTES = 120;

const seconds = (max: number, min = 1) => fc.integer({ min, max }).map((s) => `${s} seconds`);
const node = fc.constantFrom("sn00/n00", "sn00/n01", "sn01/n00", "sn01/n03");
const loop = fc.constantFrom("cdu0", "cdu1");

const parameters: Readonly<Record<string, fc.Arbitrary<object>>> = {
  "card.crash": fc.record({ target: node.map((n) => `${n}/c0`) }),
  "card.hang": fc.record({ target: node.map((n) => `${n}/c1`) }),
  "card.slow": fc.record({ target: node.map((n) => `${n}/c1`), speed: fc.constantFrom(0.5, 0.9) }),
  "card.corrupt": fc.record(
    { target: node.map((n) => `${n}/c0`), stepsAfterLoad: fc.integer({ min: 1, max: 120 }) },
    { requiredKeys: ["target"] },
  ),
  "node.crash": fc.record({ target: fc.oneof(node, fc.constantFrom("random node", "a node of the job", "sn00/n*")) }),
  "link.down": fc.record(
    {
      target: fc.oneof(
        node.map((n) => `${n}/up00`),
        fc.constantFrom("sn00/plane0", "storage"),
      ),
      cuts: fc.boolean(),
    },
    { requiredKeys: ["target"] },
  ),
  "link.flap": fc.record({
    target: node.map((n) => `${n}/up01`),
    up: seconds(200),
    down: seconds(90),
    cuts: fc.boolean(),
  }),
  "link.degrade": fc.record({
    target: fc.constantFrom("sn00/n00/up01", "sn01/plane1", "storage"),
    share: fc.constant(0.4),
  }),
  "switch.down": fc.record({ target: fc.constantFrom("tor00a", "tor00b", "sn01/plane0") }),
  "cooling.pump": fc.record({ target: loop, flow: fc.constantFrom(0, 0.3) }),
  "cooling.inlet": fc.record({ target: loop, rise: fc.constantFrom(20, 45) }),
  "cooling.leak": fc.record({ target: loop }),
  "storage.slow": fc.record({ share: fc.constantFrom(0.1, 0.5) }),
  "storage.down": fc.constant({}),
  "checkpoint.torn": fc.record({ target: fc.constant("tier/first") }),
  "checkpoint.corrupt": fc.record({ target: fc.constant("tier/first") }),
  "job.crash": fc.constant({}),
  "scheduler.stall": fc.constant({}),
  "power.rack": fc.record({ target: fc.constantFrom("sn00/rack00", "sn01/rack01") }),
};

/** Strikes after an event of the journal: once, or every time that it comes. */
const trigger = fc.record(
  {
    event: fc.constantFrom(
      "job.resumed",
      "job.stopped",
      "rung.started",
      "load.started",
      "node.up",
      "path.cut",
      "checkpoint.persist.started",
    ),
    time: fc.constantFrom(1, 2),
    after: fc.oneof(fc.constant("0 seconds"), seconds(300)),
    every: fc.boolean(),
  },
  { requiredKeys: ["event"] },
);

const fault = fc
  .tuple(
    fc.oneof(...Object.entries(parameters).map(([kind, more]) => more.map((own) => ({ kind, ...own })))),
    fc.record({
      start: fc.oneof(
        { weight: 4, arbitrary: fc.record({ at: seconds(MINUTES * 60 - 1, 0) }) },
        fc.record({ on: trigger }),
      ),
      duration: fc.option(seconds(1_500), { nil: undefined }),
      detectAfter: fc.option(seconds(300), { nil: undefined, freq: 5 }),
    }),
  )
  .map(([what, { start, duration, detectAfter }]) => {
    const lasts = isMomentary(what.kind) ? {} : { duration };
    // A fault is found in one way.
    const found = "stepsAfterLoad" in what ? {} : { detectAfter };
    return JSON.parse(JSON.stringify({ ...what, ...start, ...lasts, ...found })) as object;
  });

const interval = fc.oneof(
  fc.integer({ min: 5, max: 60 }).map((steps) => ({ steps })),
  seconds(500, 20),
);

/** Where a tier's copies lie, and what they outlive. */
const lying = fc.oneof(
  fc.record({
    medium: fc.constantFrom("storage", "memory"),
    survives: fc.constantFrom("process", "node", "supernode", "loop", "site"),
  }),
  fc.constantFrom({ copies: 1 }, { copies: 2 }, { copies: 1, apart: "supernode" }).map((peers) => ({
    medium: "memory",
    peers,
  })),
);

const tier = (name: string) =>
  fc
    .record({
      lying,
      stall: seconds(20, 0),
      persist: fc.oneof(fc.constant("0 seconds"), seconds(90)),
      load: seconds(60, 0),
      keep: fc.constantFrom({ last: 1_000_000 }, { last: 1_000_000, for: "0 seconds" }),
      interval,
    })
    .map(({ lying, ...times }) => ({ name, ...lying, ...times }));

const tiers = fc.oneof(fc.tuple(tier("first")), fc.tuple(tier("first"), tier("second")));

const ladder = {
  ladder: [
    {
      name: "retry",
      does: "retry",
      handles: ["link.*", "job.crash"],
      takes: "5 seconds",
      success: 0.5,
      keepsProgress: true,
    },
    { name: "swap", does: "spare", handles: ["node.crash", "card.*"], takes: "20 seconds", success: 0.6 },
    {
      name: "job",
      does: "job",
      takes: { lognormal: { median: "60 seconds", mean: "90 seconds" } },
      takesPerThousandCards: "10 seconds",
      success: 0.9,
    },
  ],
};

const recovery = fc.record({
  policy: fc.constantFrom<unknown>("restart", "elastic", "flash", "mindcluster", ladder),
  restart: seconds(120),
  detect: fc.record(
    { crash: seconds(20, 0), hang: seconds(400), cut: seconds(60), corruption: seconds(900), straggler: seconds(200) },
    { requiredKeys: ["crash", "hang", "cut", "corruption"] },
  ),
  spares: fc.constantFrom("hot", "warm"),
  spareScope: fc.constantFrom("anywhere", "supernode"),
  quarantine: fc.constantFrom<object>(
    { faults: 2, window: "1 hour", release: "10 minutes" },
    { faults: 50, window: "1 second" },
  ),
});

const hazard = fc.record(
  {
    kinds: fc.constantFrom(
      [{ kind: "card.crash" }, { kind: "card.hang" }],
      [{ kind: "node.crash" }, { kind: "job.crash" }],
    ),
    exposed: fc.constantFrom("always", "while the job has processes", "while stepping"),
    relapse: fc.constant({ probability: 0.5, within: "10 minutes" }),
    burst: fc.constant({ probability: 0.3, extra: 2 }),
    arrivals: fc.constant({ weibull: { shape: 0.62 } }),
    victims: fc.constant({ lemons: { share: 0.25, faults: 0.75, curedByRepair: 0.5 } }),
  },
  { requiredKeys: ["kinds"] },
);

/** Any small scenario, as people would write it. */
export const scenarios: fc.Arbitrary<Written> = fc
  .record({
    seed: fc.nat(1_000),
    job: fc.record(
      {
        nodes: fc.constantFrom(5, 6, 8),
        linearity: fc.constantFrom(1, 0.9),
        replicasMin: fc.constantFrom(1, 3, 5),
        spares: fc.constantFrom("the rest", "unlimited"),
        evaluation: fc.record({ everySteps: fc.integer({ min: 5, max: 80 }), takes: seconds(60) }),
        maintenance: fc.array(fc.record({ at: seconds(7_000), takes: seconds(600) }), { maxLength: 1 }),
      },
      { requiredKeys: ["nodes"] },
    ),
    tiers,
    recovery,
    faults: fc.array(fault, { maxLength: 7 }),
    hazard: fc.option(hazard, { nil: undefined, freq: 2 }),
    change: fc.option(seconds(7_000), { nil: undefined, freq: 3 }),
  })
  .map(({ seed, job, tiers, recovery, faults, hazard, change }) => {
    const checkpoint = { interval: "10 minutes", tiers };
    const faster = { interval: "100 seconds", tiers: tiers.map(({ interval: _, ...rest }) => rest) };
    return {
      seed,
      duration: `${MINUTES} minutes`,
      cluster: {
        nodes: 8,
        nodesPerSupernode: 4,
        nodesPerRack: 2,
        scaleUp: { planes: 2 },
        scaleOut: { uplinks: 2 },
        cutProbability: 0.3,
        repair: { exponential: { mean: "20 minutes" } },
      },
      job: { step: "7 seconds", ...job },
      checkpoint,
      recovery,
      faults,
      hazards: hazard === undefined ? [] : [{ id: "cards", rate: "1 per node-hour", ...hazard }],
      changes: change === undefined ? [] : [{ at: change, checkpoint: faster }],
    };
  });
