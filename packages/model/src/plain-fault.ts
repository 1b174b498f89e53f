import { decode } from "./decode.ts";
import { type FaultKind, faultKindNames } from "./fault-kind.ts";
import { parseSelector } from "./selector.ts";
import { COMPONENT_LENGTH_MAX, PART_MAX, TimelineFault } from "./timeline.ts";
import { readDuration } from "./units/duration.ts";
import { readInstant } from "./units/instant.ts";

type Read = (written: unknown) => unknown;

const readText: Read = (written) => (typeof written === "string" ? written : undefined);

/** What the fields that importers write decode to, in the order of the Schema; `undefined` for what is not plainly good. */
const readers: ReadonlyArray<readonly [field: Exclude<keyof TimelineFault, "kind">, read: Read]> = [
  ["target", (written) => (typeof written === "string" ? parseSelector(written.trim()) : undefined)],
  ["at", readInstant],
  ["duration", readDuration],
  ["detectAfter", readDuration],
  ["cause", readText],
  ["source", readText],
  ["note", readText],
  [
    "component",
    (written) =>
      typeof written === "string" && written !== "" && written.length <= COMPONENT_LENGTH_MAX ? written : undefined,
  ],
  ["part", (written) => (Number.isInteger(written) && within(written as number) ? written : undefined)],
];

const within = (part: number): boolean => part >= 0 && part <= PART_MAX;

/** The kinds of which nothing more need be known, and that nothing is added to. */
let plainKinds: ReadonlySet<unknown> | undefined;

const findPlainKinds = (): ReadonlySet<FaultKind> =>
  new Set(
    faultKindNames.filter((kind) => {
      const decoded = decode(TimelineFault, { kind });
      return "value" in decoded && Object.keys(decoded.value).length === 1;
    }),
  );

/**
 * A timeline's fault as nearly all are, four times as fast as by its Schema: records are a million lines long.
 * `undefined` for any other one, good or bad: that is for the Schema to say.
 */
export const readPlainFault = (written: unknown): TimelineFault | undefined => {
  if (typeof written !== "object" || written === null || Object.getPrototypeOf(written) !== Object.prototype) return;
  const fields = written as Readonly<Record<string, unknown>>;
  const { kind } = fields;
  plainKinds ??= findPlainKinds();
  if (!plainKinds.has(kind)) return;
  const fault: Record<string, unknown> = {};
  fault.kind = kind;
  let unread = Object.keys(fields).length + Object.getOwnPropertySymbols(fields).length - 1;
  for (const [field, read] of readers) {
    const one = fields[field];
    if (one === undefined) continue;
    const value = read(one);
    if (value === undefined) return;
    fault[field] = value;
    unread--;
  }
  return unread === 0 ? (fault as unknown as TimelineFault) : undefined;
};
