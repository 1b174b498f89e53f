import type { Written } from "./support.ts";

/** As a file would bring it: beyond the largest double. */
const TOO_LARGE = JSON.parse("1e400") as number;
const START = "2026-03-26T09:00:00+08:00";
/** A fault, but for what is given. */
export const crash = (more: Written): Written => ({ kind: "card.crash", target: "random card", ...more });
/** A hazard, but for what is given. */
export const hazard = (more: Written): Written => ({
  id: "h",
  rate: "1 per day",
  kinds: [{ kind: "card.crash" }],
  ...more,
});

/** What is written, and where and how it must be told. */
export const badInput: ReadonlyArray<readonly [string, Written, string, RegExp]> = [
  ["an unknown section", { recovry: {} }, "recovry", /^is not a field/],
  ["an unknown field", { cluster: { flavour: 1 } }, "cluster.flavour", /^is not a field/],
  ["an unknown field deep down", { recovery: { detect: { crush: 1 } } }, "recovery.detect.crush", /^is not a field/],
  [
    "a duration without a unit",
    { duration: 10_800 },
    "duration",
    /^expected a duration longer than zero.*found 10800$/,
  ],
  ["a duration as a percentage", { job: { step: "93 %" } }, "job.step", /^expected a duration.*found "93 %"$/],
  [
    "a percentage as a duration",
    { job: { linearity: "1 hour" } },
    "job.linearity",
    /^expected a share.*found "1 hour"$/,
  ],
  [
    "a size as a bandwidth",
    { cluster: { storage: { read: "2 TB" } } },
    "cluster.storage.read",
    /^expected a bandwidth/,
  ],
  ["a rate without its exposure", { hazards: [hazard({ rate: "0.3" })] }, "hazards[0].rate", /^expected a rate/],
  [
    "a negative rate",
    { hazards: [hazard({ rate: "-1 per day" })] },
    "hazards[0].rate",
    /^expected a rate that is not neg/,
  ],
  ["a rate without end", { hazards: [hazard({ rate: "1e400 per day" })] }, "hazards[0].rate", /^expected a rate/],
  [
    "more job nodes than nodes",
    { job: { nodes: 7 } },
    "job.nodes",
    /^expected at most the cluster's 6 nodes, found 7$/,
  ],
  ["a negative count", { cluster: { nodes: -6 } }, "cluster.nodes", /^expected a value between 1 and .*, found -6$/],
  ["half a node", { job: { nodes: 2.5 } }, "job.nodes", /^expected an integer, found 2\.5$/],
  ["NaN", { cluster: { pue: Number.NaN } }, "cluster.pue", /^expected a finite number, found NaN$/],
  ["Infinity", { seed: Number.POSITIVE_INFINITY }, "seed", /^expected an integer, found Infinity$/],
  ["1e400", { cluster: { pue: TOO_LARGE } }, "cluster.pue", /^expected a finite number, found Infinity$/],
  ["1e400 bytes", { checkpoint: { size: "1e400 B" } }, "checkpoint.size", /^expected a size.*found "1e400 B"$/],
  ["a negative seed", { seed: -1 }, "seed", /^expected a value between 0 and 4294967295, found -1$/],
  ["a metric that does not exist", { thresholds: ["speed > 3"] }, "thresholds[0]", /there is no metric "speed"$/],
  [
    "a threshold above 100 %",
    { thresholds: ["ettr >= 95"] },
    "thresholds[0]",
    /^expected "ettr" to be compared with a share/,
  ],
  [
    "a card that does not exist",
    { faults: [crash({ at: "1 hour", target: "sn09/n00/c0" })] },
    "faults[0].target",
    /^sn09\/n00\/c0 does not exist: expected sn00 to sn01$/,
  ],
  [
    "a node as a card",
    { faults: [crash({ at: "1 hour", target: "sn00/n00" })] },
    "faults[0].target",
    /^expected a card: .*, found a node$/,
  ],
  [
    "no target",
    { faults: [{ kind: "card.crash", at: "1 hour" }] },
    "faults[0].target",
    /^is required: a card\.crash strikes a card$/,
  ],
  [
    "overlapping loops",
    {
      cluster: {
        cooling: {
          loops: [
            { from: 0, to: 1 },
            { from: 1, to: 1 },
          ],
        },
      },
    },
    "cluster.cooling.loops[1]",
    /^expected one loop a supernode, found sn01 in loop cdu0 too$/,
  ],
  [
    "a loop missing",
    { cluster: { cooling: { loops: [{ from: 0, to: 0 }] } } },
    "cluster.cooling.loops",
    /^expected a loop for every supernode, found none for sn01$/,
  ],
  ["no loop at all", { cluster: { cooling: { loops: [] } } }, "cluster.cooling.loops", /found none for sn00$/],
  [
    "a run of no time",
    { duration: "0 seconds" },
    "duration",
    /^expected a duration longer than zero.*found "0 seconds"$/,
  ],
  [
    "a fault of no time",
    { faults: [crash({ at: "1 hour", duration: "0 seconds" })] },
    "faults[0].duration",
    /longer than zero/,
  ],
  [
    "a link without its fabric",
    { cluster: { scaleOut: { uplinks: 0 } }, faults: [{ kind: "link.down", target: "random link", at: "1 hour" }] },
    "faults[0].target",
    /^cluster "small" has no scale-out fabric/,
  ],
  [
    "a plane without its fabric",
    { cluster: { scaleUp: { planes: 0 } }, faults: [{ kind: "link.down", target: "sn00/plane0", at: "1 hour" }] },
    "faults[0].target",
    /^cluster "small" has no scale-up fabric/,
  ],
  [
    "a hazard of links without their fabric",
    { cluster: { scaleOut: { uplinks: 0 } }, hazards: [hazard({ kinds: [{ kind: "link.down" }] })] },
    "hazards[0].kinds[0].kind",
    /^cluster "small" has no scale-out fabric/,
  ],
  [
    "a hazard of links on nodes without their fabric",
    {
      cluster: { scaleOut: { uplinks: 0 } },
      hazards: [hazard({ kinds: [{ kind: "link.down" }], target: "a node of the job" })],
    },
    "hazards[0].kinds[0].kind",
    /^cluster "small" has no scale-out fabric/,
  ],
  [
    "two faults with one id",
    { faults: [crash({ id: "a", at: "1 hour" }), crash({ id: "a", at: "2 hours" })] },
    "faults[1].id",
    /^"a" is taken: every fault needs its own id$/,
  ],
  [
    "two hazards with one id",
    { hazards: [hazard({}), hazard({})] },
    "hazards[1].id",
    /^"h" is taken: every hazard needs its own id$/,
  ],
  [
    "a date in a run without a start",
    { faults: [crash({ at: START })] },
    "faults[0].at",
    /add startsAt, or give a time since the start$/,
  ],
  ["a date without a zone", { startsAt: "2026-03-26T09:00:00" }, "startsAt", /^expected a date with its time zone/],
  ["31 February", { startsAt: "2026-02-31T09:00:00Z" }, "startsAt", /^expected a date/],
  [
    "two starts",
    { faults: [crash({ at: "1 hour", every: { period: "1 hour" } })] },
    "faults[0]",
    /^expected exactly one of at, on and every, found at and every$/,
  ],
  ["no start", { faults: [crash({})] }, "faults[0]", /^expected exactly one of at, on and every, found none$/],
  [
    "a fault after the end",
    { faults: [crash({ at: "4 hours" })] },
    "faults[0].at",
    /^expected a time before the run ends after 3 hours, found 4 hours$/,
  ],
  [
    "a fault before the start",
    { startsAt: START, faults: [crash({ at: "2026-03-25T09:00:00+08:00" })] },
    "faults[0].at",
    /^expected a date after startsAt, found one 1 day before it$/,
  ],
  [
    "a trip below the throttle",
    { cluster: { cooling: { tripC: 80 } } },
    "cluster.cooling.tripC",
    /^expected more than throttleC \(88 °C\), found 80 °C$/,
  ],
  [
    "a mean below the median",
    { cluster: { repair: { lognormal: { median: "2 hours", mean: "1 hour" } } } },
    "cluster.repair.lognormal.mean",
    /^expected at least the median \(2 hours\).*found 1 hour$/,
  ],
  [
    "a formula with nothing to go by",
    { checkpoint: { interval: "daly" } },
    "checkpoint.interval",
    /add checkpoint\.mtbf, or give an interval$/,
  ],
  [
    "lemons beside a target",
    { hazards: [hazard({ target: "sn00/n*", victims: { lemons: { share: 0.1, faults: 0.5 } } })] },
    "hazards[0].victims",
    /^expected no lemons beside target/,
  ],
  [
    "a change that drops a tier",
    {
      checkpoint: { tiers: [{ stall: "1 second" }, { name: "b", stall: "1 second" }] },
      changes: [{ at: "1 hour", checkpoint: { interval: "1 hour", tiers: [{ stall: "1 second" }] } }],
    },
    "changes[0].checkpoint.tiers",
    /^expected the tiers of the checkpoint, in their order \(storage, b\)/,
  ],
  [
    "a change that renames a tier",
    { changes: [{ at: "1 hour", checkpoint: { interval: "1 hour", tiers: [{ name: "b", stall: "1 second" }] } }] },
    "changes[0].checkpoint.tiers",
    /found b$/,
  ],
  ["a change after the end", { changes: [{ at: "3 hours" }] }, "changes[0].at", /^expected a time before the run ends/],
  [
    "an unknown fault kind",
    { faults: [{ kind: "card.krash", at: "1 hour" }] },
    "faults[0].kind",
    /^expected a fault whose kind is one of card\.crash, .*, found "card\.krash"; did you mean "card\.crash"\?$/,
  ],
  [
    "an unknown policy",
    { recovery: { policy: "restrat" } },
    "recovery.policy",
    /^expected a recovery policy: "restart", .*, found "restrat"$/,
  ],
  ["nothing where something is wanted", { recovery: null }, "recovery", /^expected a mapping, found null$/],
];
