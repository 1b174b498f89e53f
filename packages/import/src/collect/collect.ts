import { DURATION_US_MAX, faultKinds, printDuration, soleTarget } from "@ordeal/model";
import type { Finding, FoundFault } from "../finding.ts";
import { TextSet } from "../text-set.ts";
import { type Skipped, Tally } from "./skipped.ts";
import type { Spool } from "./spool.ts";

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
}

/** Brings what a format finds into the spool, and counts the rest. */
export const collect = async (
  findings: AsyncIterable<Finding>,
  spool: Spool,
  { isStrict, faultsMax, tooMany }: Collecting,
): Promise<{ readonly collected: Collected } | { readonly refused: Refused }> => {
  const tally = new Tally();
  const gathered = new Gathered(spool);
  for await (const finding of findings) {
    const { line } = finding;
    if ("other" in finding) {
      tally.add(finding.other, line, finding.such, true);
      continue;
    }
    const bad = "bad" in finding ? finding : gathered.add(line, finding.fault);
    if (spool.count > faultsMax) return { refused: { message: tooMany } };
    if (bad === undefined) continue;
    if (isStrict) return { refused: { line, message: bad.such === undefined ? bad.bad : `${bad.bad} (${bad.such})` } };
    tally.add(bad.bad, line, bad.such, false);
  }
  const tooLong = gathered.whyTooLong();
  return tooLong === undefined
    ? { collected: { skipped: tally.all(), span: gathered.span } }
    : { refused: { message: tooLong } };
};

const HOUR_US = 3_600_000_000;
/** Dates are written with four digits of a year. */
const EARLIEST_US = Date.UTC(1_000, 0, 1) * 1_000;
const LATEST_US = Date.UTC(9_999, 0, 1) * 1_000;

/** The faults that are in a spool: each once, and from when to when. */
class Gathered {
  readonly #spool: Spool;
  readonly #seen = new TextSet();
  #span: { fromUs: number; toUs: number; fromLine: number; toLine: number; isUndated: boolean } | undefined;

  constructor(spool: Spool) {
    this.#spool = spool;
  }

  get span(): Collected["span"] {
    return this.#span;
  }

  /** Adds a fault, or says why it cannot be in the timeline. */
  add(line: number, fault: FoundFault): { readonly bad: string; readonly such?: string | undefined } | undefined {
    const { atUs, endUs = atUs, isUndated = false, component } = fault;
    const bad = whyBad(fault);
    if (bad !== undefined) return { bad, such: component };
    if (this.#span !== undefined && this.#span.isUndated !== isUndated)
      return { bad: "with and without a date in one log" };
    const text = textOf(fault);
    if (!this.#seen.add(`${atUs} ${text}`))
      return { bad: "a duplicate: the same fault at the same time", such: component };
    this.#spool.add(atUs, line, text);
    this.#span ??= { fromUs: atUs, toUs: endUs, fromLine: line, toLine: line, isUndated };
    if (atUs < this.#span.fromUs) Object.assign(this.#span, { fromUs: atUs, fromLine: line });
    if (endUs > this.#span.toUs) Object.assign(this.#span, { toUs: endUs, toLine: line });
    return undefined;
  }

  /** Why all of them cannot be in one timeline; `undefined` when they can. */
  whyTooLong(): string | undefined {
    if (this.#span === undefined || this.#span.toUs - this.#span.fromUs <= DURATION_US_MAX - HOUR_US) return undefined;
    const { fromLine, toLine } = this.#span;
    return `spans more than ten years, from line ${fromLine} to line ${toLine}: is one of these dates wrong?`;
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
