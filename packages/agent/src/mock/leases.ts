/** Whoever takes and renews leases: a connection, or this process. Told apart by identity. */
export type Holder = object;

/** What keeps injected faults alive: whoever holds it renews it, or the faults are healed. */
export interface Lease {
  readonly id: string;
  readonly lengthMs: number;
  expiresMs: number;
  /** Nobody, once its connection is gone. */
  holder: Holder | undefined;
}

/** The leases of an agent, by the clock of whoever calls. */
export class Leases {
  private readonly leases = new Map<string, Lease>();
  private readonly newId: () => string;

  /** `newId` must give ids that nobody can guess: who knows a lease can keep it alive. */
  constructor(newId: () => string) {
    this.newId = newId;
  }

  grant(lengthMs: number, holder: Holder, nowMs: number): Lease {
    const lease = { id: this.newId(), lengthMs, expiresMs: nowMs + lengthMs, holder };
    this.leases.set(lease.id, lease);
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
    lease.expiresMs = nowMs + lease.lengthMs;
    lease.holder = holder;
    return lease;
  }

  /** A holder is gone; its leases go on until they expire, or somebody else renews them. */
  abandon(holder: Holder): void {
    for (const lease of this.leases.values()) if (lease.holder === holder) lease.holder = undefined;
  }

  /** Takes away the leases that have expired, and returns them. */
  expire(nowMs: number): ReadonlyArray<Lease> {
    const expired = [...this.leases.values()].filter(({ expiresMs }) => expiresMs <= nowMs);
    for (const { id } of expired) this.leases.delete(id);
    return expired;
  }

  /** Takes away leases that nothing depends on any more. */
  drop(isNeeded: (id: string) => boolean): void {
    for (const id of this.leases.keys()) if (!isNeeded(id)) this.leases.delete(id);
  }
}
