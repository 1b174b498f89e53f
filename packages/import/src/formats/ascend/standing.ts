import type { AscendFault, Snapshot } from "./snapshot.ts";

/** How many faults may stand at once on all nodes, and of how many nodes the newest snapshot is remembered. */
const STANDING_MAX = 1_000_000;
const NODES_MAX = 200_000;

export interface StandingFault {
  readonly line: number;
  readonly fault: AscendFault;
}

/** What a snapshot changed: faults that are over since, and how many stood before and still do. */
export interface Changes {
  readonly over: ReadonlyArray<StandingFault>;
  readonly still: number;
  readonly refused: number;
  /** How many faults it tells that a newer snapshot of the same, read before it, does not. */
  readonly late: number;
}

/** The faults that stand on each node, by its newest snapshot. A fault that is not in the next one is over. */
export class Standing {
  readonly tooMany = `more than ${STANDING_MAX.toLocaleString("en-US")} faults at once`;
  readonly late = "a fault in a snapshot older than the one before it: put the snapshots in order of time";
  readonly #byNode = new Map<string, Map<string, StandingFault>>();
  readonly #takenMs = new Map<string, number>();
  #count = 0;

  update(line: number, { node, topic, faults, takenMs }: Snapshot): Changes {
    const key = `${topic} ${node}`;
    const before = this.#byNode.get(key) ?? new Map<string, StandingFault>();
    const lastMs = this.#takenMs.get(key);
    if (takenMs !== undefined && lastMs !== undefined && takenMs < lastMs) {
      const late = faults.filter((fault) => !before.has(nameOf(fault))).length;
      return { over: [], still: faults.length - late, refused: 0, late };
    }
    if (takenMs !== undefined && (lastMs !== undefined || this.#takenMs.size < NODES_MAX))
      this.#takenMs.set(key, takenMs);
    const now = new Map<string, StandingFault>();
    const over: Array<StandingFault> = [];
    let still = 0;
    let refused = 0;
    for (const fault of faults) {
      const name = nameOf(fault);
      const standing = before.get(name);
      if (standing !== undefined && standing.fault.level === fault.level) {
        still += 1;
        now.set(name, standing);
      } else if (standing !== undefined) {
        // MindCluster raises the level of what lasts or comes again: then it is another fault, since this snapshot.
        over.push(standing);
        const isSameStamp = standing.fault.atMs === fault.atMs;
        now.set(name, { line, fault: isSameStamp ? { ...fault, atMs: takenMs ?? fault.atMs } : fault });
      } else if (this.#count + now.size >= STANDING_MAX) refused += 1;
      else now.set(name, { line, fault });
    }
    this.#count += now.size - before.size;
    if (now.size === 0) this.#byNode.delete(key);
    else this.#byNode.set(key, now);
    for (const [name, fault] of before) if (!now.has(name)) over.push(fault);
    return { over, still, refused, late: 0 };
  }

  /** What stands after the last snapshots. */
  *left(): Generator<StandingFault> {
    for (const faults of this.#byNode.values()) yield* faults.values();
  }
}

const nameOf = ({ device, codes }: AscendFault): string => `${device} ${codes.join(",")}`;
