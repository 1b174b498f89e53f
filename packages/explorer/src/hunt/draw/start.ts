import { type EventType, type FaultSpec, MINUTE_US, SECOND_US } from "@ordeal/model";
import type { Trials } from "../trials.ts";
import type { Dice } from "./dice.ts";

export type Start = Pick<FaultSpec, "at" | "on">;

/** Where a phase begins, so that a fault can be aimed into it. */
export interface PhaseStart {
  readonly event: EventType;
  /** Whether a run comes there only after another fault has struck. */
  readonly needsFault: boolean;
  /** How long after it a fault may still be aimed, in microseconds, where nothing shorter is known. */
  readonly withinUs: number;
}

/** The moments at which phases begin, and how far into them to aim. */
export const phaseStarts: ReadonlyArray<PhaseStart> = [
  { event: "checkpoint.save.started", needsFault: false, withinUs: MINUTE_US },
  { event: "checkpoint.persist.started", needsFault: false, withinUs: 2 * MINUTE_US },
  { event: "checkpoint.persist.ended", needsFault: false, withinUs: MINUTE_US },
  { event: "planned.started", needsFault: false, withinUs: 10 * MINUTE_US },
  { event: "job.stopped", needsFault: true, withinUs: 2 * MINUTE_US },
  { event: "rung.started", needsFault: true, withinUs: 5 * MINUTE_US },
  { event: "load.started", needsFault: true, withinUs: 5 * MINUTE_US },
  { event: "job.resumed", needsFault: true, withinUs: 30 * MINUTE_US },
  { event: "job.waiting", needsFault: true, withinUs: 30 * MINUTE_US },
  { event: "job.stalled", needsFault: true, withinUs: MINUTE_US },
  { event: "job.hung", needsFault: true, withinUs: 30 * MINUTE_US },
  { event: "job.corrupted", needsFault: true, withinUs: 60 * MINUTE_US },
  { event: "loop.throttled", needsFault: true, withinUs: 30 * MINUTE_US },
  { event: "loop.tripped", needsFault: true, withinUs: 30 * MINUTE_US },
  { event: "node.assigned", needsFault: true, withinUs: 30 * MINUTE_US },
  { event: "node.up", needsFault: true, withinUs: 5 * MINUTE_US },
];

/** An instant in the run: anywhere, or in the first or last tenth, which hold less of the rest. */
export const drawInstant = ({ stage, allowance }: Trials, dice: Dice): Start => {
  const { firstUs, lastUs } = allowance;
  const part = dice.pick([1, 1, 2, 10]);
  const us =
    dice.chance(0.5) || part === 1
      ? dice.between(firstUs, lastUs)
      : dice.between(lastUs - Math.floor(lastUs / part), lastUs);
  const grain = dice.pick([MINUTE_US, SECOND_US]);
  return { at: Math.max(firstUs, us - (us % grain) < stage.duration ? us - (us % grain) : us) };
};

/** Into a phase, by its beginning: right at it, soon after, or anywhere within what it may last. */
export const drawPhaseStart = ({ eventCounts }: Trials, timelineHasFault: boolean, dice: Dice): Start | undefined => {
  const possible = phaseStarts.filter(({ event, needsFault }) =>
    needsFault ? timelineHasFault : (eventCounts.get(event) ?? 0) > 0,
  );
  if (possible.length === 0) return undefined;
  const { event, needsFault, withinUs } = dice.pick(possible);
  // The twin says how often its phases come; what faults bring about comes a few times at most.
  const last = eventCounts.get(event) ?? 0;
  const time = needsFault
    ? dice.between(1, 2) + (dice.chance(0.5) ? last : dice.between(0, last))
    : dice.between(1, last);
  const afterUs = dice.pick([0, dice.magnitude(SECOND_US, withinUs), dice.between(0, withinUs)]);
  return { on: { event, time, after: afterUs - (afterUs % SECOND_US) } };
};
