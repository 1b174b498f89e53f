import type { ComponentKind, FaultKind, FaultParameters } from "@ordeal/model";
import type { Holder } from "./cluster/fleet.ts";
import type { FaultBehaviour } from "./faults/behaviour.ts";
import type { DrawRepairUs } from "./hazards/repair.ts";
import type { Stream } from "./kernel/random.ts";

export type FaultOrigin = "experiment" | "hazard" | "burst" | "relapse";

/** How many faults of one kind and cause were on the job. */
export interface Tally {
  readonly kind: FaultKind;
  readonly cause: string;
  count: number;
}

export interface FaultGiven {
  readonly id: string;
  readonly kind: FaultKind;
  readonly behaviour: FaultBehaviour;
  readonly parameters: FaultParameters;
  readonly component: ComponentKind;
  readonly targets: ReadonlyArray<number>;
  readonly origin: FaultOrigin;
  readonly tally: Tally;
  /** How long it lasts; by `repair` when that is not said and the kind lasts until repaired. */
  readonly durationUs: number | undefined;
  /** How long it may last at most, in microseconds, whatever its kind says. */
  readonly ttlUs?: number | undefined;
  readonly repair: DrawRepairUs;
  readonly detectAfterUs: number | undefined;
  /** Its own source of chance, named by its id. */
  readonly makeStream: () => Stream;
  /** Told when it is over, at that instant. */
  readonly onEnd?: (fault: Fault) => void;
}

/** One fault: what, which components, since when, and what is known of it. */
export class Fault implements Holder {
  readonly given: FaultGiven;
  readonly id: string;
  readonly behaviour: FaultBehaviour;
  readonly component: ComponentKind;
  readonly targets: ReadonlyArray<number>;
  readonly startUs: number;
  /** When it ends by itself; Infinity when it does not. */
  readonly untilUs: number;
  private ownStream: Stream | undefined;
  isActive = false;
  /** Where {@link ActiveFaults} keeps it. */
  place = -1;
  /** Which detection of it is under way; 0 when none is. */
  detection = 0;
  /** Whether it has been counted among the faults on the job. */
  isCounted = false;

  constructor(given: FaultGiven, startUs: number) {
    this.given = given;
    this.id = given.id;
    this.behaviour = given.behaviour;
    this.component = given.component;
    this.targets = given.targets;
    this.startUs = startUs;
    this.untilUs = startUs + Math.min(this.durationUs(), given.ttlUs ?? Number.POSITIVE_INFINITY);
  }

  private durationUs(): number {
    if (this.given.durationUs !== undefined) return this.given.durationUs;
    const { lasts } = this.behaviour;
    return lasts === "repair" ? this.drawRepairUs() : lasts === "moment" ? 0 : Number.POSITIVE_INFINITY;
  }

  get kind(): FaultKind {
    return this.given.kind;
  }

  get parameters(): FaultParameters {
    return this.given.parameters;
  }

  /** Whether the experiment or the injector said how long it lasts. */
  get hasOwnDuration(): boolean {
    return this.given.durationUs !== undefined;
  }

  get detectAfterUs(): number | undefined {
    return this.given.detectAfterUs;
  }

  stream(): Stream {
    this.ownStream ??= this.given.makeStream();
    return this.ownStream;
  }

  /** How long mending it takes, in microseconds. */
  drawRepairUs(): number {
    return this.given.repair(this.stream());
  }
}
