import { expect, test } from "vitest";
import { decodeExperiment } from "../../src/decode-experiment.ts";
import { decodeTimeline } from "../../src/decode-timeline.ts";
import { UserFunctionFailed } from "../../src/user-functions/failed.ts";
import { written } from "../support.ts";

const bad = () => Number.NaN;
const checkpoint = {
  interval: bad,
  tiers: [{ stall: "1 second" }, { name: "memory", stall: "1 second", interval: bad }],
};
const recovery = { policy: bad };

/** Calls every function that is left in a value, and tells where each says that the experiment has it. */
const paths = (value: unknown): ReadonlyArray<string> => {
  if (typeof value === "function") {
    try {
      value({ kinds: [], failedRungs: [] });
    } catch (error) {
      if (error instanceof UserFunctionFailed) return [error.path.join(".")];
    }
    return ["unchecked"];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(paths) : [];
};

test("every function of an experiment is checked, and knows where it stands", () => {
  const decoded = decodeExperiment({
    ...written(),
    checkpoint,
    recovery,
    changes: [
      { at: "1 hour", recovery },
      { at: "2 hours", checkpoint },
    ],
  });
  expect("value" in decoded ? paths(decoded.value).toSorted() : decoded.problems).toEqual([
    "changes.0.recovery.policy",
    "changes.1.checkpoint.interval",
    "changes.1.checkpoint.tiers.1.interval",
    "checkpoint.interval",
    "checkpoint.tiers.1.interval",
    "recovery.policy",
  ]);
});

test("so is every function among the settings of a timeline", () => {
  const decoded = decodeTimeline({ title: "T", settings: [{ at: "1 hour", checkpoint, recovery }], faults: [] });
  expect("value" in decoded ? paths(decoded.value).toSorted() : decoded.problems).toEqual([
    "settings.0.checkpoint.interval",
    "settings.0.checkpoint.tiers.1.interval",
    "settings.0.recovery.policy",
  ]);
});
