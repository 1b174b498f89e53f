import fc from "fast-check";
import { type KnownKind, kindOf, knownKinds } from "./kinds.ts";

/** What can be drawn: a scenario as people would write it. */
export type Written = Readonly<Record<string, unknown>>;

const write = (us: number): string => `${us} micros`;
const seconds = (max: number, min = 0) => fc.integer({ min, max }).map((s) => write(s * 1e6));
const node = fc.constantFrom("sn00/n00", "sn00/n01", "sn00/n02", "sn01/n00", "sn01/n01", "sn01/n03");
const card = node.map((name) => `${name}/c0`);
const uplink = fc.tuple(node, fc.constantFrom("up00", "up01", "up*")).map(([name, port]) => `${name}/${port}`);
const link = fc.oneof({ weight: 3, arbitrary: uplink }, fc.constantFrom("sn00/plane0", "sn01/plane1", "storage"));
const loop = fc.constantFrom("cdu0", "cdu1");
const cuts = fc.constantFrom({}, { cuts: true }, { cuts: false });

/** The parameters of every kind that the reference knows. */
const parameters: Readonly<Record<KnownKind, fc.Arbitrary<object>>> = {
  "card.crash": fc.record({ target: card }),
  "card.hang": fc.record({ target: card }),
  "card.slow": fc.record({ target: card, speed: fc.constantFrom(0.5, 0.8) }),
  "card.corrupt": fc.record({ target: card }),
  "node.crash": fc.record({ target: fc.oneof({ weight: 4, arbitrary: node }, fc.constantFrom("sn00/n*", "sn*/n01")) }),
  "power.rack": fc.record({ target: fc.constantFrom("sn00/rack00", "sn00/rack01", "sn01/rack00") }),
  "job.crash": fc.constant({}),
  "link.down": fc.tuple(fc.record({ target: link }), cuts).map(([where, how]) => ({ ...where, ...how })),
  "link.flap": fc
    .tuple(fc.record({ target: link, up: seconds(200, 1), down: seconds(90, 1) }), cuts)
    .map(([where, how]) => ({ ...where, ...how })),
  "link.degrade": fc.record({ target: link, share: fc.constantFrom(0.25, 0.5) }),
  "switch.down": fc
    .tuple(fc.constantFrom("tor00a", "tor00b", "tor00*", "tor01a", "sn01/plane0"), cuts)
    .map(([target, how]) => ({ target, ...how })),
  "cooling.pump": fc.record({ target: loop, flow: fc.constantFrom(0, 0.12, 0.3) }),
  "cooling.leak": fc.record({ target: loop }),
  "storage.slow": fc.record({ share: fc.constantFrom(0.25, 0.5) }),
  "storage.down": fc.constant({}),
  "checkpoint.torn": fc.record({ target: fc.constant("tier/first") }),
  "checkpoint.corrupt": fc.record({ target: fc.constant("tier/first") }),
  "scheduler.stall": fc.constant({}),
};

const RUN_S = 3_000;
const STEP_S = 10;

/** A fault of one of these kinds; one in three times at a whole number of steps. */
const faultOf = (kinds: ReadonlyArray<KnownKind>): fc.Arbitrary<object> =>
  fc.constantFrom(...kinds).chain((kind) =>
    fc
      .record({
        own: parameters[kind],
        at: fc.oneof(
          seconds(RUN_S - 1),
          fc.integer({ min: 0, max: RUN_S / STEP_S - 1 }).map((steps) => write(steps * STEP_S * 1e6)),
          fc.integer({ min: 0, max: RUN_S * 1e6 - 1 }).map(write),
        ),
        duration: fc.option(seconds(1_000, 1), { nil: undefined, freq: 3 }),
        detectAfter: fc.option(seconds(300), { nil: undefined, freq: 5 }),
      })
      .map(({ own, at, duration, detectAfter }) => ({
        kind,
        ...own,
        at,
        ...(duration === undefined || kindOf(kind).ends === "at once" ? {} : { duration }),
        ...(detectAfter === undefined ? {} : { detectAfter }),
      })),
  );

const tier = (name: string) =>
  fc.record({
    name: fc.constant(name),
    medium: fc.constantFrom("storage", "memory"),
    stall: seconds(20),
    persist: fc.oneof(fc.constant(write(0)), seconds(120, 1)),
    load: seconds(60),
    survives: fc.constantFrom("process", "node", "supernode", "loop", "site"),
    keep: fc.constantFrom<object>({}, { last: 1 }, { last: 2, every: write(600e6), for: write(1800e6) }),
    interval: fc.oneof(
      fc.integer({ min: 3, max: 40 }).map((steps) => ({ steps })),
      seconds(400, 10),
    ),
  });

