import { ProgressCurve } from "@ordeal/model";
import type { Site } from "../cluster/site.ts";
import type { Fault } from "../fault/fault.ts";
import type { Settings } from "../settings.ts";
import { LedgerBook } from "./ledger.ts";
import { RunRecord } from "./record.ts";

/** What the parts of one job share: its own clock, what is in force, and its books. */
export class JobState {
  readonly site: Site;
  /** The instant up to which the job has been brought; never ahead of the cluster's. */
  nowUs = 0;
  /** Whether that instant is a heal's, so that what is complete at it is still to come. */
  isBefore = false;
  settings: Settings;
  replicas: number;
  /** Silent corruption: whether the state in training is tainted, so that what is saved is poisoned. */
  isTainted = false;
  /** The corruptions that it has taken in since it was last clean. */
  readonly taints = new Set<Fault>();
  /** How many saves were gone through at once, and emitted. */
  savesPassed = 0;
  /** How many of its changes the job passed through without anybody seeing them one by one. */
  changesPassed = 0;
  readonly ledger = new LedgerBook();
  readonly curve = new ProgressCurve();
  readonly record = new RunRecord();

  constructor(site: Site, settings: Settings, replicas: number) {
    this.site = site;
    this.settings = settings;
    this.replicas = replicas;
  }

  /** Training goes on from a copy, poisoned or not, or from scratch. */
  goOnFrom(poisoned: boolean): void {
    this.isTainted = poisoned;
    if (!poisoned && this.taints.size > 0) this.taints.clear();
  }
}
