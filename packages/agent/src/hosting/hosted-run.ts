import { createHash } from "node:crypto";
import { type FaultSpec, instantUs, type ListedFault, type Scenario } from "@ordeal/model";
import type { BackendRun } from "../backend/backend.ts";
import { Refused } from "../backend/refused.ts";
import { bounds } from "./bounds.ts";
import type { Holder, Lease } from "./leases.ts";

interface Injected {
  /** What stands for the fault as it was asked for, to tell whether it is asked for again. */
  readonly asked: string;
  lease: Lease;
}

export interface InjectRequest {
  readonly faultId: string;
  readonly fault: FaultSpec;
  readonly ttlUs: number;
}

export interface HostedRunOptions<Run extends BackendRun> {
  readonly id: string;
  readonly title: string;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly backend: Run;
  readonly nowMs: number;
}

/** One run of an agent, with the faults that were injected into it and the leases they live on. */
export class HostedRun<Run extends BackendRun = BackendRun> {
  readonly id: string;
  readonly title: string;
  readonly seed: number;
  readonly backend: Run;
  readonly scenario: Scenario;
  private readonly injected = new Map<string, Injected>();
  /** What its injected faults come to as text. */
  characters = 0;
  /** Who opened it or used it last, and when: a run that is nobody's is closed after a while. */
  holder: Holder | undefined;
  usedMs: number;
  /** Whether it is being closed, or gone. */
  isClosed = false;

  constructor({ id, title, scenario, seed, backend, nowMs }: HostedRunOptions<Run>, holder: Holder) {
    this.id = id;
    this.title = title;
    this.seed = seed;
    this.scenario = scenario;
    this.backend = backend;
    this.holder = holder;
    this.usedMs = nowMs;
  }

  /** How many faults were ever injected. */
  get faultsTotal(): number {
    return this.injected.size;
  }

  /** The lease of the same fault, injected before; `undefined` when there is none of its id. */
  leaseOf({ faultId, fault, ttlUs }: InjectRequest): Lease | undefined {
    const known = this.injected.get(faultId);
    if (known === undefined) return undefined;
    if (known.asked === digest(fault, ttlUs)) return known.lease;
    throw new Refused("faultExists", `"${faultId}" is taken by another fault of the run`);
  }

  /** What keeps the run from taking a fault, thrown. */
  refuseUnfit({ fault }: InjectRequest): void {
    const { backend, id } = this;
    if (backend.isOver) throw new Refused("runOver", `run ${id} has ended`);
    const startUs = this.startUs(fault);
    if (startUs >= backend.nowUs) return;
    throw new Refused(
      "invalidParams",
      `expected a fault that starts at or after ${backend.nowUs} µs, which is now, found ${startUs} µs`,
    );
  }

  private startUs({ at, every }: FaultSpec): number {
    if (at !== undefined) return instantUs(at, this.scenario.startsAt) ?? 0;
    return every === undefined ? this.backend.nowUs : (every.from ?? 0);
  }

  /** Injects a fault that lives on a lease; one that the backend refuses was never there. */
  async inject({ faultId, fault, ttlUs }: InjectRequest, lease: Lease): Promise<void> {
    const characters = textOf(fault, ttlUs).length;
    if (characters > bounds.faultCharacters) {
      throw new Refused(
        "tooMany",
        `expected a fault of at most ${bounds.faultCharacters} characters, found ${characters}`,
      );
    }
    this.injected.set(faultId, { asked: digest(fault, ttlUs), lease });
    this.characters += characters;
    try {
      const injecting = this.backend.inject(fault, { id: faultId, ttlUs });
      if (injecting instanceof Promise) await injecting;
    } catch (error) {
      this.injected.delete(faultId);
      this.characters -= characters;
      throw error;
    }
  }

  /** The fault lives on another lease from now on. */
  move(faultId: string, lease: Lease): void {
    const known = this.injected.get(faultId);
    if (known !== undefined) known.lease = lease;
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
  async heal(faultId: string): Promise<boolean> {
    if (!this.injected.has(faultId))
      throw new Refused("unknownFault", `no fault "${faultId}" was injected into run ${this.id}`);
    return (await this.backend.heal([faultId])).length > 0;
  }

  /** Ends or disarms some of them. Returns the ids of those that were there. */
  async healMany(faultIds: ReadonlyArray<string>): Promise<ReadonlyArray<string>> {
    return this.backend.heal(faultIds);
  }

  /** Heals every fault that is armed or active. Returns the ids under which they were injected. */
  async healAll(): Promise<ReadonlyArray<string>> {
    return this.injected.size === 0 ? [] : await this.backend.heal(this.injectedIds());
  }

  /** The injected faults that are armed or active; `isAlive` says of a lease whether it has not expired. */
  faults(nowMs: number): ReadonlyArray<ListedFault> {
    const listed: Array<ListedFault> = [];
    for (const { faultId, scriptId, kind, sinceUs } of this.backend.injected()) {
      const lease = this.injected.get(scriptId)?.lease;
      if (lease === undefined) continue;
      const held = lease.holder !== undefined && lease.expiresMs > nowMs;
      const expiresInMs = Math.max(0, Math.round(lease.expiresMs - nowMs));
      listed.push({ runId: this.id, faultId, kind, sinceUs, lease: lease.id, expiresInMs, held });
    }
    return listed;
  }
}

const textOf = (fault: FaultSpec, ttlUs: number): string => JSON.stringify([fault, ttlUs]);
const digest = (fault: FaultSpec, ttlUs: number): string =>
  createHash("sha256").update(textOf(fault, ttlUs)).digest("base64");
