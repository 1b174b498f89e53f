import { readChaosMesh } from "./chaos-mesh.ts";
import { readChaosToolkit } from "./chaos-toolkit.ts";
import type { ForeignReading, Parse, Stage } from "./foreign.ts";
import { readLitmus } from "./litmus.ts";

/** A tool whose experiments become experiments of Ordeal. */
export interface ExperimentFormat {
  readonly name: string;
  readonly meaning: string;
  /** Makes faults of the documents of a file; `parse` reads a text that stands in one. */
  readonly read: (documents: ReadonlyArray<unknown>, stage: Stage, parse: Parse) => ForeignReading;
}

/** Every tool whose experiments can be imported. */
export const experimentFormats: ReadonlyArray<ExperimentFormat> = [
  { name: "chaostoolkit", meaning: "an experiment of Chaos Toolkit, or its journal", read: readChaosToolkit },
  { name: "chaosmesh", meaning: "experiments, Schedules and Workflows of Chaos Mesh", read: readChaosMesh },
  { name: "litmus", meaning: "ChaosEngines of Litmus, alone or in a Workflow", read: readLitmus },
];
