/** How many letters must be added, dropped or changed to make one text of the other (Levenshtein). */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
};

/** The names most like the one that was meant, best first. */
export const nearest = (meant: string, names: ReadonlyArray<string>, count: number): ReadonlyArray<string> =>
  names
    .map((name) => ({ name, far: distance(meant.slice(0, 100), name.slice(0, 100)) }))
    .toSorted((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .slice(0, count)
    .map(({ name }) => name);

/** The one name that must have been meant, where one is so like it: a letter or two of five. */
export const meantName = (meant: string, names: ReadonlyArray<string>): string | undefined => {
  const [first] = nearest(meant.toLowerCase(), names, 1);
  if (first === undefined) return undefined;
  const far = distance(meant.toLowerCase().slice(0, 100), first.toLowerCase());
  return far <= Math.max(1, Math.floor(first.length * 0.4)) && far < first.length ? first : undefined;
};

/** `; did you mean "card.crash"?`, or nothing. */
export const didYouMean = (meant: unknown, names: ReadonlyArray<string>): string => {
  const name = typeof meant === "string" ? meantName(meant, names) : undefined;
  return name === undefined ? "" : `; did you mean "${name}"?`;
};
