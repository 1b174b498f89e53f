/**
 * Relations between the runs of two scenarios that differ in one known way. They need no oracle: what a run should come
 * to is not known, but how two of them must differ is. Each holds exactly, or names its exception.
 */
import type { ArbitraryOptions } from "@ordeal/explorer";
import {
  buckets,
  type FaultKind,
  type FaultSpec,
  faultKindNames,
  HOUR_US,
  type Instant,
  instantUs,
  type JournalEvent,
  nodesPerRackOf,
  parseSelector,
  type Recovery,
  type Scenario,
  SECOND_US,
  type Selector,
} from "@ordeal/model";
import { builtIn, openRun, simulate } from "@ordeal/simulator";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holds, lines, type Run, run, type Wanted } from "../packages/explorer/test/arbitraries/relation.ts";
import { stretch } from "../packages/explorer/test/arbitraries/stretch.ts";
import { undisturbed } from "../packages/explorer/test/arbitraries/undisturbed.ts";
import { expectSame } from "./support/expect-same.ts";

/** Everything but what is said of one fault, and of nodes. */
const besides =
  (faultId: string): Wanted =>
  ({ type, data }) =>
    !type.startsWith("node.") && !("faultId" in data && data.faultId === faultId);

/** Faults that wait for nothing that another fault brings about. */
const independent = ({ on }: FaultSpec): boolean => on === undefined || /^(job|checkpoint|load|rung)/.test(on.event);

const withFault = (scenario: Scenario, fault: FaultSpec): Scenario => ({
  ...scenario,
  faults: [...scenario.faults, fault],
});

const select = (written: string): Selector => {
  const selector = parseSelector(written);
  if (selector === undefined) throw new Error(`no selector: ${written}`);
  return selector;
};

const kindsWithout = (pattern: RegExp): ReadonlyArray<FaultKind> =>
  faultKindNames.filter((kind) => !pattern.test(kind));

/** The same, with intervals that do not follow from what the scenario's hazards come to. */
const ownMtbf = (scenario: Scenario): Scenario => ({
  ...scenario,
  checkpoint: { ...scenario.checkpoint, mtbf: scenario.checkpoint.mtbf ?? HOUR_US },
});

/** Faults that take no node out of use. */
const harmlessToNodes = faultKindNames.filter((kind) => /^(job|scheduler|storage|checkpoint)/.test(kind));

