import { type ComponentKind, type FaultKind, type FaultParameters, faultKinds } from "@ordeal/model";
import type { Holder } from "./cluster/fleet.ts";
import type { FaultBehaviour } from "./faults/behaviour.ts";
import type { DrawRepairUs } from "./hazards/repair.ts";
import { type Entry, Priority } from "./kernel/queue.ts";
import { type Stream, type Streams, streamOf } from "./kernel/random.ts";
import type { World } from "./world.ts";

export type FaultOrigin = "experiment" | "hazard" | "burst" | "relapse";

/** How many faults of one kind and cause were on the job. */
export interface Tally {
  readonly kind: FaultKind;
  readonly cause: string;
  count: number;
}

/** What all faults of one script, or of one kind of a hazard, have in common. */
export interface FaultNature {
  readonly kind: FaultKind;
  readonly behaviour: FaultBehaviour;
  readonly parameters: FaultParameters;
  readonly component: ComponentKind;
  readonly tally: Tally;
  /** How long it lasts; by `repair` when that is not said and the kind lasts until repaired. */
  readonly durationUs: number | undefined;
  /** How long it may last at most, in microseconds, whatever its kind says. */
  readonly ttlUs: number;
  readonly repair: DrawRepairUs;
  readonly detectAfterUs: number | undefined;
}

/** What is one fault's own. */
export interface FaultGiven {
  readonly id: string;
  readonly targets: ReadonlyArray<number>;
  readonly origin: FaultOrigin;
  /** The script it strikes for; `undefined` when nobody scripted it. */
  readonly scriptId: string | undefined;
  /** Its own source of chance, named by its id: the stream of an ordinal. */
  readonly streams: Pick<Streams, "at">;
  readonly ordinal: number;
  /** Told when it is over, at that instant. */
  readonly onEnd: ((fault: Fault) => void) | undefined;
}

/** One fault: what, which components, since when, and what is known of it. In the queue it stands for its own end. */
export class Fault implements Holder, Entry {
  private readonly world: World;
  readonly nature: FaultNature;
  readonly behaviour: FaultBehaviour;
  readonly given: FaultGiven;
  readonly id: string;
  readonly targets: ReadonlyArray<number>;
  readonly startUs: number;
  /** When it ends by itself; Infinity when it does not. */
  readonly atUs: number;
  /** Whether that is only because it may not last longer. */
  readonly isCutShort: boolean;
  /** When what it struck is mended, whoever takes its place before; Infinity as long as nobody knows. */
  mendedUs: number;
  readonly priority = Priority.heal;
  private ownStream: Stream | undefined = undefined;
  private ownRecoveryStream: Stream | undefined = undefined;
  isActive = false;
  /** Where {@link ActiveFaults} keeps it. */
  place = -1;
  /** Which detection of it is under way; 0 when none is. */
  detection = 0;
  /**
   * Of a link: whether it cuts a path of the job, as long as it lasts (`transport`) or only while a node has no path left
   * (`dead`); and how often that changed.
   */
  cuts: "transport" | "dead" | undefined = undefined;
  cutsSoFar = 0;
  /** Whether it has been counted among the faults on the job. */
  isCounted = false;

  /** A fault that strikes now. */
  constructor(world: World, nature: FaultNature, given: FaultGiven) {
    this.world = world;
    this.nature = nature;
    this.behaviour = nature.behaviour;
    this.given = given;
    this.id = given.id;
    this.targets = given.targets;
    this.startUs = world.nowUs;
    const durationUs = this.durationUs();
    this.atUs = world.nowUs + Math.min(durationUs, nature.ttlUs);
    this.isCutShort = durationUs > nature.ttlUs;
    this.mendedUs = this.atUs;
  }

  private durationUs(): number {
    const { durationUs, kind } = this.nature;
    if (durationUs !== undefined) return durationUs;
    const { lasts } = faultKinds[kind];
    return lasts === "repair" ? this.drawRepairUs() : lasts === "instant" ? 0 : Number.POSITIVE_INFINITY;
  }

  /** Its time is over. */
  happen(): void {
    this.world.end(this);
  }

  get kind(): FaultKind {
    return this.nature.kind;
  }

  get component(): ComponentKind {
    return this.nature.component;
  }

  get parameters(): FaultParameters {
    return this.nature.parameters;
  }

  /** Whether the experiment or the injector said how long it lasts. */
  get hasOwnDuration(): boolean {
    return this.nature.durationUs !== undefined;
  }

  get detectAfterUs(): number | undefined {
    return this.nature.detectAfterUs;
  }

  stream(): Stream {
    this.ownStream ??= this.given.streams.at(this.given.ordinal);
    return this.ownStream;
  }

  /** Chance of how long recovering from it takes: a source of its own, however much else the fault draws. */
  recoveryStream(): Stream {
    this.ownRecoveryStream ??= streamOf(this.world.seed, `recovery/${this.id}`);
    return this.ownRecoveryStream;
  }

  /** How long mending it takes, in microseconds. */
  drawRepairUs(): number {
    return this.nature.repair(this.stream());
  }
}
