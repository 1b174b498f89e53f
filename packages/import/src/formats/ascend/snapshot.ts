import type { Realm } from "./levels.ts";

/** A fault as MindCluster tells it. */
export interface AscendFault {
  readonly node: string;
  readonly realm: Realm;
  /** Its code; several where they share a time and a level, and none where people took the chip out. */
  readonly codes: ReadonlyArray<string>;
  /** The level that is told: of several codes, the worst one's. */
  readonly level: string | undefined;
  /** The chip, such as `Ascend910-3`; empty where the node itself failed. */
  readonly device: string;
  /** Which card of the node it is, where that is told. */
  readonly part?: number | undefined;
  readonly atMs: number | undefined;
  /** A notice: it was over as it began. */
  readonly isMoment?: boolean;
}

/** What the faults of a node were at one time. */
export interface Snapshot {
  readonly node: string;
  /** Which part of the node's faults it tells: what is not in it any more is over. */
  readonly topic: string;
  readonly takenMs: number | undefined;
  readonly faults: ReadonlyArray<AscendFault>;
  /** The chips that it names, faulty or not. */
  readonly chips: ReadonlyArray<string>;
}

/** Whose snapshot it is: a node's own programs tell some faults, ClusterD those of the whole cluster and public ones. */
export type Teller = "node" | "cluster";

/** Text as JSON; `undefined` where it is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** A level that is told; programs write an empty one where they know none. */
export const toldLevel = (...levels: ReadonlyArray<string | null | undefined>): string | undefined =>
  levels.find((level) => level !== undefined && level !== null && level.trim() !== "")?.trim();
