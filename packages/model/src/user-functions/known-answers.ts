/** How many different answers are remembered: policies give a few, over and over. */
const SIZE_MAX = 16;

/** What was read from answers before, so that the same answer is not read again; the newest answer comes first. */
export class KnownAnswers<A> {
  private readonly known: Array<{ readonly answer: unknown; readonly read: A }> = [];

  find(answer: unknown): A | undefined {
    for (const one of this.known) if (isSame(one.answer, answer)) return one.read;
    return undefined;
  }

  /** Remembers a copy: whoever gave the answer may change it later. It must be plain data. */
  add(answer: unknown, read: A): void {
    this.known.unshift({ answer: copyOf(answer), read });
    if (this.known.length > SIZE_MAX) this.known.pop();
  }
}

const copyOf = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copyOf(part)]));
};

/** Whether two values say the same; what is no plain data is never the same as anything that was read. */
const isSame = (known: unknown, value: unknown): boolean => {
  if (typeof known !== "object" || known === null) return Object.is(known, value);
  if (typeof value !== "object" || value === null || Array.isArray(known) !== Array.isArray(value)) return false;
  const keys = Object.keys(known);
  if (Object.keys(value).length !== keys.length) return false;
  for (const key of keys) if (!isSame((known as Mapping)[key], (value as Mapping)[key])) return false;
  return true;
};

type Mapping = Readonly<Record<string, unknown>>;
