import { DURATION_US_MAX, faultKinds, printDuration, soleTarget } from "@ordeal/model";
import type { Finding, FoundFault } from "../finding.ts";
import { TextSet } from "../text-set.ts";
import { type Skipped, Tally } from "./skipped.ts";
import type { Spool } from "./spool.ts";
import { outside, type Window } from "./window.ts";

/**
 * The most faults that one timeline is made of. An index takes 24 bytes of each and finding duplicates 16; with this many,
 * out of order, an import was seen to stay below 512 MB.
 */
export const FAULTS_MAX = 2_000_000;

const TEXT_LENGTH_MAX = 1_000;
const COMPONENT_LENGTH_MAX = 500;
const PART_MAX = 1_000_000;

/** What a source came to; its faults are in the spool. */
export interface Collected {
  readonly skipped: ReadonlyArray<Skipped>;
  /** How many faults there were, wanted or not. */
  readonly found: number;
  /** From the first start to the last start or end, as faults count time; `undefined` when there is no fault. */
  readonly span: { readonly fromUs: number; readonly toUs: number; readonly isUndated: boolean } | undefined;
}

/** Why nothing came of it; `line` is there when one line is to blame. */
export interface Refused {
  readonly line?: number;
  readonly message: string;
  /** The format that the file looks like, where that is another one. */
  readonly format?: string;
}

export interface Collecting {
  /** Stops at the first finding that is bad. */
  readonly isStrict: boolean;
  /** Refuses more faults than this, with these words. */
  readonly faultsMax: number;
  readonly tooMany: string;
  /** Others are passed over; all are wanted when left out. */
  readonly window?: Window | undefined;
}

/** Brings what a format finds into the spool, and counts the rest. */
export const collect = async (
  findings: AsyncIterable<Finding>,
  spool: Spool,
  { isStrict, faultsMax, tooMany, window }: Collecting,
): Promise<{ readonly collected: Collected } | { readonly refused: Refused }> => {
  const tally = new Tally();
  const gathered = new Gathered(spool);
  let unwanted = 0;
  for await (const finding of findings) {
    const { line } = finding;
    if ("other" in finding) {
      tally.add(finding.other, line, finding.such, true);
      continue;
    }
    if (window !== undefined && "fault" in finding && finding.fault.isUndated !== true) {
      const reason = outside(window, finding.fault.atUs);
      if (reason !== undefined) {
        unwanted += 1;
        tally.add(reason, line, undefined, true);
        continue;
      }
    }
    const bad = "bad" in finding ? finding : gathered.add(line, finding.fault, window !== undefined);
    if (spool.count > faultsMax) return { refused: { message: tooMany } };
    if (bad === undefined) continue;
    if (isStrict) return { refused: { line, message: bad.such === undefined ? bad.bad : `${bad.bad} (${bad.such})` } };
    tally.add(bad.bad, line, bad.such, false);
  }
  return { collected: { skipped: tally.all(), found: spool.count + unwanted, span: gathered.span } };
};

/** Dates are written with four digits of a year. */
const EARLIEST_US = Date.UTC(1_000, 0, 1) * 1_000;
const LATEST_US = Date.UTC(9_999, 0, 1) * 1_000;

/** The faults that are in a spool: each once, and from when to when. */
class Gathered {
  readonly #spool: Spool;
  readonly #seen = new TextSet();
  #span: { fromUs: number; toUs: number; isUndated: boolean } | undefined;

  constructor(spool: Spool) {
    this.#spool = spool;
  }

  get span(): Collected["span"] {
    return this.#span;
  }

  /** Adds a fault, or says why it cannot be in the timeline. */
  add(
    line: number,
    fault: FoundFault,
    needsDate: boolean,
  ): { readonly bad: string; readonly such?: string | undefined } | undefined {
    const { atUs, endUs = atUs, isUndated = false, component } = fault;
    const bad = isUndated && needsDate ? "without a date, which --from and --to need" : whyBad(fault);
    if (bad !== undefined) return { bad, such: component };
    if (this.#span !== undefined && this.#span.isUndated !== isUndated)
      return { bad: "with and without a date in one log" };
    const text = textOf(fault);
    if (!this.#seen.add(`${atUs} ${text}`))
      return { bad: "a duplicate: the same fault at the same time", such: component };
    this.#spool.add(atUs, line, text);
    this.#span ??= { fromUs: atUs, toUs: endUs, isUndated };
    this.#span.fromUs = Math.min(this.#span.fromUs, atUs);
    this.#span.toUs = Math.max(this.#span.toUs, endUs);
    return undefined;
  }
}

/** Why a fault cannot be in any timeline; `undefined` when it can. */
const whyBad = ({ kind, atUs, endUs = atUs, component, isUndated = false }: FoundFault): string | undefined => {
  const [earliestUs, latestUs] = isUndated ? [0, DURATION_US_MAX] : [EARLIEST_US, LATEST_US];
  if (!Number.isSafeInteger(atUs) || !Number.isSafeInteger(endUs)) return "a time out of range";
  if (endUs < atUs) return "ends before it starts";
  if (atUs < earliestUs || endUs > latestUs) return "a time out of range";
  if (endUs - atUs > DURATION_US_MAX) return "lasts longer than ten years";
  if (component === undefined || component === "") {
    const needsNone = soleTarget(kind) !== undefined || faultKinds[kind].targets[0] === "tier";
    return needsNone ? undefined : "does not say what was struck";
  }
  return component.length > COMPONENT_LENGTH_MAX
    ? `names a component of more than ${COMPONENT_LENGTH_MAX} characters`
    : undefined;
};

/** A fault as a timeline writes it, but for when it starts. */
const textOf = ({ kind, component, part, atUs, endUs, parameters, cause, note }: FoundFault): string =>
  JSON.stringify({
    kind,
    ...(component === undefined || component === "" ? {} : { component }),
    ...(part !== undefined && Number.isInteger(part) && part >= 0 && part <= PART_MAX ? { part } : {}),
    ...(endUs === undefined ? {} : { duration: printDuration(endUs - atUs) }),
    ...parameters,
    ...(cause === undefined || cause === "" ? {} : { cause: cut(cause) }),
    ...(note === undefined || note === "" ? {} : { note: cut(note) }),
  });

/** On one line, and not too long. */
const cut = (written: string): string => {
  const text = written.trim().replace(/\s+/g, " ");
  return text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX - 1)}…` : text;
};
