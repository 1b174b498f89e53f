import { type AnyEvent, type EventType, effectOf, type FaultSpec } from "@ordeal/model";

/** What tells that the job is not what it would be: whatever is there then may have had a part in it. */
const onJob: ReadonlySet<EventType> = new Set([
  "job.stalled",
  "job.unstalled",
  "job.hung",
  "job.corrupted",
  "job.stopped",
  "job.struck",
  "job.waiting",
  "job.shrunk",
  "speed.changed",
  "path.cut",
  "node.assigned",
  "node.removed",
  "rung.failed",
  "load.rejected",
  "checkpoint.skipped",
  "checkpoint.torn",
  "checkpoint.poisoned",
  "checkpoint.lost",
]);

/** What takes longer on a storage that is slow or away. */
const onStorage: ReadonlySet<EventType> = new Set([
  "checkpoint.save.started",
  "checkpoint.save.ended",
  "checkpoint.persist.started",
  "checkpoint.persist.ended",
  "load.started",
]);

/** What begins and ends that goes to storage, or comes from there. */
const transfers: Readonly<Partial<Record<EventType, readonly [what: string, isThere: boolean]>>> = {
  "checkpoint.save.started": ["save", true],
  "checkpoint.save.ended": ["save", false],
  "checkpoint.persist.started": ["persist", true],
  "checkpoint.persist.ended": ["persist", false],
  "checkpoint.torn": ["persist", false],
  "load.started": ["load", true],
  "load.rejected": ["load", false],
  "job.resumed": ["load", false],
  "job.struck": ["load", false],
};

/**
 * Which injected faults had an effect on the job, as far as the journal tells: something changed for the job while they
 * were there. That may have been another's doing; a fault of which this says that it had none had none.
 */
export class Effects {
  /** Those that are there and have had none so far: strike, to the fault it belongs to. */
  private readonly quiet = new Map<string, { readonly faultId: string; readonly touchesStorage: boolean }>();
  /** Those that have just ended: what happens at the same instant may still be theirs. */
  private leaving: Array<string> = [];
  private leftUs = 0;
  private readonly effective = new Set<string>();

  /** A strike begins. A damaged copy of a checkpoint is there until it is read. */
  begin(strikeId: string, faultId: string, { kind, target }: FaultSpec): void {
    if (this.effective.has(faultId)) return;
    const touchesStorage = effectOf(kind) === "storage" || JSON.stringify(target ?? "").includes("storage");
    // What is on its way takes longer, though the journal says nothing of it before it has arrived.
    if (touchesStorage && this.underWay.size > 0) {
      this.effective.add(faultId);
      return;
    }
    this.quiet.set(strikeId, { faultId, touchesStorage });
    if (effectOf(kind) === "copies") this.lasting.add(strikeId);
  }

  private readonly lasting = new Set<string>();

  /** What is on its way to storage or from there: what it is, and the tier. */
  private readonly underWay = new Set<string>();

  see(event: AnyEvent): void {
    this.follow(event);
    if (this.quiet.size === 0) return;
    const { type, atUs } = event;
    if (this.leaving.length > 0 && atUs > this.leftUs) {
      for (const strikeId of this.leaving) this.quiet.delete(strikeId);
      this.leaving = [];
    }
    if (onJob.has(type)) {
      for (const { faultId } of this.quiet.values()) this.effective.add(faultId);
      this.quiet.clear();
    } else if (onStorage.has(type)) {
      for (const [strikeId, { faultId, touchesStorage }] of this.quiet) {
        if (!touchesStorage) continue;
        this.effective.add(faultId);
        this.quiet.delete(strikeId);
      }
    } else if (event.type === "fault.ended" && !this.lasting.has(event.data.faultId)) {
      this.leaving.push(event.data.faultId);
      this.leftUs = atUs;
    }
  }

  private follow({ type, data }: AnyEvent): void {
    // A job that stops leaves its saves, and one that is struck while it loads starts over.
    if (type === "job.stopped") this.underWay.clear();
    const transfer = transfers[type];
    if (transfer === undefined) return;
    const [what, isThere] = transfer;
    const key = what !== "load" && "tier" in data ? `${what} ${data.tier}` : what;
    if (isThere) this.underWay.add(key);
    else this.underWay.delete(key);
  }

  had(faultId: string): boolean {
    return this.effective.has(faultId);
  }
}
