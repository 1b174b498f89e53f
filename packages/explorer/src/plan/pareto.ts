/** What a setting is compared by: larger is better; what it has not is `null`, and decides nothing. */
export type Merits = ReadonlyArray<number | null>;

/** Whether one is at least as good in everything, and better in something. */
const dominates = (a: Merits, b: Merits): boolean => {
  const pairs = a.flatMap((value, index) => {
    const other = b[index];
    return value === null || other === null || other === undefined ? [] : [[value, other] as const];
  });
  return pairs.every(([x, y]) => x >= y) && pairs.some(([x, y]) => x > y);
};

/** The places of those that no other beats in everything: each of them is best for somebody. */
export const paretoFront = (all: ReadonlyArray<Merits>): ReadonlyArray<number> =>
  [...all.keys()].filter((place) => !all.some((other) => dominates(other, all[place] as Merits)));
