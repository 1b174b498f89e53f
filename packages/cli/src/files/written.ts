import type { Path } from "@ordeal/model";
import type { SourcePosition } from "./source-position.ts";

/**
 * What people wrote, with the place of every part. Files are read into this form, merged and overridden in it, and
 * whatever is wrong later can be blamed on the line that says it.
 */
export type Written = WrittenMapping | WrittenList | WrittenValue;

export interface WrittenMapping {
  readonly kind: "mapping";
  readonly at: SourcePosition;
  readonly fields: ReadonlyMap<string, Field>;
}

export interface WrittenList {
  readonly kind: "list";
  readonly at: SourcePosition;
  readonly items: ReadonlyArray<Written>;
}

/** Text, number, boolean or null; in TypeScript also a function. */
export interface WrittenValue {
  readonly kind: "value";
  readonly at: SourcePosition;
  readonly value: unknown;
}

export interface Field {
  readonly keyAt: SourcePosition;
  readonly value: Written;
}

/** Counts the parts of what was written, and stops counting above `max`: aliases can make it astronomical. */
export const countParts = (written: Written, max: number): number => {
  let parts = 0;
  const open: Array<Written> = [written];
  for (let next = open.pop(); next !== undefined && parts <= max; next = open.pop()) {
    parts += 1;
    if (next.kind === "list") for (const item of next.items) open.push(item);
    if (next.kind === "mapping") for (const { value } of next.fields.values()) open.push(value);
  }
  return parts;
};

/** The bare value, as a decoder takes it. */
export const bare = (written: Written): unknown => {
  switch (written.kind) {
    case "value":
      return written.value;
    case "list":
      return written.items.map(bare);
    case "mapping":
      return Object.fromEntries([...written.fields].map(([key, field]) => [key, bare(field.value)]));
  }
};

/** The part that a path leads to, or the last one before it leads nowhere; and the key that leads there. */
export const follow = (
  written: Written,
  path: Path,
): { readonly found: boolean; readonly part: Written; readonly keyAt: SourcePosition | undefined } => {
  let part = written;
  let keyAt: SourcePosition | undefined;
  for (const key of path) {
    const field = part.kind === "mapping" ? part.fields.get(String(key)) : undefined;
    const next = part.kind === "list" ? part.items[Number(key)] : field?.value;
    if (next === undefined) return { found: false, part, keyAt };
    part = next;
    keyAt = field?.keyAt;
  }
  return { found: true, part, keyAt };
};
