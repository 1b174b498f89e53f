import type { Cluster, ComponentKind, Detection, FaultEnd, FaultKind, FaultParameters, Recovery } from "@ordeal/model";
import type { Holder } from "../cluster/fleet.ts";
import type { Site } from "../cluster/site.ts";
import type { DrawRepairUs } from "../hazards/repair.ts";
import { type Entry, Priority } from "../kernel/queue.ts";
import type { Stream } from "../kernel/random.ts";
import type { FaultSource } from "./source.ts";

/** What is known of a hazard's faults of one kind before any of them strikes. Times in microseconds. */
export interface Foreseen {
  readonly cluster: Cluster;
  readonly recovery: Recovery;
  readonly component: ComponentKind;
  readonly parameters: FaultParameters;
  readonly detectAfterUs: number | undefined;
  /** How probably one that lasts until its repair lasts longer than this. */
  readonly lastsLonger: (us: number) => number;
}

/** What a kind of fault does. Its name, targets and parameters, and how it ends, stand in `fault-kind.ts` of the model. */
export interface FaultBehaviour {
  /**
   * How probably a fault that strikes where the job is stops it, from 0 to 1: what the mean time between failures is made
   * of that Young's and Daly's intervals use.
   */
  readonly stopsJob: (foreseen: Foreseen) => number;
  /** It is of a process: on a job that has none, it strikes nothing. */
  readonly needsProcesses?: boolean;
  readonly strike: (context: FaultContext, fault: Fault) => void;
  /** It is over: everything that `strike` did is undone. Called once. */
  readonly heal: (context: FaultContext, fault: Fault) => void;
  /** It acts on a job that steps: called when the job comes back with the fault still there. */
  readonly reapply?: ((context: FaultContext, fault: Fault, job: StruckJob) => void) | undefined;
  /** Whether `reapply` does nothing unless a path is cut. */
  readonly reappliesCut?: boolean;
}

export const nothing = (): void => {};
export const always = (): number => 1;
export const never = (): number => 0;

/** What a fault may do to a job. Each verb acts on the job as it is at this instant. */
export interface StruckJob {
  /** Whether it steps, or would if nothing held it up; while a recovery goes on it is down. */
  readonly isUp: boolean;
  /** Whether it has processes, without which no software fault can strike. */
  readonly hasProcesses: boolean;
  /** Ends the job, or would if it were up: noticed after the fault's latency, or now if it `isDetected` already. */
  fail(fault: Fault, isDetected?: boolean): void;
  /** Keeps the job from stepping until {@link unhang}, or until it is `found` to hang after the fault's latency. */
  hang(fault: Fault, found: () => void): void;
  unhang(fault: Fault): void;
  /**
   * Loses a path: the job stalls until {@link reconnect}, or the timeout. By the `transport` it is cut for as long as the
   * fault lasts; a `dead` one only while a node has no other.
   */
  cut(fault: Fault, how: Cut): void;
  /** A path that the transport cut stalls a job that comes back over it. */
  cutAgain(fault: Fault): void;
  /** Loses one path of several: the job stalls until its traffic has moved. */
  failOver(fault: Fault, us: number): void;
  /** A path is whole again. */
  reconnect(fault: Fault): void;
  /** The speed of cards, or the bandwidth of paths, may have changed. */
  refreshSpeed(): void;
  /** Corrupts what is in training: what is saved from now on is poisoned. */
  taint(fault: Fault): void;
  /** Whether what is in training has taken that in, and was not clean since. */
  isTaintedBy(fault: Fault): boolean;
  /** Corruption was found: throws away what is in memory, and all poisoned copies. */
  discardPoisoned(): void;
  /** Sees to it that the fault is `found` once its latency is over, by the wall clock. */
  detectByTime(fault: Fault, found: () => void): void;
  /** Sees to it that the fault is `found` once it has slowed the steps for its latency; not at all if it has none. */
  detectBySteps(fault: Fault, found: () => void): void;
  /** Sees to it that the fault is `found` so many steps after a load, after each load again until that returns true. */
  detectAfterLoad(fault: Fault, steps: number, found: () => boolean): void;
  /** Nobody looks for it any more. */
  forget(fault: Fault): void;
  /** Whether there are spares for all nodes of the job that a fault lies in, or holds. */
  canReplace(fault: Fault): boolean;
  /** Tears the copy of a tier that is being written, or the next one. */
  tearCopy(tier: number): void;
  /** Damages the newest copy of a tier. */
  corruptCopy(tier: number): void;
}

