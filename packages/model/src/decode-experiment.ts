import type * as Schema from "effect/Schema";
import { Checkpoint } from "./checkpoint.ts";
import { checkExperiment } from "./checks/experiment.ts";
import { Cluster } from "./cluster.ts";
import { decode, decodeFields } from "./decode.ts";
import { Change, Experiment } from "./experiment.ts";
import { unknownField } from "./explain.ts";
import { FaultSpec } from "./fault.ts";
import { Hazard } from "./hazard.ts";
import { Job } from "./job.ts";
import { Probe } from "./probe.ts";
import type { Path, Problem } from "./problem.ts";
import { ConditionText } from "./signal.ts";
import { defaultedOf } from "./text.ts";
import { ThresholdText } from "./threshold.ts";
import { withCheckedFunctions } from "./user-functions/checked.ts";

/** The sections of an experiment, each decoded on its own so that all problems of a file are found at once. */
const sections = Object.fromEntries(
  Object.entries(Experiment.fields as Readonly<Record<string, Schema.Top>>).map(([name, field]) => [
    name,
    (defaultedOf(field)?.schema ?? field) as unknown as Schema.Codec<unknown, unknown>,
  ]),
);
const defaults = Object.fromEntries(
  Object.entries(Experiment.fields as Readonly<Record<string, Schema.Top>>).flatMap(([name, field]) => {
    const defaulted = defaultedOf(field);
    return defaulted === undefined ? [] : [[name, defaulted.written]];
  }),
);

/**
 * Decodes an experiment as people write it. Finds every problem at once: first each section by itself, then what must
 * hold between those that could be read.
 */
export const decodeExperiment = (
  input: unknown,
): { readonly value: Experiment } | { readonly problems: ReadonlyArray<Problem> } => {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return {
      problems: [
        { path: [], message: "expected an experiment: a mapping with title, cluster, job, checkpoint and duration" },
      ],
    };
  }
  const written = { ...defaults, ...input } as Readonly<Record<string, unknown>>;
  const problems: Array<Problem> = Object.keys(input)
    .filter((key) => !Object.hasOwn(sections, key))
    .map((key) => ({
      path: [key],
      message: unknownField(key, Object.keys(sections), "of an experiment"),
    }));
  const read: { -readonly [K in keyof Experiment]?: Experiment[K] } = {};
  const unreadable = new Set<string>();
  for (const [key, schema] of Object.entries(sections)) {
    if (!Object.hasOwn(written, key)) {
      if (!isOptional(schema)) problems.push({ path: [key], message: "is required, and it is missing" });
      continue;
    }
    const value = decodeSection(schema, written[key], [key], problems);
    if (value === undefined) unreadable.add(key);
    else (read as Record<string, unknown>)[key] = value;
  }
  const fields = {
    cluster: read.cluster ?? decodeFields(Cluster, written.cluster),
    job: read.job ?? decodeFields(Job, written.job),
    checkpoint: read.checkpoint ?? decodeFields(Checkpoint, written.checkpoint),
  };
  problems.push(...checkExperiment({ ...read, fields, unreadable }));
  if (problems.length > 0) return { problems };
  const whole = withCheckedFunctions(read as Experiment, []);
  const changes = whole.changes.map((change, index) => withCheckedFunctions(change, ["changes", index]));
  return { value: { ...whole, changes } };
};

const lists: Readonly<Record<string, Schema.Codec<unknown, unknown>>> = {
  hazards: Hazard as unknown as Schema.Codec<unknown, unknown>,
  faults: FaultSpec as Schema.Codec<unknown, unknown>,
  changes: Change as unknown as Schema.Codec<unknown, unknown>,
  thresholds: ThresholdText as unknown as Schema.Codec<unknown, unknown>,
  stopWhen: ConditionText as unknown as Schema.Codec<unknown, unknown>,
  probes: Probe as unknown as Schema.Codec<unknown, unknown>,
};

const isOptional = ({ ast }: Schema.Top): boolean => ast.context?.isOptional === true;

/** Lists are decoded item by item: what is wrong with one leaves the others to be checked. Bad items stay as holes. */
const decodeSection = (
  schema: Schema.Codec<unknown, unknown>,
  written: unknown,
  at: Path,
  problems: Array<Problem>,
): unknown => {
  const item = lists[at[0] as string];
  if (item === undefined || !Array.isArray(written)) {
    const result = decode(schema, written, at);
    if ("value" in result) return result.value;
    problems.push(...result.problems);
    return undefined;
  }
  return Array.from(written as ReadonlyArray<unknown>, (one, index) => {
    const result = decode(item, one, [...at, index]);
    if ("value" in result) return result.value;
    problems.push(...result.problems);
    return undefined;
  });
};
