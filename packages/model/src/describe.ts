const FOUND_LENGTH_MAX = 80;

/** A value as people wrote it, cut short when it is long. */
export const describe = (value: unknown): string => {
  if (typeof value === "function") return "a function";
  const printed = typeof value === "number" || typeof value === "bigint" ? String(value) : json(value);
  return printed.length <= FOUND_LENGTH_MAX ? printed : `${printed.slice(0, FOUND_LENGTH_MAX)}…`;
};

const json = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return "a value that cannot be shown";
  }
};
