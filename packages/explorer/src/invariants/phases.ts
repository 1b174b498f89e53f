import { type AnyEvent, type Detection, detectionOf, type EventData } from "@ordeal/model";
import { Findings } from "./findings.ts";
import type { Follower, Invariant, RunEvidence } from "./invariant.ts";
import { latenciesOf, recoveryAt } from "./watch/latencies.ts";
import type { RunWatch } from "./watch/run-watch.ts";
import { persistUs, tierSettingsAt } from "./watch/tier-settings.ts";

/** Something that takes its time: any of these many microseconds; whatever it likes when there are none. */
interface Timed {
  readonly what: string;
  readonly takesUs: ReadonlyArray<number>;
  readonly from: AnyEvent;
  passedUs: number;
}

/** Faults that are known by the time the job stops over them, and those that a job that is down must still run into. */
const known: ReadonlySet<Detection> = new Set(["straggler", "corruption"]);
const waitedFor: ReadonlySet<Detection> = new Set(["hang", "cut"]);

/** docs/model.md, Checkpoints and Recovery: rungs, saves, evaluations and detections take what they are said to take. */
export const phases: Invariant = {
  name: "phases",
  says: "rungs, blocking saves, evaluations and detections take exactly their time, unless something breaks into them",
  follow({ scenario }: RunEvidence, { job }: RunWatch): Follower {
    const findings = new Findings("phases");
    const started = new Map<string, EventData<"fault.started">>();
    const hangs = new Map<string, Timed>();
    let { recovery } = scenario;
    let rung: Timed | undefined;
    let save: Timed | undefined;
    let evaluation: Timed | undefined;
    /** One for each fault that is not found: the first of them ends the wait. */
    let detections: Array<Timed> = [];
    let nowUs = 0;

    const timed = (what: string, from: AnyEvent, takesUs: ReadonlyArray<number>): Timed => ({
      what,
      takesUs,
      from,
      passedUs: 0,
    });

    const run = (one: Timed | undefined, us: number): Timed | undefined => {
      if (one === undefined) return undefined;
      one.passedUs += us;
      if (one.takesUs.length === 0 || one.passedUs <= Math.max(...one.takesUs)) return one;
      findings.at(one.from, `${one.what} goes on after ${one.takesUs.join(" or ")} µs`);
      return undefined;
    };

    const end = (one: Timed | undefined, event: AnyEvent): undefined => {
      if (one === undefined || one.takesUs.length === 0 || one.takesUs.includes(one.passedUs)) return;
      findings.at(event, `${one.what} took ${one.passedUs} µs, and not ${one.takesUs.join(" or ")} µs`);
    };

    const timePasses = (us: number) => {
      const { mode } = job;
      rung = run(rung, us);
      if (detections.length > 0) detections = detections.filter((one) => run(one, us) !== undefined);
      if (mode === "checkpoint") save = run(save, us);
      if (mode === "planned") evaluation = run(evaluation, us);
      if (hangs.size > 0) for (const [id, hang] of hangs) if (run(hang, us) === undefined) hangs.delete(id);
    };

    const endDetection = (event: AnyEvent) => {
      const isInTime = ({ takesUs, passedUs }: Timed) => takesUs.length === 0 || takesUs.includes(passedUs);
      if (!detections.some(isInTime)) end(detections[0], event);
      detections = [];
    };

    const goDown = () => {
      save = undefined;
      evaluation = undefined;
      rung = undefined;
      hangs.clear();
    };

    /** How long the job takes to notice the fault that stopped it, or that struck it while it was down. */
    const latencies = (faultId: string | undefined, isStruck: boolean): ReadonlyArray<number> => {
      const fault = started.get(faultId ?? "");
      if (fault === undefined) return [];
      const { crash, hang, cut } = recovery.detect;
      const detection = detectionOf(fault.kind) ?? "crash";
      if (known.has(detection) || (!isStruck && waitedFor.has(detection))) return [0];
      return latenciesOf(scenario, fault, detection === "hang" ? hang : detection === "cut" ? cut : crash);
    };

    /** How long the saves of each tier block. */
    const stallsAt = (atUs: number): ReadonlyMap<string, ReadonlyArray<number>> => {
      const settings = tierSettingsAt(scenario, atUs);
      return new Map(
        scenario.checkpoint.tiers.map(({ name, medium }, place) => {
          const set = settings[place];
          // A save that waits for the store takes as long as the store does: see `transfers`.
          const isSaid = set !== undefined && (medium !== "storage" || persistUs(set, scenario) > 0);
          return [name, isSaid ? [set.tier.stall] : []];
        }),
      );
    };

    let stalls = stallsAt(0);

    const take = (event: AnyEvent) => {
      switch (event.type) {
        case "settings.changed":
          recovery = recoveryAt(scenario, event.atUs);
          stalls = stallsAt(event.atUs);
          return;
        case "fault.started":
          started.set(event.data.faultId, event.data);
          return;
        case "fault.ended":
          hangs.delete(event.data.faultId);
          return;
        case "job.hung": {
          const fault = started.get(event.data.faultId);
          if (fault === undefined) return;
          const takesUs = latenciesOf(scenario, fault, recovery.detect.hang);
          hangs.set(event.data.faultId, timed(`the hang by ${event.data.faultId}`, event, takesUs));
          return;
        }
        case "job.stopped":
          end(hangs.get(event.data.faultIds[0] ?? ""), event);
          goDown();
          detections = [timed("detection", event, latencies(event.data.faultIds[0], false))];
          return;
        case "job.struck":
          goDown();
          detections.push(timed("detection", event, latencies(event.data.faultId, true)));
          return;
        case "job.waiting":
          endDetection(event);
          return;
        case "rung.started":
          goDown();
          endDetection(event);
          rung = timed(`the rung "${event.data.rung}"`, event, event.data.takesUs === null ? [] : [event.data.takesUs]);
          return;
        case "rung.failed":
        case "rung.succeeded":
          rung = end(rung, event);
          return;
        case "checkpoint.save.started":
          save = timed(`the save to ${event.data.tier}`, event, stalls.get(event.data.tier) ?? []);
          return;
        case "checkpoint.save.ended":
          save = end(save, event);
          return;
        case "planned.started":
          if (event.data.what === "evaluation" && scenario.job.evaluation !== undefined)
            evaluation = timed("the evaluation", event, [scenario.job.evaluation.takes]);
          return;
        case "planned.ended":
          if (event.data.what === "evaluation") evaluation = end(evaluation, event);
      }
    };

    const see = (event: AnyEvent) => {
      timePasses(event.atUs - nowUs);
      nowUs = event.atUs;
      take(event);
    };
    return { violations: findings.violations, see };
  },
};
