import { type Bucket, buckets, type FaultSpec } from "@ordeal/model";
import type { Violation } from "../../invariants/invariant.ts";
import type { Margin } from "../harm.ts";
import type { Trial, Trials } from "../trial.ts";
import type { Phase } from "../watch/phase.ts";
import { type Told, tellEvents } from "./events.ts";

/** How many events are told after each strike. */
const TOLD_MAX = 10;

/** One fault of a counterexample: when it struck, into what, and what came of it. */
export interface Chapter {
  readonly fault: FaultSpec;
  /** `undefined` when it never struck. */
  readonly atUs: number | undefined;
  readonly phases: ReadonlyArray<Phase>;
  readonly targets: ReadonlyArray<string>;
  /** What happened from here to the next strike. */
  readonly events: ReadonlyArray<Told>;
  /** The nearest threshold without this fault: what it alone is to blame for. */
  readonly without: { readonly margin: Margin | undefined; readonly isBroken: boolean };
}

/** Why a timeline breaks the target, as one would take it to a design review. */
export interface Story {
  readonly title: string;
  readonly chapters: ReadonlyArray<Chapter>;
  /** Wall time by bucket beyond the undisturbed run's, in microseconds, the largest first. */
  readonly costs: ReadonlyArray<{ readonly bucket: Bucket; readonly us: number }>;
  readonly productiveLostUs: number;
  readonly margins: ReadonlyArray<Margin>;
  readonly violations: ReadonlyArray<Violation>;
  /** Whether the job was still down when the run ended. */
  readonly endsDown: boolean;
}

/** Tells what a counterexample did. Runs it once more for each fault, without that one. */
export const storyOf = (trials: Trials, trial: Trial): Story => {
  const { timeline, strikes, margins, violations, result } = trial;
  const journal = trials.journalOf(timeline);
  const struck = [...strikes].sort((a, b) => a.atUs - b.atUs);
  const order = (fault: FaultSpec): number => {
    const place = struck.findIndex(({ faultId }) => faultId === fault.id);
    return place < 0 ? struck.length : place;
  };
  const chapters = [...timeline]
    .sort((a, b) => order(a) - order(b))
    .map((fault): Chapter => {
      const place = order(fault);
      const strike = struck[place];
      const untilUs = struck[place + 1]?.atUs ?? Number.POSITIVE_INFINITY;
      const from = journal.findIndex((event) => event.type === "fault.started" && event.data.faultId === fault.id);
      const after = from < 0 ? [] : journal.slice(from + 1).filter(({ atUs }) => atUs <= untilUs);
      const end = after.findIndex(
        (event) => event.type === "fault.started" && event.data.faultId === struck[place + 1]?.faultId,
      );
      const rest = trials.check(timeline.filter((one) => one !== fault));
      return {
        fault,
        atUs: strike?.atUs,
        phases: strike?.phases ?? [],
        targets: strike?.targets ?? [],
        events: tellEvents(end < 0 ? after : after.slice(0, end), TOLD_MAX),
        without: {
          margin: rest.margins.find(({ expression }) => expression === margins[0]?.expression),
          isBroken: rest.harm > 0 || rest.violations.length > 0,
        },
      };
    });
  const costs = buckets
    .filter((bucket) => bucket !== "productive")
    .map((bucket) => ({ bucket, us: result.ledgerUs[bucket] - trials.twin.ledgerUs[bucket] }))
    .filter(({ us }) => us > 0)
    .sort((a, b) => b.us - a.us);
  const endsDown = result.interruptions.some(({ recoveryUs }) => recoveryUs === null);
  return {
    title: titleOf(trial),
    chapters,
    costs,
    productiveLostUs: trials.twin.ledgerUs.productive - result.ledgerUs.productive,
    margins,
    violations,
    endsDown,
  };
};

const titleOf = ({ timeline, margins, violations }: Trial): string => {
  const faults = timeline.length === 1 ? "one fault" : `${timeline.length} faults`;
  const broken = margins.filter(({ held }) => held === false).map(({ expression }) => expression);
  const [first] = violations;
  if (broken.length === 0 && first !== undefined)
    return `The invariant "${first.invariant}" does not survive ${faults}`;
  return broken.length === 0 ? `Nothing is broken by ${faults}` : `${broken.join(" and ")}: not with ${faults}`;
};
