import { type AnyEvent, StepWatch } from "@ordeal/model";
import { Findings } from "./findings.ts";
import type { Follower, Invariant, RunEvidence } from "./invariant.ts";

/** The step that a line says is committed now; `undefined` for lines that say none, or another. */
const committedBy = (event: AnyEvent): number | undefined => {
  switch (event.type) {
    case "job.stalled":
    case "job.unstalled":
    case "job.hung":
    case "job.corrupted":
    case "job.stopped":
    case "checkpoint.save.started":
    case "checkpoint.save.ended":
    case "checkpoint.skipped":
    case "run.ended":
      return event.data.step;
    default:
      return undefined;
  }
};

/** docs/model.md, The job and Invariants: steps are committed in order, each counted once, and none faster than it can be. */
export const stepsInOrder: Invariant = {
  name: "steps in order",
  says: "steps are committed in order, each counted once, and never faster than the step time allows",
  follow({ scenario }: RunEvidence): Follower {
    const findings = new Findings("steps in order");
    const watch = new StepWatch(scenario);
    const { job, clock } = watch;
    const writing = new Map<string, number>();
    /** The step at the stop; `undefined` when the job went down without saying it. */
    let stopped: number | undefined;

    const resume = (event: AnyEvent & { type: "job.resumed" }) => {
      const { step, from, lostSteps } = event.data;
      const [least, most] = stopped === undefined ? [clock.least, clock.most] : [stopped, stopped];
      if (step > most) findings.at(event, `resumes at step ${step}, and only ${most} were committed`);
      if (from === "memory" && step < least) findings.at(event, `resumes from memory at step ${step}, not at ${least}`);
      if (lostSteps < Math.max(0, least - step) || lostSteps > Math.max(0, most - step)) {
        findings.at(event, `lost ${lostSteps} steps, and went from step ${most} back to ${step}`);
      }
    };

    const save = (event: AnyEvent) => {
      if (event.type === "checkpoint.save.started") {
        if (!clock.mayBeAtBoundary) findings.at(event, `saves in the middle of step ${clock.least + 1}`);
        writing.set(event.data.tier, event.data.step);
      } else if (
        event.type === "checkpoint.save.ended" ||
        event.type === "checkpoint.persist.started" ||
        event.type === "checkpoint.persist.ended" ||
        event.type === "checkpoint.torn"
      ) {
        const { tier, step } = event.data;
        const saved = writing.get(tier);
        if (saved === step) return;
        findings.at(
          event,
          `writes step ${step} to ${tier}, which saved ${saved === undefined ? "nothing" : `step ${saved}`}`,
        );
      }
    };

    const see = (event: AnyEvent) => {
      watch.arrive(event);
      // A run that ends while the job is down says which steps count.
      const step = event.type === "run.ended" && !job.isUp ? undefined : committedBy(event);
      if (event.type === "run.ended" && !job.isUp && event.data.step > clock.most)
        findings.at(event, `keeps step ${event.data.step}, and only ${clock.most} were committed`);
      if (step !== undefined && (step < clock.least || step > clock.most)) {
        const expected = clock.least === clock.most ? clock.least : `${clock.least} to ${clock.most}`;
        const how = step > clock.most ? "more than the step time allows" : "fewer than were committed";
        findings.at(event, `says step ${step}, ${how}: ${expected}`);
      }
      if (step !== undefined) clock.reach(step);
      save(event);
      if (event.type === "speed.changed" && event.data.stepUs < scenario.job.step) {
        findings.at(event, `a step takes ${event.data.stepUs} µs, less than a healthy one (${scenario.job.step} µs)`);
      }
      if (event.type === "job.resumed") resume(event);
      const wasUp = job.isUp;
      watch.see(event);
      if (wasUp && !job.isUp) stopped = event.type === "job.stopped" ? event.data.step : undefined;
    };
    return { violations: findings.violations, see };
  },
};
