import type { Bracket, Halving } from "@ordeal/explorer";
import { DurationUs, decode, humanDuration, printDuration, SECOND_US } from "@ordeal/model";
import { type Override, parseOverride } from "../files/override.ts";

/** A path of the experiment, as it is printed whichever way it was typed, and the values to try there. */
export interface Axis {
  readonly path: string;
  readonly values: ReadonlyArray<Override>;
}

/** The value of an axis that leaves what the experiment says. */
export const AS_IT_IS = "as it is";

/** So many values of one path are tried at most. */
const VALUES_MAX = 1_000;

/** Reads `path=a,b,c` of a `--vary`; a string says what is wrong with it. Commas in brackets and quotes separate nothing. */
export const parseAxis = (text: string): Axis | string => {
  const equals = text.indexOf("=");
  const expected = `--vary expected path=value,value,…, such as recovery.restart='90 seconds,3 minutes', found "${text}"`;
  if (equals < 1) return expected;
  const path = text.slice(0, equals).trim();
  const written = splitValues(text.slice(equals + 1));
  if (written.length > VALUES_MAX)
    return `--vary ${path} expected at most ${VALUES_MAX} values, found ${written.length}`;
  if (written.some((value) => value === "")) return expected;
  if (new Set(written).size < written.length) return `--vary ${path} names a value twice`;
  const values = written.map((value) => parseOverride(`${path}=${value}`));
  const bad = values.find((one) => !("written" in one));
  if (bad !== undefined && "message" in bad) return `--vary ${text}: ${bad.message}`;
  const overrides = values as ReadonlyArray<Override>;
  return { path: overrides[0]?.written.path ?? path, values: overrides };
};

const splitValues = (text: string): ReadonlyArray<string> => {
  const values: Array<string> = [];
  let depth = 0;
  let quote = "";
  let value = "";
  for (const character of text) {
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if ("[{(".includes(character)) depth++;
    else if ("]})".includes(character)) depth--;
    if (character === "," && depth === 0 && quote === "") {
      values.push(value.trim());
      value = "";
    } else value += character;
  }
  return [...values, value.trim()];
};

/** A path of the experiment, and the range of quantities in which to search. */
export interface Range extends Bracket, Halving {
  readonly path: string;
  /** As the experiment takes it. */
  readonly print: (value: number) => string;
  /** As a person says it. */
  readonly say: (value: number) => string;
}

/** The place is known well enough within so much of what was found, or of the range. */
const CLOSE_SHARE = 0.005;

/** Reads `path=low..high` of a `--search`; a string says what is wrong with it. */
export const parseRange = (text: string): Range | string => {
  const [, typed = "", low = "", high = ""] = /^\s*([^=\s]+)\s*=\s*(.+?)\s*\.\.\s*(.+?)\s*$/.exec(text) ?? [];
  const expected = `--search expected path=low..high, such as recovery.restart='1 minute..20 minutes' or cluster.nodes=1690..1750, found "${text}"`;
  const lowest = parseOverride(`${typed}=${low}`);
  if (typed === "" || !("written" in lowest)) return expected;
  const { path } = lowest.written;
  const quantities = quantitiesOf(low, high);
  if (quantities === undefined) return `${expected}: two durations, or two numbers with the same unit`;
  const { from, to, grain, print, say } = quantities;
  if (from >= to) return `--search ${path} expected the lower value first, found ${low}..${high}`;
  const rounded = (value: number): number => Math.round(value / grain) * grain;
  return {
    path,
    from,
    to,
    print,
    say,
    middle: (a, b) => (grain === 0 ? (a + b) / 2 : rounded((a + b) / 2)),
    isClose: ({ from: a, to: b }) =>
      b - a <= Math.max(grain, Math.min(CLOSE_SHARE * Math.abs(b), CLOSE_SHARE * 4 * (to - from))),
  };
};

interface Quantities extends Bracket {
  /** Nothing smaller is told apart; 0 where everything is. */
  readonly grain: number;
  readonly print: (value: number) => string;
  readonly say: (value: number) => string;
}

const quantitiesOf = (low: string, high: string): Quantities | undefined => {
  const [fromUs, toUs] = [durationOf(low), durationOf(high)];
  if (fromUs !== undefined && toUs !== undefined) {
    const grain = toUs - fromUs >= 100 * SECOND_US ? SECOND_US : 1_000;
    return { from: fromUs, to: toUs, grain, print: (us) => printDuration(Math.round(us)), say: humanDuration };
  }
  const [a, b] = [numberOf(low), numberOf(high)];
  if (a === undefined || b === undefined || a.unit !== b.unit) return undefined;
  const isWhole = a.unit === "" && Number.isInteger(a.value) && Number.isInteger(b.value) && !/[.e]/.test(low + high);
  const print = (value: number): string => `${isWhole ? value : Number(value.toPrecision(6))}${a.unit}`;
  return { from: a.value, to: b.value, grain: isWhole ? 1 : 0, print, say: print };
};

const durationOf = (text: string): number | undefined => {
  const decoded = decode(DurationUs, text);
  return "value" in decoded ? decoded.value : undefined;
};

const numberOf = (text: string): { readonly value: number; readonly unit: string } | undefined => {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)(\s*\D.*)?$/i.exec(text) ?? [];
  return number === undefined ? undefined : { value: Number(number), unit };
};
