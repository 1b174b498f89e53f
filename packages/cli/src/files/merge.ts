import type { Field, Written, WrittenMapping } from "./written.ts";

/**
 * Lays one mapping over another: mappings merge deeply, lists and values are replaced, and `null` takes a key away
 * (as in JSON Merge Patch, RFC 7396). Every part keeps its own place; the whole stands where the upper one stands.
 */
export const merge = (lower: WrittenMapping, upper: WrittenMapping): WrittenMapping => {
  const fields = new Map<string, Field>(lower.fields);
  for (const [key, field] of upper.fields) {
    const below = lower.fields.get(key);
    if (below !== undefined && isNull(field.value)) fields.delete(key);
    else fields.set(key, { keyAt: field.keyAt, value: lay(below?.value, field.value) });
  }
  return { kind: "mapping", at: upper.at, fields };
};

const lay = (lower: Written | undefined, upper: Written): Written =>
  lower?.kind === "mapping" && upper.kind === "mapping" ? merge(lower, upper) : upper;

export const isNull = (written: Written): boolean => written.kind === "value" && written.value === null;
