import { evidenceOf, type SearchOutcome, storyText } from "@ordeal/explorer";
import { type Finding, printBudget, weigh, writeFault } from "@ordeal/model";
import { assumedDocument } from "../dry-run/assumed.ts";
import type { LoadedExperiment } from "../files/load.ts";
import { version } from "../version.ts";
import type { ShrunkCounterexample } from "./run-hunt.ts";
import type { Saved } from "./save-counterexample.ts";

/** What a hunt came to, for every way to tell it. */
export interface HuntReport {
  readonly loaded: LoadedExperiment;
  readonly budget: Parameters<typeof printBudget>[0];
  readonly searchSeed: number;
  readonly searched: SearchOutcome;
  readonly small: ShrunkCounterexample | undefined;
  readonly saved: Saved | undefined;
  /** Why nothing found means nothing, if it does. */
  readonly findings: ReadonlyArray<Finding>;
  /** Whether somebody stopped it. */
  readonly isInterrupted: boolean;
  /** What hunts again the same way, or takes up the shrinking. */
  readonly command: string;
  /** The flags that say where all of it is written, to be typed behind a command. */
  readonly goOn: string;
  /** What looks further, when nothing was found. */
  readonly harder: string;
}

/** The document of `hunt --json`. */
export const huntDocument = ({ loaded, budget, searchSeed, searched, small, saved, command, ...rest }: HuntReport) => {
  const { timelines, checked, worst, coverage } = searched;
  return {
    ordeal: version,
    experiment: loaded.name,
    seed: searchSeed,
    budget: printBudget(budget),
    found: small !== undefined,
    interrupted: rest.isInterrupted,
    findings: rest.findings,
    assumed: assumedDocument(loaded.assumed),
    timelines,
    checked,
    worst:
      worst === undefined
        ? null
        : { harm: worst.harm, threshold: worst.nearest ?? null, timeline: worst.timeline.map(writeFault) },
    ...(small === undefined
      ? {}
      : {
          counterexample: {
            title: small.story.title,
            timeline: small.shrunk.trial.timeline.map(writeFault),
            story: storyText(small.story),
            thresholds: small.shrunk.trial.margins,
            violations: small.shrunk.trial.violations,
            isMinimal: small.shrunk.isMinimal,
            isVerified: small.shrunk.isVerified,
            found: { worker: small.at.worker, index: small.at.index, path: small.at.path, tries: small.shrunk.tries },
            files: saved ?? null,
          },
        }),
    coverage,
    command,
  };
};

/** Why a search that found nothing says nothing: there was nothing to judge by, or nothing that it tried struck. */
export const findingsOf = (
  { experiment }: LoadedExperiment,
  searched: SearchOutcome,
  small: ShrunkCounterexample | undefined,
): ReadonlyArray<Finding> => (small === undefined ? weigh(evidenceOf(experiment, searched)).findings : []);

/** The name of the property that a hunt tests. */
export const propertyOf = ({ loaded, budget }: HuntReport): string =>
  `${loaded.experiment.title}: keeps its target under every timeline within "${printBudget(budget)}"`;
