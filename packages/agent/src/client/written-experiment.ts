import { AgentRefused, type OpenRequest } from "@ordeal/engine";
import { Experiment, MINUTE_US } from "@ordeal/model";
import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";

/** A scenario as people write it; what cannot be written cannot be sent. */
export const writeExperiment = ({
  title,
  scenario,
  seed,
}: Pick<OpenRequest, "title" | "scenario" | "seed">): Effect.Effect<unknown, AgentRefused> => {
  const { duration, startsAt, cluster, job, checkpoint, recovery, hazards, hazardsOff, changes, safety } = scenario;
  const whole = {
    title,
    seed,
    duration,
    cluster,
    job,
    checkpoint,
    recovery,
    hazards,
    faults: [],
    changes,
    thresholds: [],
    stopWhen: [],
    probe: MINUTE_US,
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(hazardsOff === undefined ? {} : { hazardsOff }),
    ...(safety === undefined ? {} : { safety }),
  };
  if (hasFunction(whole)) {
    const reason =
      "the experiment brings a function (a policy, or an interval), which cannot be sent: run it in this process, or name a built-in policy or a ladder";
    return Effect.fail(new AgentRefused({ name: "unsupported", reason }));
  }
  return Effect.sync(() => Schema.encodeUnknownSync(Experiment)(whole));
};

const hasFunction = (value: unknown): boolean =>
  typeof value === "function" ||
  (typeof value === "object" && value !== null && Object.values(value).some(hasFunction));