describe("a fault that does not reach the job", () => {
  test("on an idle healthy spare changes no step", () => {
    const parts = { "card.crash": "/c0", "card.hang": "/c0", "card.slow": "/c0", "card.corrupt": "/c0" } as const;
    const kinds = Object.keys(parts) as ReadonlyArray<keyof typeof parts>;
    holds(60, { kinds: harmlessToNodes, hazardsMax: 1 }, (drawn, seed, [kindDie, atDie, forDie]) => {
      const { cluster, job, recovery, faults, duration } = drawn;
      fc.pre(cluster.nodes > job.nodes);
      const base: Scenario = {
        ...drawn,
        recovery: { ...recovery, spareScope: "anywhere" },
        faults: faults.filter(independent),
      };
      const kind = kinds[kindDie % kinds.length] ?? "card.crash";
      const last = cluster.nodes - 1;
      const node = `sn${Math.floor(last / cluster.nodesPerSupernode)}/n${last % cluster.nodesPerSupernode}`;
      const fault: FaultSpec = {
        id: "spare",
        kind,
        target: select(`${node}${parts[kind]}`),
        at: atDie % duration,
        duration: 1 + (forDie % HOUR_US),
        ...(kind === "card.slow" ? { speed: 0.5 } : {}),
      };
      const without = run(base, seed);
      const withIt = run(withFault(base, fault), seed);
      expect(lines(withIt.journal, besides("spare"))).toEqual(lines(without.journal, besides("spare")));
      expectSame(withIt.result.ledgerUs, without.result.ledgerUs);
    });
  });

  const costsNothing: ReadonlyArray<
    readonly [name: string, options: ArbitraryOptions, base: (drawn: Scenario) => Scenario, fault: Partial<FaultSpec>]
  > = [
    [
      "a slower plane, when no communication is exposed",
      {},
      (drawn) => ({
        ...drawn,
        cluster: { ...drawn.cluster, scaleUp: { planes: 2 } },
        job: { ...drawn.job, linearity: 1 },
      }),
      { kind: "link.degrade", target: select("sn00/plane1"), share: 0.5 },
    ],
    [
      "a lost plane, when traffic moves to the other at once and no communication is exposed",
      { kinds: kindsWithout(/^(link|switch)/) },
      (drawn) => ({
        ...drawn,
        cluster: { ...drawn.cluster, scaleUp: { planes: 2 }, failover: 0 },
        job: { ...drawn.job, linearity: 1 },
      }),
      { kind: "link.down", target: select("sn00/plane1"), cuts: false },
    ],
    [
      "a store that stands still, when no tier uses it",
      {},
      (drawn) => ({ ...drawn, checkpoint: inMemory(drawn.checkpoint), changes: [] }),
      { kind: "storage.down" },
    ],
    [
      "a scheduler that does not answer, when nothing else happens",
      { faultsMax: 0, hazardsMax: 0 },
      (drawn) => drawn,
      { kind: "scheduler.stall" },
    ],
    [
      "a damaged copy that nobody loads",
      { faultsMax: 0, hazardsMax: 0 },
      (drawn) => drawn,
      { kind: "checkpoint.corrupt", target: select("tier/a") },
    ],
    [
      "a torn copy that nobody loads",
      { faultsMax: 0, hazardsMax: 0 },
      (drawn) => drawn,
      { kind: "checkpoint.torn", target: select("tier/a") },
    ],
    [
      "half the coolant, when that keeps cards below the throttle",
      { kinds: kindsWithout(/^cooling/) },
      (drawn) => ({ ...drawn, cluster: { ...drawn.cluster, cooling: defaultCooling } }),
      { kind: "cooling.pump", target: select("cdu0"), flow: 0.5 },
    ],
    [
      "a pump on a loop that serves no node of the job",
      { faultsMax: 0, hazardsMax: 0 },
      (drawn) => ({
        ...drawn,
        cluster: {
          ...drawn.cluster,
          nodes: drawn.job.nodes + 1,
          nodesPerSupernode: drawn.job.nodes,
          cooling: defaultCooling,
        },
        recovery: { ...drawn.recovery, spareScope: "anywhere" },
      }),
      { kind: "cooling.pump", target: select("cdu1"), flow: 0 },
    ],
  ];
  test.each(costsNothing)("costs nothing: %s", (_, options, base, fault) => {
    holds(40, options, (drawn, seed, [atDie, forDie]) => {
      const scene = base({ ...drawn, faults: drawn.faults.filter(independent) });
      // Every other time it begins and ends where steps do.
      const grainUs = atDie % 2 === 0 ? 1 : drawn.job.step;
      const whole = (us: number): number => us - (us % grainUs);
      const at = whole(atDie % drawn.duration);
      const spec = { id: "idle", at, duration: Math.max(1, whole(forDie % HOUR_US)), ...fault } as FaultSpec;
      expect(simulate(withFault(scene, spec), { seed }).ledgerUs).toEqual(simulate(scene, { seed }).ledgerUs);
    });
  });
});

const inMemory = (checkpoint: Scenario["checkpoint"]): Scenario["checkpoint"] => {
  const [first, ...others] = checkpoint.tiers;
  const keptAway = <T extends object>(tier: T) => ({ ...tier, medium: "memory" as const });
  return { ...checkpoint, tiers: [keptAway(first), ...others.map(keptAway)] };
};

