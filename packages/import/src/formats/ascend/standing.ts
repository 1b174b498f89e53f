import type { AscendFault, Snapshot } from "./snapshot.ts";

/** How many faults may stand at once on all nodes. */
const STANDING_MAX = 1_000_000;

export interface StandingFault {
  readonly line: number;
  readonly fault: AscendFault;
}

/** What a snapshot changed: faults that are over since, and how many stood before and still do. */
export interface Changes {
  readonly over: ReadonlyArray<StandingFault>;
  readonly still: number;
  readonly refused: number;
}

/** The faults that stand on each node, by its newest snapshot. A fault that is not in the next one is over. */
export class Standing {
  readonly tooMany = `more than ${STANDING_MAX.toLocaleString("en-US")} faults at once`;
  readonly #byNode = new Map<string, Map<string, StandingFault>>();
  #count = 0;

  update(line: number, { node, topic, faults }: Snapshot): Changes {
    const key = `${topic} ${node}`;
    const before = this.#byNode.get(key) ?? new Map<string, StandingFault>();
    const now = new Map<string, StandingFault>();
    let still = 0;
    let refused = 0;
    for (const fault of faults) {
      const name = `${fault.device} ${fault.code}`;
      const standing = before.get(name);
      if (standing !== undefined) {
        still += 1;
        now.set(name, standing);
      } else if (this.#count + now.size >= STANDING_MAX) refused += 1;
      else now.set(name, { line, fault });
    }
    this.#count += now.size - before.size;
    if (now.size === 0) this.#byNode.delete(key);
    else this.#byNode.set(key, now);
    return { over: [...before].filter(([name]) => !now.has(name)).map(([, fault]) => fault), still, refused };
  }

  /** What stands after the last snapshots. */
  *left(): Generator<StandingFault> {
    for (const faults of this.#byNode.values()) yield* faults.values();
  }
}
