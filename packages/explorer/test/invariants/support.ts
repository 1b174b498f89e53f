import {
  type AnyEvent,
  decodeExperiment,
  type EventType,
  type JournalEvent,
  printPath,
  type RunResult,
  type Scenario,
} from "@ordeal/model";
import { simulate } from "@ordeal/simulator";
import { checkInvariants, invariants, type RunEvidence } from "../../src/index.ts";
import { told } from "../../src/invariants/findings.ts";

export const decoded = (written: object): Scenario & { readonly seed: number } => {
  const result = decodeExperiment({ title: "test", ...written });
  if ("value" in result) return result.value;
  throw new Error(result.problems.map(({ path, message }) => `${printPath(path)}: ${message}`).join("\n"));
};

/** What a run left behind. A recovery policy may be put in as a function, which no file can spell. */
export const evidenceOf = (
  written: object,
  change: (scenario: Scenario) => Scenario = (scenario) => scenario,
): RunEvidence => {
  const { seed, ...experiment } = decoded(written);
  const scenario = change(experiment);
  const journal: Array<JournalEvent> = [];
  const result = simulate(scenario, { seed, onEvent: (event) => journal.push(event) });
  return { scenario, journal, result };
};

/** A rich run in which much goes wrong and nothing goes against the invariants: every recovery, tier and bucket has its part. */
export const rich = {
  seed: 1,
  duration: "6 hours",
  cluster: { name: "rich", nodes: 8, nodesPerSupernode: 4, repair: { fixed: "50 minutes" }, failover: "4 seconds" },
  job: {
    nodes: 5,
    step: "7 seconds",
    linearity: 0.9,
    evaluation: { everySteps: 100, takes: "45 seconds" },
    maintenance: [{ at: "110 minutes", takes: "3 minutes" }],
  },
  checkpoint: {
    interval: "9 minutes",
    tiers: [
      {
        name: "peer",
        medium: "memory",
        stall: "2 seconds",
        persist: "20 seconds",
        load: "6 seconds",
        survives: "node",
        interval: { steps: 37 },
      },
      { name: "store", stall: "8 seconds", persist: "100 seconds", load: "35 seconds" },
    ],
  },
  recovery: {
    policy: "mindcluster",
    spares: "warm",
    detect: { hang: "6 minutes", cut: "50 seconds", straggler: "3 minutes", corruption: "25 minutes" },
    quarantine: { faults: 2, window: "3 hours", release: "30 minutes" },
  },
  faults: [
    {
      id: "flap",
      kind: "link.flap",
      target: "sn00/n00/up01",
      up: "11300 millis",
      down: "9400 millis",
      at: "605 seconds",
      duration: "95 seconds",
    },
    { id: "cut", kind: "link.down", cuts: true, target: "sn00/n01/up00", at: "20 minutes", duration: "30 seconds" },
    { id: "crash", kind: "card.crash", target: "sn00/n02/c3", at: "41 minutes" },
    { id: "again", kind: "node.crash", target: "sn01/n01", at: "52 minutes", duration: "3 minutes" },
    {
      id: "slow",
      kind: "card.slow",
      target: "a card of the job",
      speed: 0.5,
      at: "71 minutes",
      duration: "130 seconds",
    },
    { id: "hang", kind: "card.hang", target: "a card of the job", at: "92 minutes" },
    { id: "thrice", kind: "node.crash", target: "sn01/n01", at: "105 minutes", duration: "5 minutes" },
    { id: "corrupt", kind: "card.corrupt", target: "a card of the job", at: "121 minutes" },
    { id: "torn", kind: "checkpoint.torn", target: "tier/store", at: "160 minutes" },
    { id: "bug", kind: "job.crash", on: { event: "checkpoint.persist.started", time: 90, after: "1 second" } },
    { id: "store", kind: "storage.slow", share: 0.1, at: "200 minutes", duration: "20 minutes" },
    { id: "damaged", kind: "checkpoint.corrupt", target: "tier/store", at: "13770 seconds" },
    { id: "two", kind: "node.crash", target: "2 random nodes of the job", at: "230 minutes", duration: "22 minutes" },
    { id: "stall", kind: "scheduler.stall", at: "260 minutes", duration: "9 minutes" },
    { id: "last", kind: "node.crash", target: "a node of the job", at: "262 minutes", duration: "40 minutes" },
    { id: "pump", kind: "cooling.pump", target: "cdu0", at: "290 minutes", duration: "15 minutes" },
  ],
};

export const good: RunEvidence = evidenceOf(rich);

/** The names of the invariants that complain. */
export const complaints = (evidence: RunEvidence): ReadonlyArray<string> => [
  ...new Set(checkInvariants(evidence).map(({ invariant }) => invariant)),
];

export const messages = (evidence: RunEvidence, name: string): ReadonlyArray<string> =>
  checkInvariants(
    evidence,
    invariants.filter((one) => one.name === name),
  ).map(({ message }) => message);

const numbered = (journal: ReadonlyArray<AnyEvent>): ReadonlyArray<JournalEvent> =>
  journal.map((event, seq) => ({ ...event, seq }) as unknown as JournalEvent);

type Line<T extends EventType> = AnyEvent & { readonly type: T };
export type Pick<T extends EventType> = (event: Line<T>) => boolean;

/** The line of a type that `pick` picks, the first unless it says; there must be one. */
export const lineOf = <T extends EventType>(type: T, pick: Pick<T> = () => true, evidence = good): Line<T> => {
  const line = told(evidence.journal).find((event) => event.type === type && pick(event as Line<T>));
  if (line === undefined) throw new Error(`the journal has no such ${type}`);
  return line as Line<T>;
};

/** Replaces one line by others, none to drop it. The journal is renumbered. */
export const replaced = (line: AnyEvent, ...others: ReadonlyArray<AnyEvent>): RunEvidence => ({
  ...good,
  journal: numbered(told(good.journal).flatMap((event) => (event.seq === line.seq ? others : [event]))),
});

export const dropped = (line: AnyEvent): RunEvidence => replaced(line);
export const doubled = (line: AnyEvent): RunEvidence => replaced(line, line, line);

export const altered = <T extends EventType>(line: Line<T>, data: Partial<Line<T>["data"]>): RunEvidence =>
  replaced(line, { ...line, data: { ...line.data, ...data } } as AnyEvent);

/** Puts a line of one's own right after another, at the same instant. */
export const inserted = <T extends EventType>(after: AnyEvent, type: T, data: Line<T>["data"]): RunEvidence =>
  replaced(after, after, { ...after, type, data } as unknown as AnyEvent);

/** The same run with another result. */
export const resulting = (change: Partial<RunResult>): RunEvidence => ({
  ...good,
  result: { ...good.result, ...change },
});
