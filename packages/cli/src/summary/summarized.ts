import type { Assumption, Experiment, ResultDocument } from "@ordeal/model";
import type { Style } from "../print/style.ts";

/** What every section is made from. */
export interface Summarized {
  readonly document: ResultDocument;
  readonly experiment: Experiment;
  /** What the experiment left to be assumed of its cluster. */
  readonly assumed?: ReadonlyArray<Assumption> | undefined;
  readonly style: Style;
  /** The files that hold the journal and the result. */
  readonly written?: ReadonlyArray<string>;
}
