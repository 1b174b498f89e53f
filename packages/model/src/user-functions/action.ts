import * as Schema from "effect/Schema";
import { checkRung } from "../checks/settings.ts";
import { decode } from "../decode.ts";
import { type Path, type Problem, printPath } from "../problem.ts";
import { type Action, type RecoveryPolicy, Rung } from "../recovery.ts";
import { callUserFunction } from "./call.ts";
import { UserFunctionFailed } from "./failed.ts";
import { KnownAnswers } from "./known-answers.ts";

const Answer = Schema.Struct({ ...Rung.fields, trust: Schema.optionalKey(Schema.Literals(["durable", "any"])) });

/**
 * A policy whose every answer is read as a rung that people write: with its defaults, and durations as text or in
 * microseconds. It throws {@link UserFunctionFailed} for any other. What was read before is not read again.
 */
export const checkedPolicy = (policy: RecoveryPolicy, path: Path): RecoveryPolicy => {
  const known = new KnownAnswers<Action>();
  return (situation) => {
    // A policy that changes what it is told must not change the run.
    const told = { ...situation, kinds: [...situation.kinds], failedRungs: [...situation.failedRungs] };
    const answer: unknown = callUserFunction(path, () => policy(told));
    // To read it may run code of the user's as well.
    return callUserFunction(path, () => {
      const before = known.find(answer);
      if (before !== undefined) return before;
      const action = readAction(answer, path);
      known.add(answer, action);
      return action;
    });
  };
};

const readAction = (answer: unknown, path: Path): Action => {
  const decoded = decode(Answer as unknown as Schema.Codec<Action>, written(answer));
  const problems: Array<Problem> = [];
  if ("value" in decoded) checkRung(decoded.value, [], (at, message) => problems.push({ path: at, message }));
  else problems.push(...decoded.problems);
  if ("value" in decoded && problems.length === 0) return decoded.value;
  const reasons = problems.map((problem) => `${printPath(problem.path)} ${problem.message}`.trim());
  throw new UserFunctionFailed(path, `answered what is no rung of recovery: ${reasons.join("; ")}`);
};

/** The answer with every field as people write it: those that are values already, such as microseconds, are written. */
const written = (answer: unknown): unknown =>
  typeof answer === "object" && answer !== null && !Array.isArray(answer)
    ? Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, fields.get(key)?.(value) ?? value]))
    : answer;

/** How each field's value is written; what is no value of the field stays as it is. */
const fields: ReadonlyMap<string, (value: unknown) => unknown> = new Map(
  Object.entries(Answer.fields).map(([key, field]) => {
    const encode = Schema.encodeUnknownResult(Schema.Struct({ [key]: field as Schema.Codec<unknown> }));
    return [
      key,
      (value) => {
        const result = encode({ [key]: value });
        return result._tag === "Success" ? result.success[key] : value;
      },
    ];
  }),
);
