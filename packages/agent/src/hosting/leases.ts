import { Refused } from "../backend/refused.ts";
import { bounds } from "./bounds.ts";

/** Whoever takes and renews leases: a connection, or this process. Told apart by identity. */
export type Holder = object;

/** What faults live in: a run. */
export interface Keeper {
  /** Heals some; resolves with the ids of those that were there. */
  readonly healMany: (faultIds: ReadonlyArray<string>) => Promise<ReadonlyArray<string>>;
}

/** What keeps injected faults alive: whoever holds it renews it, or the faults are healed. */
export interface Lease {
  readonly id: string;
  readonly lengthMs: number;
  expiresMs: number;
  /** Nobody, once its connection is gone. */
  holder: Holder | undefined;
  /** The faults it keeps alive, by run. */
  readonly keeps: Map<Keeper, Set<string>>;
}

/** The leases of an agent, by the clock of whoever calls. */
export class Leases {
  private readonly leases = new Map<string, Lease>();
  private readonly byHolder = new Map<Holder, Set<Lease>>();
  private readonly newId: () => string;
  /** No lease expires before. */
  private expiresNextMs = Number.POSITIVE_INFINITY;

  /** `newId` must give ids that nobody can guess: who knows a lease can keep it alive. */
  constructor(newId: () => string) {
    this.newId = newId;
  }

  grant(lengthMs: number, holder: Holder, nowMs: number): Lease {
    const lease: Lease = {
      id: this.newId(),
      lengthMs,
      expiresMs: nowMs + lengthMs,
      holder: undefined,
      keeps: new Map(),
    };
    this.give(lease, holder);
    this.leases.set(lease.id, lease);
    this.expiresNextMs = Math.min(this.expiresNextMs, lease.expiresMs);
    return lease;
  }

  /** A lease that has not expired. */
  find(id: string, nowMs: number): Lease | undefined {
    const lease = this.leases.get(id);
    return lease !== undefined && lease.expiresMs > nowMs ? lease : undefined;
  }

  /** Whoever renews a lease holds it from then on. `undefined` when it has expired. */
  renew(id: string, holder: Holder, nowMs: number): Lease | undefined {
    const lease = this.find(id, nowMs);
    if (lease === undefined) return undefined;
    if (lease.holder !== holder) this.give(lease, holder);
    lease.expiresMs = nowMs + lease.lengthMs;
    return lease;
  }

  private give(lease: Lease, holder: Holder): void {
    const held = this.byHolder.get(holder) ?? new Set();
    if (held.size >= bounds.leasesOfClient) {
      throw new Refused(
        "tooMany",
        `expected at most ${bounds.leasesOfClient} leases of a client: let faults share one`,
      );
    }
    this.take(lease);
    this.byHolder.set(holder, held.add(lease));
    lease.holder = holder;
  }

  /** Takes a lease from whoever holds it. */
  private take(lease: Lease): void {
    const { holder } = lease;
    const held = holder === undefined ? undefined : this.byHolder.get(holder);
    if (holder === undefined || held === undefined) return;
    held.delete(lease);
    if (held.size === 0) this.byHolder.delete(holder);
  }

  /** A holder is gone; its leases go on until they expire, or somebody else renews them. */
  abandon(holder: Holder): void {
    for (const lease of this.byHolder.get(holder) ?? []) lease.holder = undefined;
    this.byHolder.delete(holder);
  }

  /** Takes away the leases that have expired, and returns them with who held them. */
  expire(nowMs: number): ReadonlyArray<Lease> {
    if (nowMs < this.expiresNextMs) return [];
    const expired: Array<Lease> = [];
    this.expiresNextMs = Number.POSITIVE_INFINITY;
    for (const lease of this.leases.values()) {
      if (lease.expiresMs <= nowMs) expired.push(lease);
      else this.expiresNextMs = Math.min(this.expiresNextMs, lease.expiresMs);
    }
    for (const lease of expired) this.drop(lease);
    return expired;
  }

  /** Takes a lease away. */
  drop(lease: Lease): void {
    this.take(lease);
    this.leases.delete(lease.id);
  }

  /** From now on a lease keeps a fault of a run alive. */
  keep(lease: Lease, run: Keeper, faultId: string): void {
    const faultIds = lease.keeps.get(run);
    if (faultIds === undefined) lease.keeps.set(run, new Set([faultId]));
    else faultIds.add(faultId);
  }

  /** It no longer does; a lease that keeps nothing alive is taken away. */
  letGo(lease: Lease, run: Keeper, faultId: string): void {
    const faultIds = lease.keeps.get(run);
    faultIds?.delete(faultId);
    if (faultIds?.size === 0) lease.keeps.delete(run);
    if (lease.keeps.size === 0) this.drop(lease);
  }

  /** A run is gone, and with it the leases that kept faults of no other alive. */
  forget(run: Keeper): void {
    for (const lease of this.leases.values()) {
      if (lease.keeps.delete(run) && lease.keeps.size === 0) this.drop(lease);
    }
  }
}
