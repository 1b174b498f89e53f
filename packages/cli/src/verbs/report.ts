import type { ReportPart } from "@ordeal/dashboard";
import * as Effect from "effect/Effect";
import { CannotReport, readResult } from "../report/read-result.ts";
import { writeReport } from "../report/write-report.ts";
import { Screen } from "../screen.ts";
import { exitCodes } from "./exit.ts";

export interface ReportFlags {
  readonly results: ReadonlyArray<string>;
  readonly out: string;
  /** Whether a journal without a verdict is drawn all the same. */
  readonly incomplete: boolean;
  readonly json: boolean;
}

/** Makes one page of what commands wrote. Returns the exit code. */
export const report = Effect.fnUntraced(function* ({ results, out: path, incomplete, json }: ReportFlags) {
  const { out, err } = yield* Screen;
  const print = (document: object) => (json ? out.write(`${JSON.stringify(document, null, 2)}\n`) : undefined);
  const parts: Array<ReportPart> = [];
  const problems: Array<string> = [];
  for (const file of results) {
    const read = yield* Effect.promise(() => readParts(file, incomplete));
    if (typeof read === "string") problems.push(read);
    else parts.push(...read);
  }
  if (problems.length > 0) {
    for (const problem of problems) err.write(`${problem}\n`);
    print({ report: null, problems });
    return exitCodes.badInput;
  }
  const unwritten = yield* Effect.promise(() => writeReport(path, parts));
  if (unwritten !== undefined) {
    const problem = `${unwritten.path} cannot be written: ${unwritten.reason}`;
    err.write(`${problem}\n`);
    print({ report: null, problems: [problem] });
    return exitCodes.unknown;
  }
  if (json) print({ report: path, problems: [] });
  else out.write(`Written: ${path}; open it in a browser\n`);
  return exitCodes.held;
});

const readParts = async (file: string, takesIncomplete: boolean): Promise<ReadonlyArray<ReportPart> | string> => {
  try {
    return await readResult(file, { takesIncomplete });
  } catch (error) {
    if (error instanceof CannotReport) return error.message;
    throw error;
  }
};
