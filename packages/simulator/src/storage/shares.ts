import type { Holder } from "../cluster/fleet.ts";
import type { Journal } from "../journal.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Storage } from "./storage.ts";

/** Whoever saves to storage and loads from it: it is told before the share changes, and plans anew after it. */
export interface StorageUser {
  beforeStorageChanges(): void;
  storageChanged(): void;
}

/** What faults leave of storage's bandwidth. */
export class StorageShares {
  private readonly clock: Clock;
  private readonly journal: Journal;
  private readonly storage: Storage;
  private readonly user: StorageUser;
  private isDeferring = false;
  /** Whether a fault went that still counts in the share. */
  private isStale = false;

  constructor(clock: Clock, journal: Journal, storage: Storage, user: StorageUser) {
    this.clock = clock;
    this.journal = journal;
    this.storage = storage;
    this.user = user;
  }

  /** Leaves storage with a share of its bandwidth on behalf of a fault; `undefined` takes that back. */
  set(fault: Holder, share: number | undefined): void {
    if (this.isDeferring && share === undefined) {
      this.storage.forget(fault.id);
      this.isStale = true;
      return;
    }
    this.user.beforeStorageChanges();
    this.storage.setShare(this.clock.nowUs, fault.id, share);
    this.tell();
  }

  /** Several faults go at once: the share is worked out at {@link flush}. */
  defer(): void {
    this.isDeferring = true;
  }

  flush(): void {
    this.isDeferring = false;
    if (!this.isStale) return;
    this.isStale = false;
    this.user.beforeStorageChanges();
    this.storage.refresh(this.clock.nowUs);
    this.tell();
  }

  private tell(): void {
    this.journal.emit(this.clock.nowUs, "storage.changed", { share: this.storage.bandwidthShare });
    this.user.storageChanged();
  }
}
