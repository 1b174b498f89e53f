import {
  type FaultSpec,
  instantUs,
  type JournalEvent,
  type ListedFault,
  type Scenario,
  UserFunctionFailed,
} from "@ordeal/model";
import type { Holder, Lease, Leases } from "./leases.ts";
import { Refused } from "./refused.ts";
import type { OpenRun, Simulation } from "./simulation.ts";
import { Slicer } from "./slicer.ts";

/** The most faults that may be injected into one run. */
const FAULTS_MAX = 100_000;

interface Injected {
  /** The fault as it was asked for, to tell whether it is asked for again. */
  readonly asked: string;
  lease: Lease;
}

export interface InjectRequest {
  readonly faultId: string;
  readonly fault: FaultSpec;
  readonly ttlUs: number;
}

export interface HostedRunOptions {
  readonly id: string;
  readonly title: string;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly openRun: OpenRun;
  readonly nowMs: () => number;
  readonly onEvent: (event: JournalEvent) => void;
}

/** One run of the mock cluster, with the faults that were injected into it and the leases they live on. */
export class HostedRun {
  readonly id: string;
  readonly title: string;
  readonly seed: number;
  readonly simulation: Simulation;
  readonly scenario: Scenario;
  private readonly slicer: Slicer;
  private readonly injected = new Map<string, Injected>();
  /** Who opened it or used it last, and when: a run that is nobody's is closed after a while. */
  holder: Holder | undefined;
  usedMs: number;

  constructor({ id, title, scenario, seed, openRun, nowMs, onEvent }: HostedRunOptions, holder: Holder) {
    this.id = id;
    this.title = title;
    this.seed = seed;
    this.scenario = scenario;
    this.simulation = openRun(scenario, { seed, onEvent });
    this.slicer = new Slicer(this.simulation, nowMs);
    this.holder = holder;
    this.usedMs = nowMs();
  }

  get isOver(): boolean {
    return this.simulation.nowUs >= this.simulation.endUs;
  }

  /** One slice of about `budgetMs` towards an instant. Returns whether it is there; throws `runBroke`. */
  slice(untilUs: number, budgetMs: number): boolean {
    try {
      return this.slicer.slice(untilUs, budgetMs);
    } catch (error) {
      // A function that the experiment brings is in this process: what is wrong with it is not the cluster's to say.
      if (error instanceof UserFunctionFailed) throw error;
      throw new Refused("runBroke", error instanceof Error ? error.message : String(error));
    }
  }

  /**
   * Arms or strikes with a fault on a lease. The same fault asked for again is not injected again, only kept alive by the
   * lease it is asked for with.
   */
  inject({ faultId, fault, ttlUs }: InjectRequest, lease: Lease): void {
    const asked = JSON.stringify([fault, ttlUs]);
    const known = this.injected.get(faultId);
    if (known !== undefined) {
      if (known.asked !== asked) throw new Refused("faultExists", `"${faultId}" is taken by another fault of the run`);
      known.lease = lease;
      return;
    }
    if (this.isOver) throw new Refused("runOver", `run ${this.id} has ended`);
    if (this.injected.size >= FAULTS_MAX)
      throw new Refused("tooMany", `expected at most ${FAULTS_MAX} faults in a run`);
    this.refusePast(fault);
    this.injected.set(faultId, { asked, lease });
    try {
      this.simulation.inject(fault, { id: faultId, ttlUs });
    } catch (error) {
      this.injected.delete(faultId);
      throw new Refused("faultExists", error instanceof Error ? error.message : String(error));
    }
  }

  /** A fault cannot strike before now. */
  private refusePast({ at, every }: FaultSpec): void {
    const { nowUs } = this.simulation;
    const startUs = at === undefined ? (every === undefined ? nowUs : (every.from ?? 0)) : this.instantUs(at);
    if (startUs >= nowUs) return;
    throw new Refused(
      "invalidParams",
      `expected a fault that starts at or after ${nowUs} µs, which is now, found ${startUs} µs`,
    );
  }

  private instantUs(at: NonNullable<FaultSpec["at"]>): number {
    return instantUs(at, this.scenario.startsAt) ?? 0;
  }

  /** Every fault that was ever injected, also those that are over. */
  injectedIds(): ReadonlyArray<string> {
    return [...this.injected.keys()];
  }

  /** An id for a fault that brings none. */
  nextFaultId(kind: string): string {
    for (let nth = this.injected.size + 1; ; nth++) if (!this.injected.has(`${kind}-${nth}`)) return `${kind}-${nth}`;
  }

  /** Ends or disarms an injected fault. Returns whether it was there. */
  heal(faultId: string): boolean {
    if (!this.injected.has(faultId))
      throw new Refused("unknownFault", `no fault "${faultId}" was injected into run ${this.id}`);
    return this.simulation.heal(faultId);
  }

  /** Heals the faults of some leases, or all. Returns their ids; those that are over already are not among them. */
  healAll(leases?: ReadonlySet<string>): ReadonlyArray<string> {
    const ids = [...this.injected].filter(([, { lease }]) => leases === undefined || leases.has(lease.id));
    return ids.map(([id]) => id).filter((id) => this.simulation.heal(id));
  }

  /** The injected faults that are armed or active. */
  faults(leases: Leases, nowMs: number): ReadonlyArray<ListedFault> {
    return this.simulation.injectedFaults().flatMap(({ faultId, kind, sinceUs }) => {
      const lease = (this.injected.get(faultId) ?? this.injected.get(faultId.replace(/#\d+$/, "")))?.lease;
      if (lease === undefined) return [];
      const held = lease.holder !== undefined && leases.find(lease.id, nowMs) !== undefined;
      const expiresInMs = Math.max(0, Math.round(lease.expiresMs - nowMs));
      return [{ runId: this.id, faultId, kind, sinceUs, lease: lease.id, expiresInMs, held }];
    });
  }

  /** Whether a lease keeps a fault of this run alive. */
  needs(leaseId: string): boolean {
    for (const { lease } of this.injected.values()) if (lease.id === leaseId) return true;
    return false;
  }
}
