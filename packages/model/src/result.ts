import type { ClusterDocument } from "./cluster-document.ts";
import type { Finding } from "./evidence.ts";
import type { Ledger } from "./ledger.ts";
import type { Metrics } from "./metric.ts";
import type { Path } from "./problem.ts";
import type { Judgement, Verdict } from "./verdict.ts";

/** How often things happened in a run. */
export interface Counts {
  readonly steps: number;
  readonly faults: number;
  readonly faultsOnJob: number;
  readonly faultsSkipped: number;
  readonly interruptions: number;
  readonly checkpoints: number;
  readonly checkpointsSkipped: number;
  readonly checkpointsTorn: number;
  readonly recoveries: number;
  readonly shrinks: number;
  readonly starvations: number;
}

/** One stop of the job, from the stop of stepping to the first step after it. Times in microseconds. */
export interface Interruption {
  readonly atUs: number;
  /** The kind and cause of the fault that stopped the job, and its id. */
  readonly kind: string;
  readonly cause: string;
  readonly faultId: string;
  /** From the stop of stepping to the first step after it; so far, and at least that long, when it is not over. */
  readonly recoveryUs: number;
  readonly isOver: boolean;
  /** The stepping time that was thrown away, as it ran; what would be, by the copy to be loaded, when it is not over. */
  readonly lostUs: number;
}

/** Of what an experiment says that hardly means what was meant, where it says so; of what a run came to, no place. */
export interface Warning {
  readonly message: string;
  readonly source?: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: Path;
}

/** What a simulated run comes to, before anybody judges it. */
export interface RunResult {
  readonly seed: number;
  readonly wallUs: number;
  readonly metrics: Metrics;
  readonly ledgerUs: Ledger;
  readonly counts: Counts;
  readonly interruptions: ReadonlyArray<Interruption>;
  /** Faults on the job by cause, most frequent first. */
  readonly faultsByCause: ReadonlyArray<{ readonly cause: string; readonly kind: string; readonly count: number }>;
  /** Whether the job was waiting for nodes when the run ended. */
  readonly starved: boolean;
  /** The checkpoint interval used at the start, when it is a time; microseconds. */
  readonly intervalUs: number | null;
  /** Of a real job: what cannot be so in one that keeps what it promises, and what was not measured. */
  readonly violations?: ReadonlyArray<string>;
  readonly doubts?: ReadonlyArray<string>;
}

/** An earlier result, and the run that it is of. */
export interface Baseline {
  readonly file: string;
  readonly seed: number;
  readonly wallUs: number;
  /** The digest of its journal. */
  readonly sha256: string;
}

/** The document that `run --json` prints for one experiment. Durations in `metrics` are seconds. */
export interface ResultDocument {
  readonly ordeal: string;
  readonly experiment: string;
  readonly title: string;
  readonly seed: number;
  /** The machine it ran on. */
  readonly cluster: ClusterDocument;
  /** What the experiment left to be assumed of that machine: never a silent assumption. */
  readonly assumed: ReadonlyArray<{ readonly field: string; readonly value: unknown; readonly of: string }>;
  readonly verdict: Verdict;
  readonly metrics: Metrics;
  readonly ledgerUs: Ledger;
  readonly wallUs: number;
  readonly thresholds: ReadonlyArray<Judgement>;
  /** The earlier result that thresholds were set against. */
  readonly baseline: Baseline | null;
  /** What beside the thresholds decides the verdict, and why. */
  readonly findings: ReadonlyArray<Finding>;
  /** Whether the steady state held before, how much of the time during, and how long after the last fault again. */
  readonly steadyState: {
    readonly before: boolean | null;
    readonly duringShare: number | null;
    readonly recoveredAfterUs: number | null;
  } | null;
  /** The condition of `stopWhen` that ended it early. */
  readonly stopped: { readonly condition: string; readonly atUs: number } | null;
  /** Injected faults that nobody saw healed. */
  readonly unhealed: ReadonlyArray<string>;
  readonly counts: Counts;
  readonly interruptions: ReadonlyArray<Interruption>;
  readonly faultsByCause: RunResult["faultsByCause"];
  readonly starved: boolean;
  readonly journal: {
    readonly events: number;
    readonly sha256: string;
    readonly file: string | null;
    readonly complete: boolean;
  };
  /** What makes a pass worth less than it looks. */
  readonly warnings: ReadonlyArray<Warning>;
  /** One line that reproduces the run. */
  readonly command: string;
}
