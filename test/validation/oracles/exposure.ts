/**
 * A job on some nodes of a pool, by Monte Carlo, in as few lines as it takes and with nothing of the simulator's. Nodes
 * fail at a constant rate each and are repaired after an exponential time. A failed node of the job stops it: what was
 * done since the last save is lost; it is seen, waited for until the pool has enough nodes, and then the job restarts. A
 * failure of one of its nodes meanwhile begins that again. Times in hours.
 */
export interface Pool {
  readonly nodes: number;
  readonly jobNodes: number;
  readonly mtbf: number;
  readonly repair: number;
  readonly detect: number;
  readonly restart: number;
  readonly save: number;
  readonly interval: number;
  readonly horizon: number;
  /** Which nodes may fail, and when; with the first, failures during recovery are ignored. */
  readonly exposed: "the job's nodes, while it is up" | "every node, always";
}

/** The share of the horizon that went into work that counts, of one run. */
export const throughputOf = (pool: Pool, uniform: () => number): number => {
  const exponential = (mean: number) => -mean * Math.log(1 - uniform());
  const { nodes, jobNodes, horizon, detect, restart, save, interval, exposed } = pool;
  const exposedNodes = exposed === "every node, always" ? nodes : jobNodes;
  /** When each node works again; it works already where that lies in the past. The first so many are the job's. */
  const worksAt = Array.from({ length: nodes }, () => 0);
  let now = 0;
  let kept = 0;
  let failure = exponential(pool.mtbf / exposedNodes);
  const nextFailure = () => {
    failure = now + exponential(pool.mtbf / exposedNodes);
  };
  /** Lets time pass to an instant. Returns whether the job lost a node before. */
  const passTo = (until: number): boolean => {
    while (failure < until) {
      now = failure;
      const victim = Math.floor(uniform() * exposedNodes);
      const works = (worksAt[victim] as number) <= now;
      nextFailure();
      if (!works) continue;
      worksAt[victim] = now + exponential(pool.repair);
      if (victim < jobNodes) return true;
    }
    now = until;
    return false;
  };
  /** Puts working spares in the place of the job's failed nodes; otherwise says when there will be enough. */
  const staffed = (): number => {
    const enough = worksAt.toSorted((a, b) => a - b)[jobNodes - 1] as number;
    if (enough > now) return enough;
    worksAt.sort((a, b) => Number(a > now) - Number(b > now));
    return now;
  };
  /** Sees, staffs and restarts; `false` when another of the job's nodes fails meanwhile, and it all starts over. */
  const isBack = (): boolean => {
    if (passTo(Math.min(horizon, now + detect))) return false;
    for (let at = staffed(); at > now && now < horizon; at = staffed()) if (passTo(Math.min(horizon, at))) return false;
    return !passTo(Math.min(horizon, now + restart));
  };
  while (now < horizon) {
    // Up: rounds of work and save, until a node of the job fails.
    const began = now;
    const isLost = passTo(horizon);
    const up = now - began;
    const rounds = Math.floor(up / (interval + save));
    kept += rounds * interval + (isLost ? 0 : Math.min(interval, up - rounds * (interval + save)));
    if (!isLost) break;
    const ignores = exposed === "the job's nodes, while it is up";
    if (ignores) failure = Number.POSITIVE_INFINITY;
    while (!isBack()) {}
    if (ignores) nextFailure();
  }
  return kept / horizon;
};

/** A generator of its own (mulberry32), so that not even chance comes from what is checked. */
export const uniformFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
