import type { IntervalFunction } from "../checkpoint.ts";
import { decode } from "../decode.ts";
import { describe } from "../describe.ts";
import type { Path } from "../problem.ts";
import { PositiveDurationUs } from "../units/duration.ts";
import { callUserFunction } from "./call.ts";
import { UserFunctionFailed } from "./failed.ts";

/** An interval function whose answer is a positive number of microseconds; a duration as people write it is read. */
export const checkedInterval =
  (interval: IntervalFunction, path: Path): IntervalFunction =>
  (known) => {
    const answer: unknown = callUserFunction(path, () => interval({ ...known }));
    if (typeof answer === "number" && answer > 0) return answer;
    const read = typeof answer === "string" ? decode(PositiveDurationUs, answer) : undefined;
    if (read !== undefined && "value" in read) return read.value;
    throw new UserFunctionFailed(
      path,
      `answered what is no interval: expected microseconds above zero, or a duration such as "10 minutes", found ${describe(answer)}`,
    );
  };
