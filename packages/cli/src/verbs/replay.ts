import { settingsLeftOut } from "@ordeal/explorer";
import { ordealCommand, type ResultDocument } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { type RunOfCi, writeRunPages } from "../ci-pages/runs.ts";
import { againstBaseline, comparesWithBaseline, readBaselines } from "../files/baseline.ts";
import type { InputProblem } from "../files/input-problem.ts";
import { userFunctionProblem } from "../files/user-function.ts";
import { printWarnings, warningsIn } from "../files/warnings.ts";
import { shellWord } from "../print/shell.ts";
import { styleFor } from "../print/style.ts";
import { type Alternative, alternativesOf } from "../replay/alternatives.ts";
import { replayCommand } from "../replay/command.ts";
import { compareFaults, compareRun } from "../replay/compare.ts";
import { editFaults, isOfFaults, withoutFault } from "../replay/edit-faults.ts";
import { finishReplay } from "../replay/finish.ts";
import type { ReplayFlags } from "../replay/flags.ts";
import { type Replayed, replayMain } from "../replay/main-run.ts";
import { nextCommand } from "../replay/next.ts";
import { printReplay } from "../replay/print/print.ts";
import { type Report, replayDocument } from "../replay/report.ts";
import { openTimeline, problemAt, type TimelineSource } from "../replay/source.ts";
import { experimentFile, loadSubject, type Subject } from "../replay/subject.ts";
import { rowOf, simulateAgain, simulateTwin } from "../replay/what-if.ts";
import { cutTimeline, startOverride } from "../replay/window.ts";
import type { RunDrawing } from "../report/run-drawing.ts";
import { startDrawing, writeAskedReport } from "../report/write-asked.ts";
import { UserFunctionBroke } from "../run/errors.ts";
import { EVENTS_MAX, tooManyEvents } from "../run/event-bound.ts";
import { outputsIn } from "../run/outputs.ts";
import { Screen } from "../screen.ts";
import { agentOf } from "./agent-flags.ts";
import { exitCodeOf, exitCodeOfBroken, exitCodes, worstExitCode } from "./exit.ts";
import { needless, printBadInput, problemsDocument, readOverrides } from "./input.ts";
import { whyNotOut } from "./out-folder.ts";
import { refuse } from "./refuse.ts";
import { brokenProblem, brokenRun, printBroken, printInterrupted } from "./run-messages.ts";

/** Everything that a replay needs, read and found good. */
interface Ready {
  readonly source: TimelineSource;
  readonly subject: Subject;
  readonly alternatives: ReadonlyArray<{
    readonly name: string;
    readonly source: TimelineSource;
    readonly subject: Subject;
  }>;
  /** The environment variables whose values stand in the timeline or in what it is replayed on. */
  readonly environment: ReadonlyMap<string, string>;
}

/** Replays a timeline on an experiment, and lays alternatives beside it. Returns the exit code. */
export const replay = Effect.fnUntraced(function* (given: ReplayFlags) {
  const { out, err } = yield* Screen;
  const flags = withPolicies(given);
  if (typeof flags === "string") {
    return yield* refuse(told(given), flags, { next: `; see ${ordealCommand} replay --help` });
  }
  const at: At = { stage: "reading", command: goOn(replayCommand(flags), flags) };
  const onInterrupted = Effect.sync(() => {
    // How far the run came was told when it was healed.
    if (at.stage !== "running") {
      const when = at.stage === "reading" ? "before the run began" : "while other runs were laid beside it";
      err.write(`Interrupted ${when}; there is no verdict.\nRun it again: ${at.command}\n`);
    }
    if (flags.json) out.write(`${JSON.stringify({ results: [], interrupted: true }, null, 2)}\n`);
  });
  return yield* runReplay(flags, at).pipe(Effect.onInterrupt(() => onInterrupted));
});

