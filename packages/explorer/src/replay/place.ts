import {
  type Experiment,
  type FaultSpec,
  faultIdOf,
  instantUs,
  isMomentary,
  type TimelineFault,
  type TimelineHeader,
} from "@ordeal/model";
import { Aim } from "./aim.ts";
import type { Mapping } from "./mapping.ts";
import { offsetUs } from "./stage.ts";

/** A fault of a timeline that finds its place in a run. */
export interface Placed {
  /** Which of the timeline's faults it is, counted from 1. */
  readonly nth: number;
  readonly id: string;
  /** When it strikes, in microseconds since the run's start; `undefined` when it waits for an event, or repeats. */
  readonly atUs: number | undefined;
  /** The fault as an experiment scripts it. */
  readonly fault: FaultSpec;
  /** It was a moment, and lasts a microsecond: the shortest there is. */
  readonly isLengthened: boolean;
}

/** A fault of a timeline that is replayed: it may be left out, for a reason, and then it only keeps its place among the others. */
export interface ReplayedFault extends TimelineFault {
  readonly leftOut?: string;
}

/** One that does not, and why. */
export interface NotApplied {
  readonly nth: number;
  readonly id: string;
  readonly kind: FaultSpec["kind"];
  readonly reason: string;
}

export const isPlaced = (one: Placed | NotApplied): one is Placed => "fault" in one;

/** Reasons that have to do with time. */
export const untimely = {
  before: "before the start of the run",
  after: "after the end of the run",
  far: "more than ten years after the start of the run, and no run lasts longer: replay a part with --from and --to",
  undated: "it has a date, and neither the timeline nor the experiment says when it starts",
} as const;

/** Puts the faults of one timeline into a run of a stage, in the order in which the timeline lists them. */
export class Placing {
  private readonly stage: Experiment;
  private readonly offsetUs: number;
  private readonly aim: Aim;
  private count = 0;

  constructor(stage: Experiment, header: TimelineHeader, mapping: Mapping) {
    this.stage = stage;
    this.offsetUs = offsetUs(stage, header);
    this.aim = new Aim(stage, mapping, header.cluster);
  }

  next(one: ReplayedFault): Placed | NotApplied {
    const nth = ++this.count;
    const { component, part, observed, leftOut, duration, ...fault } = one;
    const id = faultIdOf(one, nth - 1);
    const refuse = (reason: string): NotApplied => ({ nth, id, kind: one.kind, reason });
    const aimed = this.aim.at(one);
    if (leftOut !== undefined) return refuse(leftOut);
    if ("reason" in aimed) return refuse(aimed.reason);
    const start = this.start(one);
    if (typeof start === "string") return refuse(start);
    // How long people saw the job down is for the recovery to say: what is over in a moment has no duration.
    const ownUs = isMomentary(one.kind) ? undefined : duration;
    const isLengthened = ownUs === 0;
    return {
      nth,
      id,
      atUs: start.at,
      isLengthened,
      fault: {
        ...(fault as FaultSpec),
        ...start,
        id,
        ...(aimed.target === undefined ? {} : { target: aimed.target }),
        ...(ownUs === undefined ? {} : { duration: isLengthened ? MOMENT_US : ownUs }),
      },
    };
  }

  private start({ at, every }: TimelineFault): Start | string {
    const { startsAt, duration } = this.stage;
    const outside = (us: number) => (us < 0 ? untimely.before : us >= duration ? untimely.after : undefined);
    if (at !== undefined) {
      const us = typeof at === "number" ? at + this.offsetUs : instantUs(at, startsAt);
      if (us === undefined) return startsAt === undefined ? untimely.undated : farFrom(at, startsAt);
      return outside(us) ?? { at: us };
    }
    if (every === undefined) return {};
    const from = (every.from ?? 0) + this.offsetUs;
    return outside(from) ?? { every: { ...every, from } };
  }
}

/** When a fault strikes, in the run's time; nothing when it waits for an event. */
interface Start {
  readonly at?: number;
  readonly every?: NonNullable<FaultSpec["every"]>;
}

/** How long a fault lasts that was but a moment. */
const MOMENT_US = 1;

/** More than ten years away: on which side. */
const farFrom = (at: NonNullable<TimelineFault["at"]>, startsAtMs: number): string =>
  typeof at !== "number" && at.dateMs < startsAtMs ? untimely.before : untimely.far;