const defaultCooling: Scenario["cluster"]["cooling"] = {
  coolantC: 38,
  loadW: 700,
  idleW: 150,
  heatCapacityJPerK: 500,
  conductanceWPerK: 33.3,
  ambientConductanceWPerK: 0.2,
  speedMin: 0.5,
  throttleC: 88,
  resumeC: 83,
  tripC: 100,
  inletTimeConstant: 600_000_000,
};

describe("names", () => {
  test("of the cluster, of tiers and of rungs change nothing but names", () => {
    const mark = "renamed-";
    holds(60, { kinds: kindsWithout(/^checkpoint/) }, (drawn, seed) => {
      const checkpoint = (one: Scenario["checkpoint"]): Scenario["checkpoint"] => {
        const [first, ...others] = one.tiers;
        const renamed = <T extends { readonly name: string }>(tier: T) => ({ ...tier, name: mark + tier.name });
        return { ...one, tiers: [renamed(first), ...others.map(renamed)] };
      };
      const recovery = (one: Recovery): Recovery => {
        if (typeof one.policy !== "object") return one;
        const [first, ...others] = one.policy.ladder;
        const renamed = <T extends { readonly name: string }>(rung: T) => ({ ...rung, name: mark + rung.name });
        return { ...one, policy: { ladder: [renamed(first), ...others.map(renamed)] } };
      };
      const other: Scenario = {
        ...drawn,
        cluster: { ...drawn.cluster, name: `${mark}cluster` },
        checkpoint: checkpoint(drawn.checkpoint),
        recovery: recovery(drawn.recovery),
        changes: drawn.changes.map((change) => ({
          ...change,
          ...(change.checkpoint === undefined ? {} : { checkpoint: checkpoint(change.checkpoint) }),
          ...(change.recovery === undefined ? {} : { recovery: recovery(change.recovery) }),
        })),
      };
      const [one, two] = [run(drawn, seed), run(other, seed)];
      expect(lines(two.journal).map((line) => line.replaceAll(mark, ""))).toEqual(lines(one.journal));
      expectSame(two.result, one.result);
    });
  });
});

describe("time", () => {
  /** So many microseconds to the second divide by every count of replicas, links and transfers below. */
  const EXACT_US = 48_048_000;
  /** Whole seconds become so many units. */
  const inUnits = (unitUs: number) => (us: number) => Math.ceil(us / SECOND_US) * unitUs;

  test("doubled everywhere, with rates and bandwidths halved, doubles the journal's times and the ledger", () => {
    // Nothing that rounds a float to whole microseconds: no cooling, no drawn times, shares that are powers of two.
    holds(60, { kinds: kindsWithout(/^cooling/), nodesMax: 6, hazardsMax: 0 }, (drawn, seed) => {
      const even = withoutRounding(drawn);
      const [one, two] = [EXACT_US, 2 * EXACT_US].map((us) => run(stretch(even, inUnits(us), us / SECOND_US), seed));
      if (one === undefined || two === undefined) throw new Error("two runs");
      expect(two.journal.map(({ atUs }) => atUs)).toEqual(one.journal.map(({ atUs }) => 2 * atUs));
      // Only the step that the end of the run cuts is split pro rata, and rounded.
      expectDoubled(one, two, 1);
    });
  });

  test("doubled everywhere doubles the ledger to ± 1 µs an event where drawn times are rounded", () => {
    // A step that is slowed is rounded as well, and many of them drift until another save comes first: no slow cards.
    const kinds = kindsWithout(/^(card.slow|cooling)/);
    holds(60, { kinds, policies: ["restart", "flash", "mindcluster"] }, (drawn, seed) => {
      const steady = { ...drawn, job: { ...drawn.job, linearity: 1 } };
      const [one, two] = [1, 2].map((k) =>
        run(
          stretch(steady, (us) => k * us, k),
          seed,
        ),
      );
      if (one === undefined || two === undefined) throw new Error("two runs");
      expectDoubled(one, two, one.journal.length);
    });
  });
});