/** What goes on in full where a replay broke off: with all that is written besides. */
const goOn = (command: string, { out, force, junit, markdown, report, json }: ReplayFlags): string =>
  [
    command,
    ...(out === undefined ? [] : [`--out ${shellWord(out)}`]),
    ...(force === true ? ["--force"] : []),
    ...(junit === undefined ? [] : [`--junit ${shellWord(junit)}`]),
    ...(markdown === undefined ? [] : [`--markdown ${shellWord(markdown)}`]),
    ...(report === undefined ? [] : [`--report ${shellWord(report)}`]),
    ...(json ? ["--json"] : []),
  ].join(" ");

/** How far a replay is, and what goes on from the beginning. */
interface At {
  command: string;
  stage: "reading" | "running" | "comparing";
}

const runReplay = Effect.fnUntraced(function* (flags: ReplayFlags, at: At) {
  const { out, err } = yield* Screen;
  const print = (document: object) => (flags.json ? out.write(`${JSON.stringify(document, null, 2)}\n`) : undefined);
  const ready = yield* getReady(flags);
  if ("problems" in ready) {
    const bad = [{ file: flags.timeline, problems: ready.problems }];
    err.write(printBadInput(bad, "; nothing was run"));
    print({ results: [], problems: problemsDocument(bad) });
    return exitCodes.badInput;
  }
  const elsewhere = yield* agentOf(flags);
  if (elsewhere !== undefined && "problem" in elsewhere) return yield* refuse(told(flags), elsewhere.problem);
  if (elsewhere !== undefined && ready.source.count > AGENT_FAULTS_MAX)
    return yield* refuse(told(flags), tooManyForAgent);
  const { source, subject, environment } = ready;
  const command = replayCommand(flags, { environment });
  at.command = goOn(command, flags);
  err.write(printWarnings(warningsIn(subject.loaded, subject.stage)));
  const outputs = flags.out === undefined ? undefined : outputsIn(flags.out, source.name);
  const kept = { command, loaded: subject.loaded, title: subject.header.title };
  const unkept =
    flags.out === undefined || outputs === undefined
      ? undefined
      : yield* whyNotOut(flags.out, [[outputs, kept, flags.force === true]]);
  if (unkept !== undefined) return yield* refuse(told(flags), unkept, { next: "\nNothing was run." });
  const again = goOn(command, flags);
  at.stage = "running";
  const drawing = yield* startDrawing(flags);
  const running = replayMain(source, subject, flags.map, {
    name: source.name,
    ...(drawing === undefined ? {} : { onLine: drawing.hear }),
    ...(outputs === undefined ? {} : { outputs }),
    ...(elsewhere === undefined ? {} : { elsewhere }),
    ...(flags.rate === undefined ? {} : { rate: flags.rate }),
    eventsMax: flags.allowEvents ?? EVENTS_MAX,
    onInterrupted: (nowUs, unhealed) =>
      err.write(printInterrupted(subject.loaded, nowUs, outputs?.journal, unhealed, again)),
  });
  return yield* running.pipe(
    Effect.flatMap((replayed) => {
      at.stage = "comparing";
      return tell(replayed, ready, flags, { outputs, drawing });
    }),
    // What is laid beside the run may ask its functions what the run did not.
    Effect.catchDefect((defect) => {
      const problem = userFunctionProblem(defect, subject.loaded);
      return problem === undefined ? Effect.die(defect) : Effect.fail(new UserFunctionBroke({ problem }));
    }),
    Effect.catch((error) => {
      err.write(printBroken(error, again));
      const { file } = subject.loaded;
      print({ results: [], problems: problemsDocument([{ file, problems: [brokenProblem(error, file)] }]) });
      const broken = brokenRun(subject.header.title, error, again);
      return Effect.as(writtenPages(flags, { file: source.file, broken }), exitCodeOfBroken(error));
    }),
  );
});

/** The most faults that the mock agent takes in one run. */
const AGENT_FAULTS_MAX = 100_000;
const tooManyForAgent = `an agent takes at most ${AGENT_FAULTS_MAX} faults in a run; leave out --agent to replay it here`;

