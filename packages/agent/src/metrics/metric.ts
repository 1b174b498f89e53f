import type { Cluster, Snapshot } from "@ordeal/model";
import type { Telemetry } from "@ordeal/simulator";
import type { ExporterName } from "./exporters/index.ts";
import type { Family, Sample } from "./family.ts";

/** A run at one instant of it. */
export interface Read {
  readonly runId: string;
  readonly cluster: Cluster;
  /** Whose names its cards go by. */
  readonly exporter: ExporterName;
  readonly snapshot: Snapshot;
  readonly telemetry: Telemetry;
}

/** One metric: its series of one run. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type?: NonNullable<Family["type"]>;
  readonly samples: (read: Read) => Iterable<Sample>;
}
