/** The same function, which works its answer out once for each object, for as long as that is there. */
export const memoized = <K extends object, A>(make: (of: K) => A): ((of: K) => A) => {
  const made = new WeakMap<K, A>();
  return (of) => {
    const known = made.get(of);
    if (known !== undefined) return known;
    const answer = make(of);
    made.set(of, answer);
    return answer;
  };
};