const told = ({ json }: ReplayFlags) => ({ json, fields: { results: [] } });

/** `--against a b c`: the policies after the first stand among the arguments. */
const withPolicies = (flags: ReplayFlags): ReplayFlags | string => {
  const { against, policies } = flags;
  if (policies.length > 0 && against.length === 0)
    return `expected one timeline, found ${policies.length + 1} arguments`;
  const all = [...against, ...policies].flatMap((text) => text.split(",")).map((text) => text.trim());
  return { ...flags, policies: [], against: [...new Set(all)] };
};

const getReady = Effect.fnUntraced(function* (flags: ReplayFlags) {
  const { overrides, unreadable } = readOverrides(flags);
  const varied = alternativesOf(flags.vary, flags.against);
  const problems = [...unreadable, ...varied.problems];
  const opening = yield* openTimeline(flags.timeline);
  if ("problems" in opening) return { problems: [...problems, ...opening.problems] };
  const { without = [] } = flags;
  const given = [...overrides, ...without.map(withoutFault)];
  const edit = (more: Alternative["overrides"]) => {
    const edited = editFaults(opening.source, [...given, ...more]);
    return "problems" in edited ? edited : cutTimeline(edited.source, flags);
  };
  const cut = edit([]);
  if ("problems" in cut) return { problems: [...problems, ...cut.problems] };
  const { source } = cut;
  const file = experimentFile(source, flags.on);
  if (file === undefined) {
    const message = "the timeline does not say what it belongs to: give an experiment with --on EXPERIMENT";
    return { problems: [...problems, problemAt(flags.timeline, message)] };
  }
  const start = startOverride(source, flags);
  const load = (more: Alternative["overrides"]) => {
    const ofExperiment = [...start, ...overrides, ...more].filter((one) => !isOfFaults(one));
    return Effect.promise(() => loadSubject(source, file, ofExperiment, flags.map));
  };
  const main = yield* load([]);
  if ("problems" in main) return { problems: [...problems, ...main.problems] };
  const endlessIn = ({ loaded, stage }: Subject) =>
    tooManyEvents(loaded, flags.allowEvents, { stage, faults: source.count });
  const endless = endlessIn(main.subject);
  if (endless !== undefined) return { problems: [...problems, endless] };
  const alternatives: Array<Ready["alternatives"][number]> = [];
  for (const { name, overrides: more } of varied.alternatives) {
    const edited = edit(more);
    const loaded = yield* load(more);
    const endlessly = "subject" in loaded ? [endlessIn(loaded.subject) ?? []].flat() : [];
    const wrong = [edited, loaded].flatMap((one) => ("problems" in one ? one.problems : []));
    problems.push(...[...wrong, ...endlessly].map((problem) => blamed(problem, name)));
    if ("subject" in loaded && "source" in edited)
      alternatives.push({ name, source: edited.source, subject: loaded.subject });
  }
  const based = yield* Effect.promise(() => setAgainst(main.subject, source, flags.baseline));
  if ("problem" in based) return { problems: [...problems, based.problem] };
  const environment = new Map([...(source.environment ?? []), ...(main.subject.loaded.environment ?? [])]);
  return problems.length > 0 ? { problems } : ({ source, subject: based, alternatives, environment } satisfies Ready);
});

/** What is replayed, set against an earlier result: of the same replay, or of a run of its experiment. */
const setAgainst = async (subject: Subject, { name }: TimelineSource, file: string | undefined) => {
  if (file === undefined) return subject;
  const read = await readBaselines(file);
  if ("problem" in read) return read;
  const { loaded, stage } = subject;
  if (!comparesWithBaseline(loaded)) return { problem: needless(file) };
  const based = againstBaseline(loaded, read, [name, loaded.name]);
  return "problem" in based
    ? based
    : { ...subject, loaded: based, stage: { ...stage, thresholds: based.experiment.thresholds } };
};

