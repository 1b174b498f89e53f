import { type AnyEvent, detectionOf, isMomentary, isOfLoops, type NodeRange } from "@ordeal/model";
import { Findings } from "./findings.ts";
import type { Follower, Invariant, RunEvidence } from "./invariant.ts";
import type { KnownFault } from "./watch/fault-watch.ts";
import type { RunWatch } from "./watch/run-watch.ts";

const isCooling = ({ started }: KnownFault): boolean => isOfLoops(started.kind);

/** The faults that a line says are acting. */
const actors = (event: AnyEvent): ReadonlyArray<string> => {
  switch (event.type) {
    case "node.down":
    case "path.cut":
    case "job.hung":
    case "job.corrupted":
    case "job.struck":
      return [event.data.faultId];
    case "job.stopped":
      return event.data.faultIds;
    default:
      return [];
  }
};

/** docs/model.md, Invariants: all faults that ended are gone. */
export const faultsEnd: Invariant = {
  name: "faults end",
  says: "every fault that started ends once, at its time unless it is healed or its node renewed, and does not act after",
  follow({ scenario, result, healed }: RunEvidence, { faults }: RunWatch): Follower {
    const findings = new Findings("faults end");
    let nowUs = 0;
    /** Faults that ended before their time in this instant; a fresh node in the place of theirs would explain it. */
    let early: Array<AnyEvent & { type: "fault.ended" }> = [];

    const start = (event: AnyEvent & { type: "fault.started" }) => {
      const { faultId, untilUs } = event.data;
      if (faults.known.has(faultId)) findings.at(event, `${faultId} starts, and it has started before`);
      if (untilUs !== null && untilUs < event.atUs) findings.at(event, `${faultId} is over before it starts`);
    };

    const stop = (event: AnyEvent & { type: "fault.ended" }) => {
      const fault = faults.known.get(event.data.faultId);
      if (fault === undefined) return findings.at(event, `${event.data.faultId} ends, and it never started`);
      if (!fault.isActive) return findings.at(event, `${event.data.faultId} ends a second time`);
      const { faultId, untilUs, kind } = fault.started;
      const mayEndEarly = isMomentary(kind) || healed?.has(faultId);
      if (untilUs !== null && event.atUs < untilUs && !mayEndEarly) early.push(event);
    };

    /**
     * Corruption that was found stops the job even when the card is whole again. A loop that trips when its faults are
     * over, still warm from them, does so in the name of the last; while another is on it, in the name of that one. Which
     * of its loops it was is not said: one that no other is on is enough.
     */
    const mayActLate = (fault: KnownFault): boolean => {
      if (detectionOf(fault.started.kind) === "corruption") return true;
      const others = [...faults.active.values()].filter(isCooling);
      const isLeft = ([from]: NodeRange) => !others.some(({ nodes }) => nodes.some(([at]) => at === from));
      return isCooling(fault) && fault.nodes.some(isLeft);
    };

    const act = (event: AnyEvent) => {
      for (const id of actors(event)) {
        const fault = faults.known.get(id);
        if (fault?.isActive || (fault === undefined && event.type === "node.down")) continue;
        if (fault === undefined) findings.at(event, `${event.type} in the name of ${id}, which never started`);
        else if (!mayActLate(fault)) findings.at(event, `${event.type} in the name of ${id}, which is over`);
      }
    };

    const timePasses = () => {
      for (const event of early) findings.at(event, `${event.data.faultId} ends before its time`);
      early = [];
    };

    const see = (event: AnyEvent) => {
      if (event.atUs > nowUs) timePasses();
      nowUs = event.atUs;
      if (event.type === "fault.started") start(event);
      if (event.type === "fault.ended") {
        const untilUs = faults.active.get(event.data.faultId)?.started.untilUs ?? null;
        if (untilUs !== null && untilUs < nowUs) findings.at(event, `${event.data.faultId} ends after its time`);
        stop(event);
      }
      act(event);
      if (event.type === "rung.started" && scenario.job.spares === "unlimited") early = [];
    };

    const end = () => {
      timePasses();
      for (const { started, startedUs } of faults.active.values()) {
        const dueUs = isMomentary(started.kind) ? startedUs : started.untilUs;
        if (dueUs !== null && dueUs < result.wallUs) findings.overall(dueUs, `${started.faultId} never ends`);
      }
    };
    return { violations: findings.violations, see, end };
  },
};
