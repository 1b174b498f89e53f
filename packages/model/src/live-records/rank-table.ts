import { processKey, type RankProcess } from "./rank-process.ts";
import type { LiveRecord } from "./record.ts";

/** How far a process of a rank has come. */
export const stages = ["started", "joined", "loading", "loaded", "stepping", "done"] as const;
export type Stage = (typeof stages)[number];

/** A process of a rank, as its own records tell of it. */
export interface Member {
  readonly key: string;
  readonly rank: number;
  /** How many ranks there are, by its word. */
  ranks: number;
  stage: Stage;
  /** The step that it has begun, and the last that it has ended. */
  begun: number;
  ended: number;
  isSaving: boolean;
  isPlanned: boolean;
  isGone: boolean;
  /** When it last said something. */
  heardUs: number;
}

/** The processes of a job's ranks: who is the newest of each rank, and who belonged to the attempt that stopped. */
export class RankTable {
  private readonly byKey = new Map<string, Member>();
  private readonly newest = new Map<number, Member>();
  /** The processes of the attempt that stopped last. */
  private readonly past = new Set<string>();
  /** The last step that any process ever said it had ended. */
  furthestEnded = -1;
  private readonly expected: number;
  /** Those of {@link current}, until somebody comes or goes. */
  private known: ReadonlyArray<Member> | undefined;

  /** `expected` ranks, unless they say otherwise themselves. */
  constructor(expected: number) {
    this.expected = expected;
  }

  get(key: string): Member | undefined {
    return this.byKey.get(key);
  }

  /** The newest process of a rank, if it is another one than this. */
  othersOf(newcomer: RankProcess): Member | undefined {
    return this.byKey.has(processKey(newcomer)) ? undefined : this.newest.get(newcomer.rank);
  }

  /** A process says something: of one that is new, it takes the place of the one before of its rank. */
  add(newcomer: RankProcess, record: LiveRecord, nowUs: number): Member {
    const key = processKey(newcomer);
    const known = this.byKey.get(key);
    if (known === undefined || record.event === "proc.started" || record.event === "joined") this.known = undefined;
    const member = known ?? this.newMember(key, newcomer.rank);
    if (known === undefined) {
      this.byKey.set(key, member);
      this.newest.set(newcomer.rank, member);
    }
    member.heardUs = nowUs;
    if ((record.event === "proc.started" || record.event === "joined") && record.ranks !== undefined)
      member.ranks = record.ranks;
    if (record.event === "step.begin") member.begun = record.step;
    if (record.event === "step.end") {
      member.ended = record.step;
      this.furthestEnded = Math.max(this.furthestEnded, record.step);
    }
    return member;
  }

  private newMember(key: string, rank: number): Member {
    const none = { begun: -1, ended: -1, isSaving: false, isPlanned: false, isGone: false, heardUs: 0 };
    return { key, rank, ranks: this.expected, stage: "started", ...none };
  }

  isPast({ key }: Member): boolean {
    return this.past.has(key);
  }

  /** Those that are there now belong to the attempt that stopped. */
  retire(): void {
    this.known = undefined;
    for (const key of this.past) if (this.byKey.get(key)?.isGone === true) this.byKey.delete(key);
    this.past.clear();
    for (const member of this.newest.values()) {
      member.isSaving = false;
      member.isPlanned = false;
      this.past.add(member.key);
    }
  }

  /** Those of the attempt that stopped and are still there. */
  get remaining(): ReadonlyArray<Member> {
    return [...this.past].flatMap((key) => {
      const member = this.byKey.get(key);
      return member === undefined || member.isGone ? [] : [member];
    });
  }

  /** The processes of the attempt that is there now: the newest of each rank that did not belong to the last. */
  get current(): ReadonlyArray<Member> {
    this.known ??= this.currentNow();
    return this.known;
  }

  private currentNow(): ReadonlyArray<Member> {
    const members = [...this.newest.values()].filter((member) => !this.past.has(member.key));
    const { ranks } = this;
    return members.filter(({ rank }) => rank < ranks);
  }

  /** How many ranks there are, by the word of the newest process of the attempt that is there now. */
  get ranks(): number {
    let ranks = 0;
    for (const member of this.newest.values()) if (!this.past.has(member.key)) ranks = member.ranks;
    return ranks === 0 ? this.expected : ranks;
  }

  /** Whether any process of the attempt that is there now does this. */
  isAny(what: "isSaving" | "isPlanned"): boolean {
    return this.current.some((member) => member[what]);
  }

  /** Whether a process is of the attempt that is there now. */
  isCurrent(key: string): boolean {
    const member = this.byKey.get(key);
    return member !== undefined && !this.past.has(key) && this.newest.get(member.rank) === member;
  }

  /** Whether every rank has a process in the attempt that is there now, and each has come so far. */
  haveAllReached(stage: Stage): boolean {
    const { current } = this;
    const least = stages.indexOf(stage);
    return (
      current.length === this.ranks &&
      current.every((member) => !member.isGone && stages.indexOf(member.stage) >= least)
    );
  }
}
