import type { Holder, Keeper, Lease } from "./leases.ts";

/** A lease that expired, with who held it and what was healed. */
export interface ExpiredLease {
  readonly lease: string;
  readonly holder: Holder | undefined;
  readonly healed: ReadonlyArray<string>;
}

/** Heals what expired leases kept alive, each run's faults at once, and says of each lease what was healed. */
export const healExpired = async (due: ReadonlyArray<Lease>): Promise<ReadonlyArray<ExpiredLease>> => {
  const byRun = new Map<Keeper, Set<string>>();
  for (const { keeps } of due) {
    for (const [run, faultIds] of keeps) {
      const ids = byRun.get(run) ?? new Set();
      for (const id of faultIds) ids.add(id);
      byRun.set(run, ids);
    }
  }
  const healed = new Map<Keeper, ReadonlySet<string>>();
  await Promise.all([...byRun].map(async ([run, ids]) => healed.set(run, new Set(await run.healMany([...ids])))));
  return due.map(({ id, holder, keeps }) => ({
    lease: id,
    holder,
    healed: [...keeps].flatMap(([run, ids]) => [...ids].filter((one) => healed.get(run)?.has(one))),
  }));
};
