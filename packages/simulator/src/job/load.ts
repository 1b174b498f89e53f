import type { Action } from "@ordeal/model";
import type { Transfer } from "../storage/storage.ts";
import type { RestorePoint, RestorePoints } from "./restore-points.ts";
import type { JobState } from "./state.ts";

/** Reads the newest copy back. */
export class Load {
  private readonly state: JobState;
  private readonly restorePoints: RestorePoints;
  /** What is being read, and through storage, if it is there. */
  private point: RestorePoint | undefined = undefined;
  private transfer: Transfer | undefined = undefined;

  constructor(state: JobState, restorePoints: RestorePoints) {
    this.state = state;
    this.restorePoints = restorePoints;
  }

  /** Begins to read the newest copy. Returns when that is done; `undefined` where there is no copy. */
  start(trust: Action["trust"]): number | undefined {
    const { site, nowUs } = this.state;
    const point = this.restorePoints.newest(trust);
    if (point === undefined) return undefined;
    const { tier, step } = point;
    this.point = point;
    this.transfer = tier.usesStorage ? site.storage.start(nowUs, tier.times.loadUs) : undefined;
    if (site.journal.hasListener) site.journal.emit(nowUs, "load.started", { tier: tier.name, step });
    return this.transfer?.endUs ?? nowUs + tier.times.loadUs;
  }

  /** When the load ends now that storage got faster or slower; `undefined` where that makes no difference. */
  get endsUs(): number | undefined {
    return this.transfer?.endUs;
  }

  /** The copy has been read: `undefined` where it turned out to be damaged. */
  end(): RestorePoint | undefined {
    const { site, nowUs } = this.state;
    const { point } = this;
    if (point === undefined) throw new Error("load: one ended that never began");
    this.giveUp();
    if (!point.corrupt) return point;
    const { tier, step } = point;
    tier.store.dropNewest(nowUs);
    if (site.journal.hasListener)
      site.journal.emit(nowUs, "load.rejected", { tier: tier.name, step, reason: "corrupt" });
    return undefined;
  }

  /** A load under way is over, read or not. */
  giveUp(): void {
    if (this.transfer !== undefined) this.state.site.storage.stop(this.state.nowUs, this.transfer);
    this.transfer = undefined;
    this.point = undefined;
  }
}
