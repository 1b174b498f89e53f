import type { AnyEvent, JobMode, Mode, Snapshot } from "@ordeal/model";
import type { Tally } from "./tally.ts";

/** What a look at a run must show, by its events. */
export class SnapshotCheck {
  private readonly tally: Tally;
  private replicas: number;
  private storageShare = 1;
  /** The faults that are there, whoever made them, with the instant at which each struck. */
  private readonly faults = new Map<string, { readonly kind: string; readonly sinceUs: number }>();

  constructor(tally: Tally, replicas: number) {
    this.tally = tally;
    this.replicas = replicas;
  }

  see({ atUs, type, data }: AnyEvent): void {
    if (type === "fault.started") this.faults.set(data.faultId, { kind: data.kind, sinceUs: atUs });
    else if (type === "fault.ended") this.faults.delete(data.faultId);
    else if (type === "storage.changed") this.storageShare = data.share;
    else if (type === "job.shrunk" || type === "job.grown") this.replicas = data.replicas;
  }

  /** Holds what a look shows, at an instant up to which everything was heard, against it. Returns what does not agree. */
  against(now: Snapshot, atUs: number, isOver: boolean): ReadonlyArray<string> {
    const { account, roster, stops } = this.tally;
    const { clock, job } = account.steps;
    const wrong: Array<string> = [];
    const expect = (what: string, shown: unknown, told: unknown): void => {
      if (shown !== told) wrong.push(`${what} is ${String(shown)} at a look, and ${String(told)} by its events`);
    };
    const between = (what: string, shown: number, least: number, most: number): void => {
      if (!(shown >= least && shown <= most)) expect(what, shown, `from ${least} to ${most}`);
    };
    expect("atUs", now.atUs, atUs);
    expect("isOver", now.isOver, isOver);
    account.arrive(atUs);
    expect("mode", modeOf[now.mode], job.mode);
    // When a run is over, only the steps count that a job which is down would keep.
    if (clock.isExact && (job.isUp || !isOver)) expect("step", now.step, clock.least);
    if (account.isExact) expect("progressUs", now.progressUs, account.progressMostUs);
    else between("progressUs", now.progressUs, 0, account.progressMostUs);
    wrong.push(...account.against(now.ledgerUs, isOver));
    between("downSinceUs", now.downSinceUs ?? 0, stops.open?.steppedUs ?? 0, stops.open?.stoppedUs ?? 0);
    wrong.push(...roster.againstNow(now));
    expect("replicas", now.replicas, this.replicas);
    expect("storageShare", now.storageShare, this.storageShare);
    between("bandwidthShare", now.bandwidthShare, 0, 1);
    expect("faults", shown(now.faults), shown([...this.faults].map(([faultId, fault]) => ({ faultId, ...fault }))));
    return wrong;
  }
}

const shown = (faults: Snapshot["faults"]): string =>
  faults
    .map(({ faultId, kind, sinceUs }) => `${faultId} (${kind}, since ${sinceUs} µs)`)
    .sort()
    .join(", ") || "none";

/** What each mode of a job is by the names of the ledger. */
const modeOf: Readonly<Record<Mode, JobMode>> = {
  stepping: "stepping",
  saving: "checkpoint",
  stalled: "stalled",
  planned: "planned",
  hung: "detecting",
  detecting: "detecting",
  rescheduling: "rescheduling",
  restarting: "restarting",
  loading: "loading",
};
