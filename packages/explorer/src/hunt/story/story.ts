import { type AnyEvent, type Bucket, buckets, type FaultSpec } from "@ordeal/model";
import type { Violation } from "../../invariants/invariant.ts";
import type { Margin } from "../harm.ts";
import type { PhasedStrike, Trial, Trials } from "../trials.ts";
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
  const { margins, violations, result } = trial;
  const { ledgerUs } = trials.undisturbed;
  const costs = buckets
    .filter((bucket) => bucket !== "productive")
    .map((bucket) => ({ bucket, us: result.ledgerUs[bucket] - ledgerUs[bucket] }))
    .filter(({ us }) => us > 0)
    .sort((a, b) => b.us - a.us);
  return {
    title: titleOf(trial),
    chapters: chaptersOf(trials, trial),
    costs,
    productiveLostUs: ledgerUs.productive - result.ledgerUs.productive,
    margins,
    violations,
    endsDown: result.interruptions.some(({ isOver }) => !isOver),
  };
};

/** A chapter for each fault, in the order in which they struck; those that never did come last. */
const chaptersOf = (trials: Trials, { timeline, strikes, margins }: Trial): ReadonlyArray<Chapter> => {
  const journal = trials.journalOf(timeline);
  const struck = [...strikes].sort((a, b) => a.atUs - b.atUs);
  const order = (fault: FaultSpec): number => {
    const place = struck.findIndex(({ faultId }) => faultId === fault.id);
    return place < 0 ? struck.length : place;
  };
  return [...timeline]
    .sort((a, b) => order(a) - order(b))
    .map((fault) => {
      const place = order(fault);
      const strike = struck[place];
      const rest = trials.check(timeline.filter((one) => one !== fault));
      return {
        fault,
        atUs: strike?.atUs,
        phases: strike?.phases ?? [],
        events: tellEvents(aftermathOf(fault, struck[place + 1], journal, trials), TOLD_MAX),
        without: {
          margin: rest.margins.find(({ expression }) => expression === margins[0]?.expression),
          isBroken: rest.harm > 0 || rest.violations.length > 0,
        },
      };
    });
};

/** What a job may still go through because of a fault that is over; copies being written are no trouble. */
const troubles: ReadonlySet<Phase> = new Set([
  "recomputing",
  "stalled",
  "hung",
  "corrupted",
  "throttled",
  "detecting",
  "waiting",
  "restarting",
  "loading",
]);

/** The events from a fault's strike until it is over and the job is out of trouble, or until the next one strikes. */
const aftermathOf = (
  { id }: FaultSpec,
  next: PhasedStrike | undefined,
  journal: ReadonlyArray<AnyEvent>,
  trials: Trials,
): ReadonlyArray<AnyEvent> => {
  const watch = trials.phaseWatch();
  const events: Array<AnyEvent> = [];
  let isActive = false;
  let isOver = false;
  for (const event of journal) {
    if (event.type === "fault.started" && event.data.faultId === next?.faultId) break;
    watch.see(event);
    if (isActive) events.push(event);
    if (event.type === "fault.started" && event.data.faultId === id) isActive = true;
    if (event.type === "fault.ended" && event.data.faultId === id) isOver = true;
    if (isActive && isOver && !watch.at(event.atUs, false).some((phase) => troubles.has(phase))) break;
  }
  return events;
};

const titleOf = ({ timeline, margins, violations }: Trial): string => {
  const faults = timeline.length === 1 ? "one fault" : `${timeline.length} faults`;
  const broken = margins.filter(({ held }) => held === false).map(({ expression }) => expression);
  const [first] = violations;
  if (broken.length === 0 && first !== undefined)
    return `The invariant "${first.invariant}" does not survive ${faults}`;
  if (broken.length === 0) return `Nothing is broken by ${faults}`;
  return `${broken.join(" and ")}: not ${timeline.length === 0 ? "even without a scripted fault" : `with ${faults}`}`;
};