/** A problem that only an alternative has, told with its name: as the run is, there is none. */
const blamed = (problem: InputProblem, name: string): InputProblem =>
  problem.place.source.startsWith("--")
    ? { ...problem, place: { source: `--vary ${name}${problem.path.length === 0 ? "" : ":"}` } }
    : { ...problem, message: `${problem.message} (with ${name})` };

/** What is kept of the run: its files, and its picture. */
interface Kept {
  readonly outputs: ReturnType<typeof outputsIn> | undefined;
  readonly drawing: RunDrawing | undefined;
}

/** Simulates what is laid beside the replay, and tells everything. Returns the exit code. */
const tell = Effect.fnUntraced(function* (
  replayed: Replayed,
  { source, subject, alternatives, environment }: Ready,
  flags: ReplayFlags,
  { outputs, drawing }: Kept,
) {
  const { out, err } = yield* Screen;
  const command = replayCommand(flags, { environment });
  const document = yield* finishReplay(source, replayed, command, outputs?.result);
  const isWhole = document.stopped === null && flags.agent === undefined;
  // What is compared is simulated from beginning to end, all of it.
  const baseName = flags.set.length + (flags.without ?? []).length === 0 ? "as it was" : "as set";
  const base = isWhole
    ? { result: replayed.result, applied: replayed.applied }
    : yield* simulateAgain(source, subject, flags.map, baseName);
  const rows = [rowOf(baseName, base, base.result, subject.stage)];
  for (const { name, source: faults, subject: other } of alternatives) {
    const simulated = yield* simulateAgain(faults, other, flags.map, name);
    rows.push(rowOf(name, simulated, base.result, other.stage));
  }
  rows.push(rowOf("fault-free twin", yield* simulateTwin(subject), base.result, subject.stage));
  const report: Report = {
    source,
    subject,
    replayed: { ...replayed, document },
    mapping: flags.map,
    faults: compareFaults(source, subject.header, replayed.stories),
    run: compareRun(subject.header, replayed.result, subject.stage),
    rows,
    settingsLeftOut: settingsLeftOut(subject.loaded.experiment, subject.header),
    isElsewhere: flags.agent !== undefined,
    command,
    next: nextCommand(flags, replayed.stories, environment),
    written: Object.values(outputs ?? {}),
  };
  const screen = flags.json ? err : out;
  screen.write(printReplay(report, styleFor(screen)));
  if (flags.json) out.write(`${JSON.stringify(replayDocument(report), null, 2)}\n`);
  const code = codeOf(document, replayed);
  const pictured = async () => {
    const { replayParts } = await import("../report/replay-document.ts");
    const run = drawing === undefined ? [] : [drawing.partOf(document, subject.loaded.file)];
    return [...replayParts(replayDocument(report), document), ...run];
  };
  const unwritten = yield* writeAskedReport(flags, pictured);
  for (const { path, reason } of unwritten) err.write(`${path} cannot be written: ${reason}\n`);
  return (yield* writtenPages(flags, { file: source.file, document })) && unwritten.length === 0
    ? code
    : worstExitCode([code, exitCodes.unknown]);
});

/** Writes the pages for CI that were asked for; whether that succeeded. */
const writtenPages = Effect.fnUntraced(function* (flags: ReplayFlags, run: RunOfCi) {
  const { err } = yield* Screen;
  const unwritten = writeRunPages("replay", flags, [run]);
  for (const { path, reason } of unwritten) err.write(`${path} cannot be written: ${reason}\n`);
  return unwritten.length === 0;
});

const codeOf = ({ verdict, unhealed, stopped }: ResultDocument, { violations }: Replayed): number => {
  if (unhealed.length > 0) return exitCodes.unhealed;
  if (!("unchecked" in violations) && violations.length > 0) return exitCodes.failed;
  return stopped === null ? exitCodeOf[verdict] : exitCodes.stopped;
};