/** How a path is cut. */
export type Cut = "transport" | "dead";

/** What a fault may do to a cooling loop. */
export interface LoopEffect {
  /** The share of the flow that it leaves. */
  readonly flow?: number;
  /** By how much it warms the coolant, in K. */
  readonly riseC?: number;
  readonly leaks?: boolean;
}

/** Everything that a fault may act on: the cluster, the jobs it strikes, and what belongs to a fault's life. */
export interface FaultContext {
  readonly site: Site;
  readonly loops: LoopsUnderFault;
  /** The one job of the cluster, wherever it runs. */
  readonly job: StruckJob;
  /** The jobs that have a node in or below a fault's targets. */
  jobsOf(fault: Fault): ReadonlyArray<StruckJob>;
  /** Leaves storage with a share of its bandwidth; `undefined` takes that back. */
  setStorageShare(fault: Fault, share: number | undefined): void;
  /** Slows the cards that a fault struck; `undefined` takes that back. */
  setCardSpeed(fault: Fault, speed: number | undefined): void;
  /** Stragglers that were found, and wait for a spare; they are reapplied when there may be one. */
  readonly awaitingSpare: Set<Fault>;
  /** Makes the nodes unusable that lie in or below the targets; a job that has one of them stops. */
  takeDown(fault: Fault): void;
  /** Takes the nodes of a fault that was found out of use; one that nobody had seen is mended from now on. */
  cordon(fault: Fault): void;
  /** Lets the nodes go that a fault holds. */
  uncordon(fault: Fault): void;
  end(fault: Fault): void;
  mend(fault: Fault): void;
}

/** The cooling loops, as far as faults act on them. */
export interface LoopsUnderFault {
  add(index: number, fault: Fault, effect: LoopEffect): void;
  remove(index: number, fault: Fault): void;
}

/** How many faults of one kind and cause were on the job. */
export interface Tally {
  readonly kind: FaultKind;
  readonly cause: string;
  count: number;
}

/** What all faults of one script, or of one kind of a hazard, have in common. */
export interface FaultNature {
  readonly kind: FaultKind;
  readonly lasts: FaultEnd;
  readonly detection: Detection;
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

/** One fault: what, which components, since when, and what is known of it. In the queue it stands for its mending. */
export class Fault implements Holder, Entry {
  private readonly context: FaultContext;
  readonly nature: FaultNature;
  readonly behaviour: FaultBehaviour;
  readonly source: FaultSource<Fault>;
  /** 0 where the name of its source is its id; else its number. */
  private readonly ordinal: number;
  readonly targets: ReadonlyArray<number>;
  /** The nodes in or below its first target, mostly the only one: from the first to before the last. */
  readonly fromNode: number;
  readonly endNode: number;
  readonly startUs: number;
  /** When it ends by itself; Infinity when it does not. */
  readonly atUs: number;
  /** Whether that is only because it may not last longer. */
  readonly isCutShort: boolean;
  /** When what it struck is mended, whoever takes its place before; Infinity as long as nobody knows. */
  mendedUs: number;
  readonly priority = Priority.heal;
  private ownId: string | undefined = undefined;
  private ownStream: Stream | undefined = undefined;
  private ownRecoveryStream: Stream | undefined = undefined;
  /** Of the chance that its streams are of. */
  private epoch: number;
  isActive = false;
  /** Where {@link ActiveFaults} keeps it. */
  index = -1;
  /** Which detection of it is under way; 0 when none is. */
  detection = 0;
  /** Whether it has been counted among the faults on the job. */
  isCounted = false;

