import { STORIES_MAX } from "@ordeal/explorer";
import { counted, humanDuration, humanInstant, humanNumber } from "@ordeal/model";
import type { Style } from "../../print/style.ts";
import { columns } from "../../print/table.ts";
import { causeName } from "../../summary/cause.ts";
import type { ComparedFault } from "../compare.ts";
import type { Report } from "../report.ts";

const SHOWN_MAX = 40;
const NONE = "·";

/** Fault by fault: when, what, and what it cost; what was observed before what is simulated. */
export const faultsSection = ({ faults, source, subject }: Report, style: Style): ReadonlyArray<string> => {
  if (faults.length === 0) return [];
  const shown = mostTelling(faults);
  const when = instantsOf(subject.stage.startsAt);
  const whenTitle = subject.stage.startsAt === undefined ? "when" : "when (UTC)";
  const isObserved = faults.some(({ observed }) => observed !== null);
  const head = isObserved
    ? [whenTitle, "what", "lost", "", "noticed after", "", "went on from step", ""]
    : [whenTitle, "what", "lost", "noticed after", "went on from step"];
  const beside = isObserved ? ["", "", ...Array(3).fill(["observed", "simulated"]).flat()] : undefined;
  const rows = shown.map((fault) => {
    const { observed } = fault;
    const name = causeName(fault.cause ?? fault.kind);
    const simulated = [lostOf(fault), durationOf(fault.noticedAfterUs), stepOf(fault.resumedFromRecorded)];
    if (!isObserved) return [when(fault.atUs), name, ...simulated];
    const seen = [durationOf(observed?.lost), durationOf(observed?.noticedAfter), stepOf(observed?.resumedFrom)];
    return [when(fault.atUs), name, ...seen.flatMap((text, index) => [style("dim", text), simulated[index] ?? ""])];
  });
  const heads = [head, ...(beside === undefined ? [] : [beside])].map((row) => row.map((text) => style("dim", text)));
  const notShown = source.count - shown.length;
  return [
    style("bold", isObserved ? "Fault by fault: observed, and simulated" : "Fault by fault"),
    ...columns([...heads, ...rows], ["left", "left", ...Array<"right">(isObserved ? 6 : 3).fill("right")], {
      width: style.width,
      heads: heads.length,
    }),
    ...(notShown > 0 ? [`  and ${counted(notShown, "other fault")}${ofThe(faults.length, source.count)}`] : []),
    ...sums(faults, style),
  ];
};

/** Of a long timeline only the first faults are followed one by one; all are applied and counted. */
const ofThe = (followed: number, all: number): string =>
  followed < STORIES_MAX || followed >= all ? "" : `; only the first ${humanNumber(followed)} are followed one by one`;

/** Those that were observed, or cost most, in the order in which they struck. */
const mostTelling = (faults: ReadonlyArray<ComparedFault>): ReadonlyArray<ComparedFault> => {
  const weight = ({ observed, lostUs }: ComparedFault) => (observed === null ? lostUs : Number.POSITIVE_INFINITY);
  const chosen = new Set(
    faults.toSorted((a, b) => (weight(a) === weight(b) ? 0 : weight(b) > weight(a) ? 1 : -1)).slice(0, SHOWN_MAX),
  );
  return faults
    .filter((fault) => chosen.has(fault))
    .toSorted((a, b) => (a.atUs ?? Number.POSITIVE_INFINITY) - (b.atUs ?? Number.POSITIVE_INFINITY) || a.nth - b.nth);
};

const lostOf = ({ atUs, skipped, within, lostUs }: ComparedFault): string => {
  if (atUs === null) return skipped === null ? "never struck" : `skipped: ${skipped}`;
  if (lostUs > 0) return humanDuration(lostUs);
  return within === null ? "nothing" : `with ${within}`;
};

const durationOf = (us: number | null | undefined): string =>
  us === null || us === undefined ? NONE : humanDuration(us);
const stepOf = (step: number | null | undefined): string =>
  step === null || step === undefined ? NONE : humanNumber(step);

/** Dates where the run has one, else days of the run. */
export const instantsOf =
  (startsAtMs: number | undefined) =>
  (us: number | null): string => {
    if (us === null) return NONE;
    if (startsAtMs === undefined) return humanInstant(us);
    return new Date(startsAtMs + us / 1_000).toISOString().slice(0, 16).replace("T", " ");
  };

/** What the faults with a published loss cost in all, beside what the simulation makes of the same ones. */
const sums = (faults: ReadonlyArray<ComparedFault>, style: Style): ReadonlyArray<string> => {
  const known = faults.filter(({ observed }) => observed?.lost !== undefined);
  if (known.length === 0) return [];
  const observedUs = known.reduce((sum, { observed }) => sum + (observed?.lost ?? 0), 0);
  // What is counted with another fault is looked for there, once.
  const counting = new Set(known.flatMap(({ id, within }) => (within === null ? [id] : [id, within])));
  const simulatedUs = faults.reduce((sum, { id, lostUs }) => (counting.has(id) ? sum + lostUs : sum), 0);
  const bold = (us: number) => style("bold", humanDuration(us));
  return [
    `  ${counted(known.length, "fault")} with a reported loss: ${bold(observedUs)} observed, ${bold(simulatedUs)} simulated`,
  ];
};