const steadyRung = fc.record({
  does: fc.constantFrom("retry", "process", "spare", "job"),
  handles: fc.constantFrom(["*"], ["*"], ["job.crash", "link.*"], ["card.*", "node.crash"]),
  takes: seconds(120),
  takesPerThousandCards: fc.constantFrom(write(0), write(1000e6)),
  success: fc.constantFrom(0, 1),
  keepsProgress: fc.boolean(),
});

/** Rungs that always or never help; the last one restarts everything, for whatever happens. */
const ladder = fc.array(steadyRung, { maxLength: 3 }).map((rungs) => ({
  ladder: [
    ...rungs.map((rung, index) => ({ name: `rung ${index}`, ...rung })),
    { name: "last", does: "job", takes: write(90e6) },
  ],
}));

const recovery = fc.record({
  policy: fc.oneof(fc.constant("restart"), ladder),
  restart: seconds(200),
  detect: fc.record(
    {
      crash: seconds(20),
      hang: seconds(400, 1),
      cut: seconds(90, 1),
      corruption: seconds(900, 1),
      straggler: seconds(300, 1),
    },
    { requiredKeys: ["crash", "hang", "cut", "corruption"] },
  ),
  spares: fc.constantFrom("hot", "warm", "cold"),
  spareScope: fc.constantFrom("anywhere", "supernode"),
});

const sections = {
  cluster: fc.record({
    name: fc.constant("small"),
    nodes: fc.constant(8),
    nodesPerSupernode: fc.constant(4),
    nodesPerRack: fc.constant(2),
    cardsPerNode: fc.constant(2),
    scaleUp: fc.constant({ planes: 2 }),
    scaleOut: fc.record({ uplinks: fc.constant(2), tors: fc.constant(2) }),
    failover: fc.constantFrom(write(0), write(5e6)),
    cutProbability: fc.constantFrom(0, 0, 1),
    repair: fc.record({ fixed: seconds(RUN_S, 1) }),
    pue: fc.constantFrom(1, 1.25),
  }),
  job: fc.record(
    {
      nodes: fc.constantFrom(4, 5, 6, 8),
      step: fc.constant(write(STEP_S * 1e6)),
      linearity: fc.constantFrom(1, 0.9),
      evaluation: fc.record({ everySteps: fc.integer({ min: 3, max: 40 }), takes: seconds(60, 1) }),
      maintenance: fc.array(fc.record({ at: seconds(RUN_S - 1), takes: seconds(600, 1) }), { maxLength: 2 }),
    },
    { requiredKeys: ["nodes", "step"] },
  ),
  checkpoint: fc
    .oneof(fc.tuple(tier("first")), fc.tuple(tier("first"), tier("second")))
    .map((tiers) => ({ interval: write(600e6), tiers })),
  recovery,
  // Swarm: a few kinds at a time, so that each gets room.
  faults: fc
    .subarray([...knownKinds], { minLength: 1, maxLength: 5 })
    .chain((kinds) => fc.array(faultOf(kinds), { maxLength: 5 })),
};

/** Every duration in a scenario so many times as long. */
const stretch = (written: unknown, factor: number): unknown => {
  if (typeof written === "string") return written.replace(/^(\d+) micros$/, (_, us) => write(Number(us) * factor));
  if (Array.isArray(written)) return written.map((one) => stretch(one, factor));
  if (typeof written !== "object" || written === null) return written;
  return Object.fromEntries(Object.entries(written).map(([key, value]) => [key, stretch(value, factor)]));
};

/** Small scenarios of fifty minutes in steps of seconds, or of two days in long steps, which have a worst window. */
export const scenarios: fc.Arbitrary<Written> = fc
  .tuple(fc.constantFrom(1, 1, 60), fc.record(sections))
  .map(([factor, drawn]) => {
    const all = { title: "a random scenario", seed: 1, duration: write(RUN_S * 1e6), ...drawn };
    return stretch(all, factor) as Written;
  });

/** The same, in which every other transport takes its time to try again a path that is whole again. */
export const reconnectingScenarios: fc.Arbitrary<Written> = fc
  .tuple(scenarios, fc.constantFrom(undefined, undefined, undefined, "2 seconds", "45 seconds", "20 minutes"))
  .map(([written, reconnect]) =>
    reconnect === undefined ? written : { ...written, cluster: { ...(written.cluster as object), reconnect } },
  );
