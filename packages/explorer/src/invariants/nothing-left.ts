import { type AnyEvent, effectOf, type FaultEffect, holdsStorage, isOfSave, SpeedWatch } from "@ordeal/model";
import { Findings } from "./findings.ts";
import type { Follower, Invariant, RunEvidence } from "./invariant.ts";
import type { RunWatch } from "./watch/run-watch.ts";

const has =
  (effect: FaultEffect) =>
  ({ kind }: { readonly kind: string }): boolean =>
    effectOf(kind) === effect;
const takesLinks = has("links down");
const stallsScheduler = has("scheduler");

/** docs/model.md, Invariants: when a fault is over, so is what it did. Whatever is not whole has a fault, or a tripped loop, to show for it. */
export const nothingLeft: Invariant = {
  name: "nothing left",
  says: "what a fault did ends with it: no node stays down, no path, store or scheduler out and no step slow without a fault",
  follow({ scenario }: RunEvidence, { job, nodes, faults }: RunWatch): Follower {
    const findings = new Findings("nothing left");
    const speed = new SpeedWatch(scenario);
    const { reconnect = 0 } = scenario.cluster;
    let nowUs = 0;
    let storageShare = 1;
    let isSchedulerUp = true;
    /** Until when a job may stay stalled though no fault cuts a path any more: transports have yet to try again. */
    let retriesUs = 0;
    /** What is held by nothing, as of the last look, so that each is told once. */
    let known = new Set<string>();

    /** What no fault holds from the last event on, until the next one. */
    const leftovers = (untilUs: number): ReadonlyArray<string> => {
      const left: Array<string> = [];
      for (const [node, by] of nodes.down) if (!faults.ails(node)) left.push(`node ${node} stays down (${by})`);
      if (storageShare !== 1 && !faults.isAny(holdsStorage)) left.push(`storage stays at ${storageShare}`);
      if (!isSchedulerUp && !faults.isAny(stallsScheduler)) left.push("the scheduler stays down");
      const isRetrying = untilUs <= retriesUs;
      if (job.mode === "stalled" && !faults.isAny(takesLinks) && !isRetrying) left.push("the job stays stalled");
      const { stepUs, unslowedUs } = speed;
      const isSlow = stepUs !== undefined && unslowedUs !== undefined && stepUs !== unslowedUs;
      if (isSlow && job.mode === "stepping") left.push(`a step takes ${stepUs} µs, and not ${unslowedUs} µs`);
      return left;
    };

    const timePasses = (untilUs: number) => {
      const left = leftovers(untilUs);
      for (const one of left) if (!known.has(one)) findings.overall(nowUs, `${one}, with no fault left to hold it`);
      known = new Set(left);
    };

    let isChanged = false;
    const see = (event: AnyEvent) => {
      if (event.atUs > nowUs && (isChanged || job.mode === "stalled")) {
        timePasses(event.atUs);
        isChanged = false;
      }
      nowUs = event.atUs;
      isChanged ||= !isOfSave(event.type);
      if (event.type === "fault.ended") {
        const fault = faults.active.get(event.data.faultId);
        if (fault !== undefined && takesLinks(fault.started)) retriesUs = nowUs + reconnect;
      }
      if (event.type === "storage.changed") storageShare = event.data.share;
      if (event.type === "scheduler.changed") isSchedulerUp = event.data.up;
      speed.see(event);
    };
    return { violations: findings.violations, see };
  },
};
