import { type AnyEvent, effectOf, type FaultEffect, holdsStorage, SpeedWatch } from "@ordeal/model";
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
    let nowUs = 0;
    let storageShare = 1;
    let isSchedulerUp = true;
    /** What is held by nothing, as of the last look, so that each is told once. */
    let known = new Set<string>();

    const leftovers = (): ReadonlyArray<string> => {
      const left: Array<string> = [];
      for (const [node, by] of nodes.down) if (!faults.ails(node)) left.push(`node ${node} stays down (${by})`);
      if (storageShare !== 1 && !faults.isAny(holdsStorage)) left.push(`storage stays at ${storageShare}`);
      if (!isSchedulerUp && !faults.isAny(stallsScheduler)) left.push("the scheduler stays down");
      if (job.mode === "stalled" && !faults.isAny(takesLinks)) left.push("the job stays stalled");
      const { stepUs, unslowedUs } = speed;
      const isSlow = stepUs !== undefined && unslowedUs !== undefined && stepUs !== unslowedUs;
      if (isSlow && job.mode === "stepping") left.push(`a step takes ${stepUs} µs, and not ${unslowedUs} µs`);
      return left;
    };

    const timePasses = () => {
      const left = leftovers();
      for (const one of left) if (!known.has(one)) findings.overall(nowUs, `${one}, with no fault left to hold it`);
      known = new Set(left);
    };

    let isChanged = false;
    const see = (event: AnyEvent) => {
      if (event.atUs > nowUs && isChanged) {
        timePasses();
        isChanged = false;
      }
      nowUs = event.atUs;
      isChanged ||= !event.type.startsWith("checkpoint.");
      if (event.type === "storage.changed") storageShare = event.data.share;
      if (event.type === "scheduler.changed") isSchedulerUp = event.data.up;
      speed.see(event);
    };
    return { violations: findings.violations, see };
  },
};
