import { existsSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import {
  checkFit,
  FAULTS_MIN,
  type FitCheck,
  type FittedHazard,
  fitHazard,
  type Observed,
  type ObservedGroup,
  observe,
  writtenHazard,
} from "@ordeal/explorer";
import { counted, HOUR_US, humanDuration, ordealCommand } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { type InputProblem, printInputProblems } from "../files/input-problem.ts";
import { fitCommand } from "../fit/command.ts";
import { countsNext, type Grounds, groundsOf } from "../fit/exposure.ts";
import { hazardsFile } from "../fit/file.ts";
import type { FitFlags } from "../fit/flags.ts";
import { HeldFaults } from "../fit/held-faults.ts";
import { checkReport, hazardReport } from "../fit/report.ts";
import { interruptibly } from "../interruptible.ts";
import { shellWord } from "../print/shell.ts";
import { styleFor } from "../print/style.ts";
import { isLines, openTimeline, openTimelineLines, type TimelineSource } from "../replay/source.ts";
import { whyNotWrite } from "../run/out-files.ts";
import { systemReason } from "../run/outputs.ts";
import { Screen } from "../screen.ts";
import { exitCodes } from "./exit.ts";
import { refuse } from "./refuse.ts";

/** Fits hazards to timelines. Returns the exit code: too few faults leave their laws unknown. */
export const fit = Effect.fnUntraced(function* (flags: FitFlags) {
  const { err } = yield* Screen;
  const stopped = Effect.sync(() =>
    err.write(`Interrupted; nothing was written.\nRun it again: ${fitCommand(flags)}\n`),
  );
  return yield* fitAll(flags).pipe(Effect.onInterrupt(() => stopped));
});

const fitAll = Effect.fnUntraced(function* (flags: FitFlags) {
  const { out, err } = yield* Screen;
  const refuseAll = (lines: ReadonlyArray<string>, next = "") =>
    refuse(flags, lines.join("\n"), { next: `\nNothing was fitted.${next}` });
  const unwritable = whyUnwritable(flags);
  if (unwritable !== undefined) return yield* refuseAll([unwritable]);
  if (flags.mapping !== undefined)
    return yield* refuseAll(["--mapping is for tables of --run: import a table of faults first"]);
  const sources: Array<TimelineSource> = [];
  const bad: Array<InputProblem> = [];
  for (const file of flags.files) {
    const opening = yield* openWhole(file);
    if ("problems" in opening) bad.push(...opening.problems);
    else sources.push(opening.source);
  }
  if (bad.length > 0)
    return yield* refuseAll(
      printInputProblems(bad),
      ` Check it: ${ordealCommand} check ${flags.files.map(shellWord).join(" ")}`,
    );
  const grounds = groundsOf(sources, flags);
  if ("problems" in grounds) return yield* refuseAll(grounds.problems);
  const seen = yield* interruptibly(() => observe(grounds.records, grounds.exposure));
  if ("problems" in seen) return yield* refuseAll(seen.problems, countsNext(seen.problems));
  const { observed } = seen;
  const report = flags.json || flags.out === undefined ? err : out;
  const style = styleFor(report);
  report.write(openingOf(observed, sources, flags));
  const fitted: Array<Fitted> = [];
  for (const group of observed.groups) {
    const one = yield* interruptibly(() => fitGroup(group, grounds, sources, flags, observed.groups.length));
    fitted.push(one);
    report.write(`${hazardReport(one.hazard, style).join("\n")}\n`);
    if (one.check !== undefined) {
      report.write(
        `${("impossible" in one.check ? [`  Check: not done: ${one.check.impossible}`, ""] : checkReport(one.check, one.hazard, style)).join("\n")}\n`,
      );
    }
  }
  const told = fitted.filter(({ hazard }) => hazard.faults >= FAULTS_MIN);
  if (flags.json) out.write(`${JSON.stringify(documentOf(observed, fitted, flags), null, 2)}\n`);
  if (told.length === 0) {
    err.write(
      `${counted(observed.faults, "fault")}: too few to tell a law (expected at least ${FAULTS_MIN} on one kind of component). No hazards were written; the rate's interval is all that is known.\n`,
    );
    return exitCodes.unknown;
  }
  const text = hazardsFile(
    told.map(({ written }) => written),
    commentOf(observed, fitted, flags),
  );
  if (flags.out === undefined) {
    if (!flags.json) out.write(text);
    return exitCodes.held;
  }
  const wrote = yield* Effect.result(
    Effect.try({ try: () => writeFileSync(flags.out as string, text), catch: (error) => systemReason(error) }),
  );
  if (wrote._tag === "Failure") {
    err.write(`${flags.out} cannot be written: ${wrote.failure}\n`);
    return exitCodes.badInput;
  }
  err.write(
    `Written to ${flags.out}. Use it in an experiment beside it: hazards: [{ use: ./${basename(flags.out)} }]\n`,
  );
  return exitCodes.held;
});

/** Reads a timeline once, and keeps all of it: every fault counts, and reading costs more than fitting. */
const openWhole = Effect.fnUntraced(function* (file: string) {
  if (!isLines(file)) return yield* openTimeline(file);
  const faults = new HeldFaults();
  const opening = yield* openTimelineLines(file, (fault) => faults.add(fault));
  return "problems" in opening ? opening : { source: { ...opening.source, faults: () => faults } };
});

/** What came of one kind of component. */
interface Fitted {
  readonly hazard: FittedHazard;
  readonly written: Readonly<Record<string, unknown>>;
  readonly check: FitCheck | { readonly impossible: string } | undefined;
}

const fitGroup = (
  group: ObservedGroup,
  { relapseWithinUs }: Grounds,
  sources: ReadonlyArray<TimelineSource>,
  flags: FitFlags,
  groups: number,
): Fitted => {
  const hazard = fitHazard(group, relapseWithinUs);
  const { id = "fitted" } = flags;
  const written = writtenHazard(hazard, groups === 1 ? id : `${id}-${group.component}`, sourceOf(sources));
  const isChecked = flags.check && hazard.faults >= FAULTS_MIN;
  return { hazard, written, check: isChecked ? checkFit(group, hazard, relapseWithinUs) : undefined };
};

const sourceOf = (sources: ReadonlyArray<TimelineSource>): string =>
  `fitted to ${sources.map(({ header }) => [header.title, header.source].filter((text) => text !== undefined).join(", ")).join("; ")}`;

/** An import begins at its first fault, which is hardly when somebody began to watch. */
const startsOf = (
  { groups }: Observed,
  sources: ReadonlyArray<TimelineSource>,
  { from }: FitFlags,
): ReadonlyArray<string> => {
  const firstUs = Math.min(...groups.map(({ faults }) => faults[0]?.atUs ?? Number.POSITIVE_INFINITY));
  const isUnsaid = sources.some(({ header }) => header.recordedFor === undefined);
  return from === undefined && isUnsaid && firstUs < HOUR_US
    ? ["  assumed: watched from the timeline's start, its first fault; give --from where that was earlier"]
    : [];
};

const openingOf = (observed: Observed, sources: ReadonlyArray<TimelineSource>, flags: FitFlags): string => {
  const lines = [
    `${sources.map(({ header }) => header.title).join("; ")}: ${counted(observed.faults, "fault")} in ${humanDuration(observed.spanUs)}`,
    ...observed.passedOver.map(({ reason, count }) => `  passed over: ${counted(count, "fault")} ${reason}`),
    ...startsOf(observed, sources, flags),
    ...(observed.open === 0
      ? []
      : [
          `  ${counted(observed.open, "fault")} without an end: taken as not over when the record ended; --unended unknown leaves them out of the repairs`,
        ]),
    ...(observed.endsUnknown === 0
      ? []
      : [`  ${counted(observed.endsUnknown, "fault")} whose end nobody knows: left out of the repairs`]),
  ];
  return `${lines.join("\n")}\n\n`;
};

const commentOf = (observed: Observed, fitted: ReadonlyArray<Fitted>, flags: FitFlags): string => {
  const untold = fitted.filter(({ hazard }) => hazard.faults < FAULTS_MIN);
  const missed = fitted.flatMap(({ check }) =>
    check === undefined || "impossible" in check
      ? []
      : check.predictions.filter(({ held }) => !held).map(({ name }) => name),
  );
  return [
    `${counted(observed.faults, "fault")} in ${humanDuration(observed.spanUs)}, fitted by`,
    fitCommand(flags),
    "Rates are of components in service. `x-fitted` says how sure each number is; Ordeal passes it over.",
    ...untold.map(
      ({ hazard }) =>
        `Left out, too few to tell a law: ${counted(hazard.faults, "fault")} of kind ${hazard.kinds.map(({ kind }) => kind).join(", ")}.`,
    ),
    ...(missed.length === 0 ? [] : [`Simulated again, it does not give the record's ${missed.join(", ")}.`]),
  ].join("\n");
};

const documentOf = (observed: Observed, fitted: ReadonlyArray<Fitted>, flags: FitFlags) => ({
  faults: observed.faults,
  observedUs: observed.spanUs,
  passedOver: observed.passedOver,
  hazards: fitted.map(({ hazard, written, check }) => ({ written, fitted: hazard, check: check ?? null })),
  command: fitCommand(flags),
});

const whyUnwritable = ({ out, force, files }: FitFlags): string | undefined => {
  if (out === undefined) return undefined;
  const why = whyNotWrite(out, force);
  if (why !== undefined) return `--out ${out} ${why}`;
  if (files.includes(out)) return "--out is the timeline itself: name another";
  return !force && existsSync(out)
    ? `--out ${out} is there already: name another, or write over it with --force`
    : undefined;
};
