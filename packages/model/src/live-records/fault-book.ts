import { type FaultKind, faultKinds } from "../fault-kind.ts";
import type { LabFact } from "./fact.ts";

type Started = Extract<LabFact, { readonly fact: "fault.started" }>;

/** What a fault does to a job that is watched. */
export type LiveEffect = "kills" | "freezes" | "cuts" | "slows" | "nothing";

export const effectOf = (kind: FaultKind): LiveEffect => {
  const { effect, detection } = faultKinds[kind];
  if (detection === "hang") return "freezes";
  if (effect === "nodes down" || effect === "loops off" || (effect === "processes" && detection === "crash"))
    return "kills";
  if (effect === "links down") return "cuts";
  return effect === "cards slow" || effect === "links slow" || effect === "storage" ? "slows" : "nothing";
};

/** A fault that struck. */
export interface LiveFault {
  readonly id: string;
  readonly kind: FaultKind;
  readonly cause: string;
  readonly effect: LiveEffect;
  readonly ranks: ReadonlyArray<number> | undefined;
  /** The processes that it struck: a rank that starts again is free of what befell the one before. */
  processes: ReadonlySet<string>;
  readonly share: number;
  readonly sinceUs: number;
  isActive: boolean;
  /** Of one that cuts a path, whether it is cut now: links that flap are whole in between. */
  isCut: boolean;
  /** Whether it stopped the job, or struck it while it was down; each fault counts once. */
  isOnJob: boolean;
}

/** The faults of a run, those that came by themselves included. */
export class FaultBook {
  private readonly faults: Array<LiveFault> = [];
  skipped = 0;
  private unexplained = 0;

  start(atUs: number, { faultId, kind, cause, ranks, share }: Started): LiveFault {
    return this.add({ id: faultId, kind, cause: cause ?? kind, ranks, share: share ?? 1 }, atUs);
  }

  /** The job stopped, and nobody struck it: whatever it was came by itself. */
  unexplainedCrash(atUs: number, cause: string, rank: number): LiveFault {
    return this.add({ id: `own#${++this.unexplained}`, kind: "job.crash", cause, ranks: [rank], share: 1 }, atUs);
  }

  private add(fault: Pick<LiveFault, "id" | "kind" | "cause" | "ranks" | "share">, sinceUs: number): LiveFault {
    const effect = effectOf(fault.kind);
    const added = {
      ...fault,
      effect,
      sinceUs,
      isActive: true,
      isCut: effect === "cuts",
      isOnJob: false,
      processes: new Set<string>(),
    };
    this.faults.push(added);
    return added;
  }

  /** Ends a fault; returns it if it was there. */
  end(id: string): LiveFault | undefined {
    const fault = this.faults.find((one) => one.id === id && one.isActive);
    if (fault !== undefined) fault.isActive = false;
    return fault;
  }

  /** The links of an active fault are lost again, or whole. Returns whether that was not known. */
  change(id: string, isCut: boolean): boolean {
    const fault = this.active.find((one) => one.id === id && one.effect === "cuts");
    if (fault === undefined || fault.isCut === isCut) return false;
    fault.isCut = isCut;
    return true;
  }

  get active(): ReadonlyArray<LiveFault> {
    return this.faults.filter(({ isActive }) => isActive);
  }

  /** Whether a path is cut. */
  get isCut(): boolean {
    return this.faults.some(({ isActive, isCut }) => isActive && isCut);
  }

  /** Whether a process is frozen that this is so of. */
  isFrozen(is: (key: string) => boolean): boolean {
    return this.faults.some(
      ({ isActive, effect, processes }) => isActive && effect === "freezes" && [...processes].some(is),
    );
  }

  /**
   * Who took a process of this rank down: faults that struck since an instant or are there still, those that are known to
   * strike it first, and those that can end a process at all; the latest first.
   */
  blamed(rank: number, sinceUs: number): ReadonlyArray<LiveFault> {
    const rankOf = ({ ranks, effect }: LiveFault) =>
      (ranks?.includes(rank) === true ? 2 : 0) + (effect === "kills" ? 1 : 0);
    return this.faults
      .filter(
        ({ effect, isActive, sinceUs: at, isOnJob }) =>
          (effect === "kills" || effect === "freezes" || effect === "cuts") &&
          (effect === "kills" ? !isOnJob && at >= sinceUs : isActive || at >= sinceUs),
      )
      .sort((a, b) => rankOf(b) - rankOf(a) || b.sinceUs - a.sinceUs);
  }

  get struck(): number {
    return this.faults.length;
  }

  get own(): number {
    return this.unexplained;
  }

  get onJob(): ReadonlyArray<LiveFault> {
    return this.faults.filter(({ isOnJob }) => isOnJob);
  }
}
