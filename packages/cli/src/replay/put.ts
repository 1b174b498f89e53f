import type { Path } from "@ordeal/model";

/** Written data with a value put where a path leads; `null` takes away what is there. */
export const put = (written: unknown, [key, ...rest]: Path, value: unknown): unknown => {
  if (key === undefined) return value;
  if (Array.isArray(written)) return written.map((item, index) => (index === key ? put(item, rest, value) : item));
  const mapping = (written ?? {}) as Readonly<Record<string, unknown>>;
  const below = put(mapping[String(key)], rest, value);
  const { [String(key)]: _, ...others } = mapping;
  return below === null ? others : { ...others, [String(key)]: below };
};