const expectDoubled = (one: Run, two: Run, slackUs: number): void => {
  for (const bucket of buckets) {
    const offUs = Math.abs(two.result.ledgerUs[bucket] - 2 * one.result.ledgerUs[bucket]);
    expect(offUs, bucket).toBeLessThanOrEqual(slackUs);
  }
};

/** Shares and speeds of a half, at most two tiers, fixed repairs, and a replica a node. */
const withoutRounding = (scenario: Scenario): Scenario => {
  const { cardsPerReplica: _, ...job } = scenario.job;
  const checkpoint = (one: Scenario["checkpoint"]): Scenario["checkpoint"] => {
    const { size: _, ...others } = one;
    const [first, second] = one.tiers;
    return { ...others, tiers: [first, ...(second === undefined ? [] : [second])] };
  };
  const halved = <T extends { readonly speed?: number; readonly share?: number }>(fault: T): T => ({
    ...fault,
    ...(fault.speed === undefined ? {} : { speed: 0.5 }),
    ...(fault.share === undefined ? {} : { share: 0.5 }),
  });
  return {
    ...scenario,
    cluster: { ...scenario.cluster, repair: { fixed: 600_000_000 } },
    job: { ...job, linearity: scenario.job.linearity === 1 ? 1 : 0.5, replicasMin: 1 },
    checkpoint: checkpoint(scenario.checkpoint),
    faults: scenario.faults.map(halved),
    changes: scenario.changes.map((change) =>
      change.checkpoint === undefined ? change : { ...change, checkpoint: checkpoint(change.checkpoint) },
    ),
  };
};

describe("a run without faults", () => {
  test("is worth 1 less the stalls of its checkpoints and its planned stops, exactly", () => {
    holds(60, { faultsMax: 0, hazardsMax: 0, changesMax: 0 }, (drawn, seed) => {
      const [first, ...others] = inMemory(drawn.checkpoint).tiers;
      const tiers = [{ ...first, medium: drawn.checkpoint.tiers[0].medium }, ...others] as const;
      const scene: Scenario = { ...drawn, checkpoint: { ...drawn.checkpoint, tiers } };
      const { ledgerUs, metrics } = simulate(scene, { seed });
      const expected = undisturbed(scene);
      const nothing = Object.fromEntries(Object.keys(ledgerUs).map((bucket) => [bucket, 0]));
      expectSame(ledgerUs, { ...nothing, ...expected });
      const lostUs = expected.checkpoint + expected.planned;
      expect(metrics.effectiveThroughput).toBe((drawn.duration - lostUs) / drawn.duration);
    });
  });
});

/** What a hazard brought, by fault id: when, and what. */
const arrivals = ({ journal }: Run, hazardId: string): ReadonlyMap<string, string> => {
  const isOfHazard = new RegExp(`^${hazardId}#\\d+(\\.b\\d+)?$`);
  return new Map(
    journal.flatMap(({ atUs, type, data }) => {
      if ((type !== "fault.started" && type !== "fault.skipped") || !("faultId" in data)) return [];
      if (!isOfHazard.test(data.faultId)) return [];
      const where = "targets" in data ? ` on ${data.targets.join()}` : "";
      return [[data.faultId, `${atUs} ${(data as { kind: string }).kind}${where}`] as const];
    }),
  );
};