  /** A fault that strikes now. */
  constructor(
    context: FaultContext,
    nature: FaultNature,
    source: FaultSource<Fault>,
    ordinal: number,
    targets: ReadonlyArray<number>,
  ) {
    this.context = context;
    this.nature = nature;
    this.behaviour = nature.behaviour;
    this.source = source;
    this.ordinal = ordinal;
    this.targets = targets;
    this.startUs = context.site.clock.nowUs;
    this.epoch = context.site.chance.epoch;
    const first = targets[0];
    const { topology } = context.site.ground;
    const node = first === undefined ? -1 : topology.nodeOf(nature.component, first);
    const range = first === undefined || node >= 0 ? undefined : topology.nodesOf(nature.component, first);
    this.fromNode = range === undefined ? Math.max(node, 0) : range[0];
    this.endNode = range === undefined ? node + 1 : range[1];
    const durationUs = this.drawDurationUs();
    this.atUs = this.startUs + Math.min(durationUs, nature.ttlUs);
    this.isCutShort = durationUs > nature.ttlUs;
    this.mendedUs = this.atUs;
  }

  private drawDurationUs(): number {
    const { durationUs, lasts } = this.nature;
    if (durationUs !== undefined) return durationUs;
    return lasts === "repair" ? this.drawRepairUs() : lasts === "instant" ? 0 : Number.POSITIVE_INFINITY;
  }

  happen(): void {
    this.context.mend(this);
  }

  /** Its name in the journal; made when somebody reads it. */
  get id(): string {
    this.ownId ??= numbered(this.source.name, this.ordinal);
    return this.ownId;
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

  /** Whether restarting the process it struck is all that it takes to be rid of it. */
  get endsWithProcess(): boolean {
    return this.nature.lasts === "restart";
  }

  get detectAfterUs(): number | undefined {
    return this.nature.detectAfterUs;
  }

  /** Whether any node of the job lies in or below its targets. */
  get isOnJob(): boolean {
    const { fleet } = this.context.site;
    if (this.targets.length > 1) return this.isAnyOnJob();
    for (let node = this.fromNode; node < this.endNode; node++) if (fleet.isInJob(node)) return true;
    return false;
  }

  private isAnyOnJob(): boolean {
    const { fleet } = this.context.site;
    for (const node of this.nodes()) if (fleet.isInJob(node)) return true;
    return false;
  }

  /** Whether a node lies in or below its targets. */
  covers(node: number): boolean {
    if (this.targets.length === 1) return node >= this.fromNode && node < this.endNode;
    const { topology } = this.context.site.ground;
    return this.targets.some((index) => {
      const [from, end] = topology.nodesOf(this.nature.component, index);
      return node >= from && node < end;
    });
  }

  /** The nodes in or below its targets. */
  *nodes(): Generator<number> {
    for (const index of this.targets) {
      const [from, end] = this.context.site.ground.topology.nodesOf(this.component, index);
      for (let node = from; node < end; node++) yield node;
    }
  }

  stream(): Stream {
    if (this.ownStream === undefined || this.isStale()) this.ownStream = this.source.streams.at(this.ordinal);
    return this.ownStream;
  }

  /** Chance of how long recovering from it takes: a source of its own, however much else the fault draws. */
  recoveryStream(): Stream {
    if (this.ownRecoveryStream === undefined || this.isStale()) {
      this.ownRecoveryStream = this.context.site.chance.stream(`recovery/${this.id}`);
    }
    return this.ownRecoveryStream;
  }

  /** Whether the run has another seed since it made its streams: then both are made anew. */
  private isStale(): boolean {
    const { epoch } = this.context.site.chance;
    if (this.epoch === epoch) return false;
    this.epoch = epoch;
    this.ownStream = undefined;
    this.ownRecoveryStream = undefined;
    return true;
  }

  /** How long mending it takes, in microseconds. */
  drawRepairUs(): number {
    return this.nature.repair(this.stream());
  }
}

/** The id of a fault by the name of its source and its number there. */
export const numbered = (name: string, ordinal: number): string => (ordinal === 0 ? name : `${name}#${ordinal}`);
