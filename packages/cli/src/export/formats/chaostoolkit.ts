import type { AnyEvent, EventData, Judgement } from "@ordeal/model";
import { type ExportSource, endUs } from "../format.ts";

/** Something that was done, as an experiment of Chaos Toolkit says it. */
interface Activity {
  readonly type: "action" | "probe";
  readonly name: string;
  readonly provider: { readonly type: "process"; readonly path: "ordeal"; readonly arguments: object };
  readonly tolerance?: true;
}

/**
 * A run as a journal of Chaos Toolkit (chaostoolkit.org/reference/api/journal). Faults are the method, in the order in
 * which they struck; the healing of scripted ones is the rollbacks; the steady state and the thresholds are its hypothesis.
 * What that journal has no place for is in the experiment's extension `ordeal`. It is a record: to run the experiment
 * again takes Ordeal.
 */
export const chaosToolkit = async function* (source: ExportSource): AsyncGenerator<string> {
  const { run, events, startsAtMs } = source;
  const { summary, result } = run;
  const date = (us: number): string => printDate(startsAtMs, us);
  const times = (fromUs: number, toUs: number) => ({
    start: date(fromUs),
    end: date(toUs),
    duration: (toUs - fromUs) / 1e6,
  });
  const hypothesis = hypothesisOf(source);
  const extension = {
    name: "ordeal",
    version: run.ordeal,
    seed: summary.seed,
    verdict: summary.verdict ?? null,
    ...(summary.incomplete === undefined ? {} : { incomplete: summary.incomplete }),
    ...(result === undefined ? {} : { metrics: result.metrics, ledgerUs: result.ledgerUs, command: result.command }),
  };
  const head = {
    version: "1.0.0",
    title: summary.title,
    description: `A run of Ordeal ${run.ordeal}, seed ${summary.seed}, in simulated time`,
    tags: ["ordeal"],
    extensions: [extension],
    ...(hypothesis === undefined ? {} : { "steady-state-hypothesis": hypothesis.asked }),
  };
  const ends = await endsOf(source);
  yield `{\n"experiment":${JSON.stringify(head).slice(0, -1)},\n"method":`;
  yield* list(mapped(events("fault."), (event) => actionOf(event)));
  yield `,\n"rollbacks":`;
  yield* list(mapped(events("fault.started"), (event) => healOf(event)));
  yield `},\n"run":`;
  let nth = 0;
  yield* list(
    mapped(events("fault."), (event) => {
      const activity = actionOf(event);
      if (activity === undefined) return undefined;
      const toUs = event.type === "fault.started" ? (ends[nth++] ?? endUs(source)) : event.atUs;
      const skipped = event.type === "fault.skipped" ? event.data.reason : undefined;
      return {
        activity,
        status: skipped === undefined ? "succeeded" : "failed",
        ...times(event.atUs, toUs),
        output: skipped ?? outputOf(event.data as EventData<"fault.started">),
      };
    }),
  );
  yield `,\n"rollbacks":`;
  const unhealed = new Set(summary.unhealed);
  yield* list(
    mapped(events("fault.started"), (event) => {
      const activity = healOf(event);
      if (activity === undefined || event.type !== "fault.started") return undefined;
      const isHealed = !unhealed.has(event.data.faultId.replace(/#\d+$/, ""));
      const output = isHealed ? "healed" : "nobody saw it healed";
      return { activity, status: isHealed ? "succeeded" : "failed", ...times(endUs(source), endUs(source)), output };
    }),
  );
  const isDeviated = summary.verdict === "fail";
  const rest = {
    "chaoslib-version": `ordeal ${run.ordeal}`,
    status: statusOf(source),
    deviated: isDeviated,
    ...times(0, endUs(source)),
    steady_states: hypothesis?.found(times) ?? {},
  };
  yield `,\n${JSON.stringify(rest).slice(1)}\n`;
};

/** Of a run that nobody may call complete, Chaos Toolkit's own words: it failed, or was aborted. */
const statusOf = ({ run: { summary, result } }: ExportSource): "completed" | "failed" | "aborted" => {
  if (summary.verdict === undefined || (result !== undefined && result.stopped !== null)) return "aborted";
  return summary.verdict === "pass" ? "completed" : "failed";
};

/** When each fault ended, in the order in which they struck; `undefined` for one that did not. */
const endsOf = async ({ events }: ExportSource): Promise<ReadonlyArray<number | undefined>> => {
  const ends: Array<number | undefined> = [];
  const open = new Map<string, number>();
  for await (const event of events("fault.")) {
    if (event.type === "fault.started") open.set(event.data.faultId, ends.push(undefined) - 1);
    if (event.type !== "fault.ended") continue;
    const nth = open.get(event.data.faultId);
    if (nth !== undefined) ends[nth] = event.atUs;
    open.delete(event.data.faultId);
  }
  return ends;
};

const ordeal = (what: object): Activity["provider"] => ({ type: "process", path: "ordeal", arguments: what });

/** The action that a fault stands for; `undefined` for an event that begins none. */
const actionOf = (event: AnyEvent): Activity | undefined => {
  if (event.type !== "fault.started" && event.type !== "fault.skipped") return undefined;
  const { faultId, kind } = event.data;
  const targets = event.type === "fault.started" ? event.data.targets.slice(0, TARGETS_MAX) : [];
  return {
    type: "action",
    name: `${faultId}: ${kind}${targets.length > 0 ? ` on ${targets.join(", ")}` : ""}`,
    provider: ordeal({ inject: kind, id: faultId, targets: targets.join(",") }),
  };
};

/** A switch or a rack strikes many: so many are named. */
const TARGETS_MAX = 20;

/** What undoes a fault that the experiment injected; hazards are repaired, and nobody rolls them back. */
const healOf = (event: AnyEvent): Activity | undefined => {
  if (event.type !== "fault.started" || event.data.origin !== "experiment") return undefined;
  const { faultId, kind } = event.data;
  return { type: "action", name: `heal ${faultId}`, provider: ordeal({ heal: kind, id: faultId }) };
};

const outputOf = ({ origin, cause, targets }: EventData<"fault.started">): string =>
  `${origin}; cause: ${cause}; ${targets.length} struck`;

type Times = (fromUs: number, toUs: number) => object;

/** What must hold: the steady state as the engine looked at it, and thresholds at the end. `undefined` for neither. */
const hypothesisOf = (source: ExportSource) => {
  const { steady, result } = source.run;
  const steadyState: Activity = {
    type: "probe",
    name: "steady state",
    tolerance: true,
    provider: ordeal({ probe: "steadyState" }),
  };
  const thresholds = (result?.thresholds ?? []).map((judgement) => ({
    judgement,
    activity: {
      type: "probe",
      name: judgement.expression,
      tolerance: true,
      provider: ordeal({ threshold: judgement.expression }),
    } satisfies Activity,
  }));
  const isAsked = steady.first !== undefined;
  if (!isAsked && thresholds.length === 0) return undefined;
  const probes = [...(isAsked ? [steadyState] : []), ...thresholds.map(({ activity }) => activity)];
  const looked = (isMet: boolean, atUs: number, times: Times) => ({
    activity: steadyState,
    status: "succeeded",
    ...times(atUs, atUs),
    tolerance_met: isMet,
    output: String(isMet),
  });
  const judged = (activity: Activity, { held, actual }: Judgement, times: Times) => ({
    activity,
    status: held === null ? "failed" : "succeeded",
    ...times(endUs(source), endUs(source)),
    tolerance_met: held === true,
    output: actual === null ? null : String(actual),
  });
  return {
    asked: { title: "The run keeps its steady state and its thresholds", probes },
    found: (times: Times) => {
      const { first, last } = steady;
      const after = [
        ...(last === undefined ? [] : [looked(last, endUs(source), times)]),
        ...thresholds.map(({ activity, judgement }) => judged(activity, judgement, times)),
      ];
      const state = (found: ReadonlyArray<{ readonly tolerance_met: boolean }>) => ({
        steady_state_met: found.every(({ tolerance_met }) => tolerance_met),
        probes: found,
      });
      return {
        ...(first === undefined ? {} : { before: state([looked(first, 0, times)]) }),
        after: state(after),
      };
    },
  };
};

const mapped = async function* <A>(
  events: AsyncIterable<AnyEvent>,
  of: (event: AnyEvent) => A | undefined,
): AsyncGenerator<A> {
  for await (const event of events) {
    const one = of(event);
    if (one !== undefined) yield one;
  }
};

/** A list as JSON, an item a line. */
const list = async function* (items: AsyncIterable<object>): AsyncGenerator<string> {
  let before = "[\n";
  let isEmpty = true;
  for await (const item of items) {
    yield `${before}${JSON.stringify(item)}`;
    before = ",\n";
    isEmpty = false;
  }
  yield isEmpty ? "[]" : "\n]";
};

/** A date as RFC 3339 writes it in UTC, exact to the microsecond. */
const printDate = (startsAtMs: number, us: number): string => {
  const ms = startsAtMs + Math.floor(us / 1_000);
  const micros = us - Math.floor(us / 1_000) * 1_000;
  return new Date(ms).toISOString().replace("Z", `${String(micros).padStart(3, "0")}Z`);
};