describe("chance", () => {
  test("adding a hazard and faults moves no draw of another hazard: when, what kind, and who", () => {
    holds(60, { hazardsMax: 2 }, (scenario, seed) => {
      const drawn = ownMtbf(scenario);
      const [first] = drawn.hazards;
      // The lives of components follow from their repairs, and those from what else happens.
      fc.pre(first !== undefined && first.life === undefined && first.relapse === undefined);
      // Without the other hazards saves would come at another pace, or a formula could not tell theirs.
      const paced = {
        ...drawn,
        checkpoint: { ...drawn.checkpoint, mtbf: drawn.checkpoint.mtbf ?? HOUR_US },
        changes: [],
      };
      const alone = arrivals(run({ ...paced, hazards: [first], faults: [] }, seed), first.id);
      const among = arrivals(run(paced, seed), first.id);
      expectSame([...among.keys()], [...alone.keys()]);
      for (const [id, what] of alone) {
        const other = among.get(id) ?? "";
        // One whose victim is down is skipped, and says only when and what kind; who is in the job differs by itself.
        if (what.includes(" on ") && other.includes(" on ") && first.target === undefined) expect(other, id).toBe(what);
        else expect(other.split(" on ")[0], id).toBe(what.split(" on ")[0]);
      }
    });
  });
});

/** A recovery whose restart always takes the same. */
const fixed = (recovery: Recovery): Recovery =>
  typeof recovery.restart === "number" ? recovery : { ...recovery, restart: 100 * SECOND_US };

describe("a run", () => {
  test("is the same in one go and in a thousand advances", () => {
    holds(60, {}, (drawn, seed) => {
      const journal: Array<JournalEvent> = [];
      const slow = openRun(drawn, { seed, onEvent: (event) => journal.push(event) });
      for (let part = 1; part <= 1_000; part++) slow.advance(Math.floor((drawn.duration * part) / 1_000));
      const whole = run(drawn, seed);
      expectSame(journal, whole.journal);
      expectSame(slow.result(), whole.result);
    });
  });

  test("that is shorter is the beginning of a longer one", () => {
    holds(60, {}, (scenario, seed, [cutDie]) => {
      const drawn = ownMtbf(scenario);
      const duration = 1 + (cutDie % drawn.duration);
      const journal: Array<JournalEvent> = [];
      const long = openRun(drawn, { seed, onEvent: (event) => journal.push(event) });
      long.advance(duration);
      const short = run({ ...drawn, duration }, seed);
      const isBefore: Wanted = ({ atUs, type }) => atUs < duration && type !== "run.started";
      expectSame(lines(journal, isBefore), lines(short.journal, isBefore));
      // Faults that begin when the shorter run ends are not in it.
      const isAtEnd = journal.some(({ atUs, type }) => atUs === duration && type.startsWith("fault."));
      if (!isAtEnd) expectSame(long.result(), short.result);
    });
  });

  test("does not depend on the order in which hazards and faults are listed", () => {
    holds(60, {}, (drawn, seed) => {
      const turned = { ...drawn, hazards: drawn.hazards.toReversed(), faults: drawn.faults.toReversed() };
      expectSame(run(turned, seed), run(drawn, seed));
    });
  });

  test("does not depend on the seed when nothing in it is left to chance", () => {
    holds(60, { hazardsMax: 0, policies: ["restart", "elastic"] }, (drawn, seed) => {
      const certain: Scenario = {
        ...drawn,
        cluster: { ...drawn.cluster, cutProbability: 0, repair: { fixed: HOUR_US } },
        recovery: fixed(drawn.recovery),
        changes: drawn.changes.map((change) =>
          change.recovery === undefined ? change : { ...change, recovery: fixed(change.recovery) },
        ),
        faults: drawn.faults.filter(({ target }) => target?.by !== "draw"),
      };
      const [one, other] = [run(certain, seed), run(certain, seed + 1)];
      expectSame(lines(other.journal, isNotStart), lines(one.journal, isNotStart));
      expectSame({ ...other.result, seed }, one.result);
    });
  });

  test("does not change when settings are changed to what they are", () => {
    holds(60, { changesMax: 0 }, (drawn, seed, [atDie]) => {
      const { checkpoint, recovery, duration } = drawn;
      const changed = run({ ...drawn, changes: [{ at: atDie % duration, checkpoint, recovery }] }, seed);
      const left = run(drawn, seed);
      expect(lines(changed.journal, ({ type }) => type !== "settings.changed")).toEqual(lines(left.journal));
      expectSame(changed.result, left.result);
    });
  });

  test("is the same whether its defaults are spelled out or left out", () => {
    holds(60, {}, (drawn, seed) => {
      const { cluster, job, recovery } = drawn;
      const { cardsPerReplica: _, replicasMin: __, ...plainJob } = job;
      const { nodesPerRack: ___, ...plainCluster } = cluster;
      const { spareActivation: ____, ...plainRecovery } = recovery;
      const plain = { ...drawn, cluster: plainCluster, job: plainJob, recovery: plainRecovery };
      const spelled = {
        ...drawn,
        cluster: { ...cluster, nodesPerRack: nodesPerRackOf(plainCluster) },
        job: { ...job, cardsPerReplica: cluster.cardsPerNode, replicasMin: job.nodes },
        recovery: spellOut(plainRecovery),
      };
      expectSame(run(spelled, seed), run(plain, seed));
    });
  });

  test("is the same whether its instants are dates or times since its start", () => {
    holds(80, {}, ({ startsAt = Date.UTC(2026, 2, 26), ...drawn }, seed) => {
      const since = (at: Instant): Instant => instantUs(at, startsAt) ?? 0;
      const date = (at: Instant): Instant => {
        const us = instantUs(at, startsAt) ?? 0;
        return us % 1_000 === 0 ? { dateMs: startsAt + us / 1_000 } : us;
      };
      const dated = { ...mapInstants(drawn, date), startsAt };
      expectSame(run(dated, seed), run(mapInstants(drawn, since), seed));
    });
  });
});

