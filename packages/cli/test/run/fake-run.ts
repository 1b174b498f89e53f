import { inProcess, type OpenRun } from "@ordeal/agent/in-process";
import { type Bucket, buckets, type JournalEvent, type Metrics, type RunResult } from "@ordeal/model";

const none = { mean: null, p50: null, p90: null, p99: null, max: null };

const metrics: Metrics = {
  effectiveThroughput: 0.9,
  ettr: 0.9,
  availability: 0.95,
  worstWindow: 0.9,
  faultsOnJob: 1,
  interruptions: 1,
  mtbf: 10_800,
  recoveryTime: none,
  lostWork: none,
  checkpointOverhead: 0.04,
  sparesLowest: 1,
  nodesDown: none,
  effectiveFlops: 1e15,
  energy: 10,
  energyPerStep: 0.01,
};

/** A result in which 90 % of three hours were productive; any part can be replaced. */
export const fakeResult = (parts: Partial<RunResult> = {}): RunResult => {
  const wallUs = 10_800_000_000;
  const spent: Partial<Record<Bucket, number>> = {
    productive: 0.9 * wallUs,
    recompute: 0.06 * wallUs,
    checkpoint: 0.04 * wallUs,
  };
  return {
    seed: 7,
    wallUs,
    metrics,
    ledgerUs: Object.fromEntries(buckets.map((bucket) => [bucket, spent[bucket] ?? 0])) as Record<Bucket, number>,
    counts: {
      steps: 972,
      faults: 1,
      faultsOnJob: 1,
      faultsSkipped: 0,
      interruptions: 1,
      checkpoints: 17,
      checkpointsSkipped: 0,
      checkpointsTorn: 0,
      recoveries: 1,
      shrinks: 0,
      starvations: 0,
    },
    interruptions: [
      {
        atUs: 3_000_000_000,
        kind: "card.crash",
        cause: "HBM",
        faultId: "f",
        recoveryUs: 120_000_000,
        isOver: true,
        lostUs: 60_000_000,
      },
    ],
    faultsByCause: [{ cause: "HBM", kind: "card.crash", count: 1 }],
    starved: false,
    intervalUs: 600_000_000,
    ...parts,
  };
};

/** A run that says `events` things, evenly, and comes to `result`; `during` is called at every advance. */
export const fakeOpenRun =
  (
    options: { readonly events?: number; readonly result?: RunResult; readonly during?: (nowUs: number) => void } = {},
  ): OpenRun =>
  (scenario, { onEvent }) => {
    const { events = 3, result = fakeResult(), during } = options;
    let nowUs = 0;
    let seq = 0;
    return {
      get nowUs() {
        return nowUs;
      },
      endUs: scenario.duration,
      advance: (untilUs) => {
        nowUs = untilUs;
        for (; seq < Math.floor((events * untilUs) / scenario.duration); seq++) {
          onEvent?.({ seq, atUs: untilUs, type: "run.ended", data: { step: seq } } satisfies JournalEvent<"run.ended">);
        }
        during?.(nowUs);
        return true;
      },
      result: () => result,
      inject: (spec, { id = spec.kind } = {}) => id,
      heal: () => false,
      injectedFaults: () => [],
      telemetry: () => ({ supernodes: [], cards: [], cardsLeftOut: 0 }),
      snapshot: () => {
        throw new Error("nobody looks");
      },
    };
  };

/** The same, as an agent in this process. */
export const fakeAgent = (options?: Parameters<typeof fakeOpenRun>[0]) => inProcess({ openRun: fakeOpenRun(options) });
