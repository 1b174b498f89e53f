import type { Scenario } from "@ordeal/model";
import type { Telemetry } from "@ordeal/simulator";
import type { BackendRun } from "../backend/backend.ts";
import { cardMetrics } from "./cards.ts";
import { clusterMetrics } from "./cluster.ts";
import { type ExporterName, exporterOf } from "./exporters/index.ts";
import type { Family, Sample } from "./family.ts";
import { jobMetrics } from "./job.ts";
import type { Metric, Read } from "./metric.ts";
import { supernodeMetrics } from "./supernodes.ts";
import { textOf } from "./text.ts";

/** The most cards, and supernodes, that one page lists one by one, of all runs together. */
const CARDS_MAX = 8_192;
const SUPERNODES_MAX = 2_048;
/** A cluster of so many cards shows every card, as its real exporters would. */
const EVERY_CARD_UP_TO = 1_024;

interface Shown {
  readonly id: string;
  readonly scenario: Pick<Scenario, "cluster">;
  readonly backend: Pick<BackendRun, "snapshot" | "telemetry">;
}

/** What the page says beside its runs, and how it names their cards. */
export interface Showing {
  readonly isHalted: boolean;
  readonly version: string;
  /** Whose names all cards go by; those of each run's own cards unless given. */
  readonly exporter?: ExporterName | undefined;
  /** Up to how many cards of a cluster every card is shown. */
  readonly everyCardUpTo?: number;
}

/**
 * What a real cluster would show, of every run, in Prometheus' text format, piece by piece. Everything of a run is read
 * at one instant of it, so that its series agree with each other. What the page lists is bounded, and what it leaves out
 * counted, however large the clusters are.
 */
export function* metricsPieces(runs: ReadonlyArray<Shown>, showing: Showing): Generator<string, void> {
  const reads: Array<Read> = [];
  const room = { cards: CARDS_MAX, supernodes: SUPERNODES_MAX };
  for (const { id, scenario, backend } of runs) {
    const { cluster } = scenario;
    reads.push({
      runId: id,
      cluster,
      exporter: showing.exporter ?? exporterOf(cluster.card),
      snapshot: backend.snapshot(),
      telemetry: fitted(backend.telemetry(showing.everyCardUpTo ?? EVERY_CARD_UP_TO), room),
    });
    yield "";
  }
  yield* textOf([...ofAgent(runs.length, showing), ...ofRuns(reads)]);
}

/** The same, whole. */
export const metricsText = (runs: ReadonlyArray<Shown>, showing: Showing): string =>
  [...metricsPieces(runs, showing)].join("");

/** As much of a run as there is room for. */
const fitted = (telemetry: Telemetry, room: { cards: number; supernodes: number }): Telemetry => {
  const cards = telemetry.cards.slice(0, room.cards);
  const supernodes = telemetry.supernodes.slice(0, room.supernodes);
  room.cards -= cards.length;
  room.supernodes -= supernodes.length;
  return {
    ...telemetry,
    cards,
    cardsLeftOut: telemetry.cardsLeftOut + telemetry.cards.length - cards.length,
    supernodes,
    supernodesLeftOut: telemetry.supernodesLeftOut + telemetry.supernodes.length - supernodes.length,
  };
};

const ofAgent = (runs: number, { isHalted, version }: Showing): ReadonlyArray<Family> => [
  {
    name: "ordeal_build_info",
    help: "the version of the agent, and of what it runs on; always 1",
    samples: [{ labels: { version, nodejs: process.version }, value: 1 }],
  },
  { name: "ordeal_agent_runs", help: "runs that are open", samples: [{ labels: {}, value: runs }] },
  {
    name: "ordeal_agent_halted",
    help: "whether the agent is halted and takes no new fault",
    samples: [{ labels: {}, value: Number(isHalted) }],
  },
];

/** A metric's series of all runs stand together. */
const ofRuns = (reads: ReadonlyArray<Read>): ReadonlyArray<Family> =>
  [...clusterMetrics, ...jobMetrics, ...supernodeMetrics, ...cardMetrics].map(
    ({ name, help, type = "gauge", samples }) => ({
      name,
      help,
      type,
      samples: ofAll(reads, samples),
    }),
  );

function* ofAll(reads: ReadonlyArray<Read>, samples: Metric["samples"]): Generator<Sample> {
  for (const read of reads) yield* samples(read);
}