const mapInstants = (scenario: Scenario, map: (at: Instant) => Instant): Scenario => ({
  ...scenario,
  job: { ...scenario.job, maintenance: scenario.job.maintenance.map(({ at, takes }) => ({ at: map(at), takes })) },
  hazards: scenario.hazards.map((hazard) =>
    typeof hazard.arrivals === "object" && "trace" in hazard.arrivals
      ? { ...hazard, arrivals: { trace: hazard.arrivals.trace.map(map) } }
      : hazard,
  ),
  faults: scenario.faults.map((fault) => (fault.at === undefined ? fault : { ...fault, at: map(fault.at) })),
  changes: scenario.changes.map((change) => ({ ...change, at: map(change.at) })),
});

const isNotStart: Wanted = ({ type }) => type !== "run.started";

const spellOut = (recovery: Recovery): Recovery => {
  const { policy, restart, spares } = recovery;
  const spareActivation = { hot: 0, warm: 30 * SECOND_US, cold: 600 * SECOND_US }[spares];
  if (typeof policy !== "string") return { ...recovery, spareActivation };
  const [first, ...others] = builtIn[policy](restart);
  if (first === undefined) throw new Error(`${policy} has no rungs`);
  return { ...recovery, spareActivation, policy: { ladder: [first, ...others] } };
};

