import { NESTING_MAX, PARTS_MAX } from "./limits.ts";
import type { SourcePosition } from "./source-position.ts";
import type { Written } from "./written.ts";

/** A value of a program that is more than a file may say. */
export class ValueTooLarge extends Error {}

const tooDeep = `is nested too deeply: expected at most ${NESTING_MAX} levels`;
const tooMany = `comes to more than ${PARTS_MAX.toLocaleString("en-US")} values`;

/**
 * A value of a program in the form that files are merged in. Only plain objects and arrays have parts. A function becomes
 * what `ofFunction` makes of it. Throws {@link ValueTooLarge}.
 */
export const writtenValue = (
  value: unknown,
  at: SourcePosition,
  ofFunction: (given: (...given: Array<unknown>) => unknown) => unknown = (given) => given,
): Written => {
  let parts = 0;
  const written = (part: unknown, depth: number): Written => {
    if (depth > NESTING_MAX) throw new ValueTooLarge(tooDeep);
    if (++parts > PARTS_MAX) throw new ValueTooLarge(tooMany);
    if (Array.isArray(part)) return { kind: "list", at, items: part.map((item) => written(item, depth + 1)) };
    if (typeof part === "function") return { kind: "value", at, value: ofFunction(part as () => unknown) };
    if (!isPlainObject(part)) return { kind: "value", at, value: part };
    const fields = Object.entries(part)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [key, { keyAt: at, value: written(field, depth + 1) }] as const);
    return { kind: "mapping", at, fields: new Map(fields) };
  };
  return written(value, 0);
};

const isPlainObject = (value: unknown): value is object => {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
};
