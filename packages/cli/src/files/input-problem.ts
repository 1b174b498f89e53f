import { type Path, printPath, type Severity } from "@ordeal/model";
import { printSourcePosition, type SourcePosition } from "./source-position.ts";

/** One thing that is wrong with what people wrote, and where they wrote it. */
export interface InputProblem {
  readonly place: SourcePosition;
  readonly path: Path;
  readonly message: string;
  /** An error unless given. */
  readonly severity?: Severity;
}

/** `file:line:col path: message`, or `… warning: message`; a flag that is itself the path is not repeated. */
export const printInputProblem = ({ place, path, message: said, severity }: InputProblem): string => {
  const message = severity === "warning" ? `warning: ${said}` : said;
  const where = printSourcePosition(place);
  const what = printPath(path);
  return what === "" || where === `--set ${what}` || where === `--${what}`
    ? `${where}: ${message}`
    : `${where} ${what}: ${message}`;
};

/** How many problems of one file are worth printing. */
const PRINTED_MAX = 50;

/** The lines to print for the problems of one input, each problem once, file by file and in the order of the lines. */
export const printInputProblems = (problems: ReadonlyArray<InputProblem>): ReadonlyArray<string> => {
  const sources = [...new Set(problems.map(({ place }) => place.source))];
  const inOrder = problems.toSorted(
    ({ place: a }, { place: b }) =>
      sources.indexOf(a.source) - sources.indexOf(b.source) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
  const lines = [...new Set(inOrder.map(printInputProblem))];
  return lines.length <= PRINTED_MAX
    ? lines
    : [...lines.slice(0, PRINTED_MAX), `… and ${lines.length - PRINTED_MAX} more`];
};