describe("a fault from outside", () => {
  test("does what the same fault does in the script", () => {
    holds(60, {}, (drawn, seed) => {
      const [fault, ...others] = drawn.faults;
      fc.pre(fault?.at !== undefined);
      const { at, ...spec } = fault as FaultSpec;
      const atUs = instantUs(at ?? 0, drawn.startsAt) ?? 0;
      const scripted = run(drawn, seed);
      // Of faults that begin together the one from outside is the last.
      fc.pre(scripted.journal.filter((event) => event.atUs === atUs && event.type.startsWith("fault.s")).length === 1);
      const journal: Array<JournalEvent> = [];
      const open = openRun({ ...drawn, faults: others }, { seed, onEvent: (event) => journal.push(event) });
      open.advance(atUs);
      open.inject(spec);
      open.advance(open.endUs);
      expectSame(lines(journal), lines(scripted.journal));
      expectSame(open.result(), scripted.result);
    });
  });

  test("that is healed early does what a shorter one does", () => {
    holds(60, {}, (drawn, seed, [forDie]) => {
      const [fault, ...others] = drawn.faults;
      fc.pre(fault?.at !== undefined);
      const atUs = instantUs(fault?.at ?? 0, drawn.startsAt) ?? 0;
      // So odd a duration that nothing else happens when it ends.
      const duration = 1 + (forDie % HOUR_US) * 97 + 13;
      fc.pre(atUs + duration < drawn.duration);
      const base = (duration: number): Scenario => ({
        ...drawn,
        faults: [{ ...(fault as FaultSpec), duration }, ...others],
      });
      const shorter = run(base(duration), seed);
      const journal: Array<JournalEvent> = [];
      const open = openRun(base(2 * duration), { seed, onEvent: (event) => journal.push(event) });
      open.advance(atUs + duration);
      open.heal(fault?.id ?? "");
      open.advance(open.endUs);
      const said = (all: ReadonlyArray<JournalEvent>) => lines(all).map((line) => line.replace(/"untilUs":\d+/, ""));
      expectSame(said(journal), said(shorter.journal));
      expectSame(open.result(), shorter.result);
    });
  });
});

describe("more spares", () => {
  // That more spares never cost throughput is no law: a spare is taken because it is there, not because it pays. More
  // nodes are also more victims to draw from, so that every random fault strikes somebody else. No relation, therefore,
  // but its refutation.
  const withSpares = (spares: number, recovery: Partial<Recovery>, fault: Partial<FaultSpec>) =>
    simulate(
      {
        ...plain,
        cluster: { ...plain.cluster, nodes: 1 + spares },
        recovery: { ...plain.recovery, ...recovery },
        faults: [{ id: "fault", at: 600_000_000, target: select("sn00/n00/c0"), ...fault } as FaultSpec],
      },
      { seed: 1 },
    ).metrics.effectiveThroughput as number;

  test("may cost throughput: one takes the place of a card that was hardly slow", () => {
    const detect = { ...plain.recovery.detect, straggler: 60_000_000 };
    const drag = { kind: "card.slow", speed: 0.99, duration: HOUR_US } as const;
    expect(withSpares(1, { detect }, drag)).toBeLessThan(withSpares(0, { detect }, drag));
  });

  test("may cost throughput: a cold one takes longer to come than a repair", () => {
    const blink = { kind: "card.crash", duration: 20_000_000 } as const;
    expect(withSpares(1, { spares: "cold" }, blink)).toBeLessThan(withSpares(0, { spares: "cold" }, blink));
  });
});

/** An hour of one node, in the plainest settings. */
const plain: Scenario = {
  duration: HOUR_US,
  cluster: {
    name: "plain",
    nodes: 1,
    cardsPerNode: 1,
    nodesPerSupernode: 8,
    scaleUp: { planes: 0 },
    scaleOut: { uplinks: 0, tors: 1 },
    failover: 0,
    cutProbability: 0,
    storage: { read: 1e9, write: 1e9 },
    cooling: defaultCooling,
    card: { model: "small", memory: 128e9, clockMHz: 1_800 },
    cardFlops: 752e12,
    pue: 1,
    repair: { fixed: HOUR_US },
  },
  job: { nodes: 1, step: SECOND_US, linearity: 1, spares: "the rest", mfu: 0.3, maintenance: [] },
  checkpoint: {
    interval: 60_000_000,
    tiers: [
      { name: "a", medium: "storage", stall: 0, survives: "site", keep: { last: 3, every: HOUR_US, for: HOUR_US } },
    ],
  },
  recovery: {
    policy: "restart",
    restart: 180_000_000,
    detect: { crash: 10_000_000, hang: 1_800_000_000, cut: 60_000_000, corruption: HOUR_US },
    spares: "hot",
    spareScope: "anywhere",
  },
  hazards: [],
  faults: [],
  changes: [],
};
