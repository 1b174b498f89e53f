import {
  type AnyEvent,
  type Evidence,
  type Experiment,
  type JournalEvent,
  type ListedFault,
  PROTOCOL_VERSION,
  type Result,
  type RunResult,
  type Snapshot,
} from "@ordeal/model";
import type { AgentRun, Arrived } from "../agent.ts";
import { injectionsOf } from "../injection.ts";
import { contradictions } from "./arithmetic.ts";
import { SnapshotCheck } from "./snapshot-check.ts";
import { Strikes } from "./strikes.ts";
import { Tally } from "./tally.ts";
import { Unfound } from "./unfound.ts";

/** How many contradictions are told: one lie makes many. */
const TOLD_MAX = 3;

/** Why what the agent described is of no use; `undefined` when it is. */
export const notOurs = ({ protocol }: Result<"agent.describe">): string | undefined =>
  protocol === PROTOCOL_VERSION
    ? undefined
    : `it speaks version ${protocol} of the protocol, and this engine version ${PROTOCOL_VERSION}`;

export interface AuditOptions {
  readonly isFed?: boolean;
  readonly isOurs: boolean;
  readonly isMeasured?: boolean;
}

/**
 * Holds what an agent says of a run against what was asked for, and against what it said before. Every method returns what
 * cannot be so.
 */
export class Audit {
  readonly strikes: Strikes;
  private readonly experiment: Experiment;
  private readonly isOurs: boolean;
  private readonly isMeasured: boolean;
  private readonly tally: Tally;
  private readonly snapshotCheck: SnapshotCheck;
  private readonly unfound = new Unfound();
  private seq = 0;
  private nowUs = 0;
  /** How far the run was let go on. */
  private untilUs = 0;
  private hasEnded = false;

  /**
   * `isOurs`: the agent is this process, and its word is ours; only what struck and who ended it is followed then.
   * `isMeasured`: time passes by itself there, and nothing takes exactly as long as an experiment says.
   */
  constructor(experiment: Experiment, { isFed = false, isOurs, isMeasured = false }: AuditOptions) {
    const { duration: endUs, startsAt } = experiment;
    this.experiment = experiment;
    this.isOurs = isOurs;
    this.isMeasured = isMeasured;
    this.tally = new Tally(experiment);
    const { cluster, job } = experiment;
    this.snapshotCheck = new SnapshotCheck(
      this.tally,
      (job.nodes * cluster.cardsPerNode) / (job.cardsPerReplica ?? cluster.cardsPerNode),
    );
    this.strikes = new Strikes({ injections: injectionsOf(experiment), startsAt, endUs, isFed, isMeasured });
  }

  opened({ endUs, seed }: Pick<AgentRun, "endUs" | "seed">): string | undefined {
    if (this.isOurs) return undefined;
    const { duration, seed: asked } = this.experiment;
    if (seed !== asked) return `it opened the run with seed ${seed}, not ${asked}`;
    return endUs === duration ? undefined : `it opened a run that ends at ${endUs} µs, not at ${duration} µs`;
  }

  see(event: JournalEvent): string | undefined {
    const { seq, atUs, type } = event;
    this.unfound.see(event as unknown as AnyEvent);
    if (this.isOurs) {
      this.strikes.see(event as unknown as AnyEvent);
      return undefined;
    }
    if (seq !== this.seq) return `event ${seq} came in the place of event ${this.seq}`;
    this.seq++;
    if (atUs < this.nowUs || atUs > this.untilUs)
      return `event ${seq} (${type}) is at ${atUs} µs, outside of ${this.nowUs} to ${this.untilUs} µs`;
    this.nowUs = atUs;
    if ((type === "run.started") !== (seq === 0)) return `event ${seq} is ${type}`;
    const told = event as unknown as AnyEvent;
    if (this.isMeasured) {
      this.hasEnded ||= told.type === "run.ended";
      return this.start(told) ?? this.strikes.see(told);
    }
    this.snapshotCheck.see(told);
    return this.start(told) ?? this.tally.see(told) ?? this.strikes.see(told);
  }

  private start(event: AnyEvent): string | undefined {
    if (event.type !== "run.started") return undefined;
    const { seed, duration, job } = this.experiment;
    const { data } = event;
    const isOurs =
      event.atUs === 0 &&
      data.seed === seed &&
      data.durationUs === duration &&
      data.jobNodes === job.nodes &&
      data.stepUs === job.step;
    return isOurs ? undefined : "the run that began is not the one of the experiment";
  }

  /** What there is to say, by the journal, of the faults that were injected, and of those that nobody found. */
  get evidence(): Omit<Evidence, "isJudged" | "scripted"> {
    const { strikes, unfound, isMeasured } = this;
    const { struck, missed, idle } = strikes.evidence;
    // What a fault changes shows in how long things take, of which a real job's events say nothing.
    return { struck, missed, idle: isMeasured ? [] : idle, unfound: unfound.corruptions, hung: unfound.hung };
  }

  /** The run is let go on up to an instant. */
  letGoTo(untilUs: number): void {
    this.untilUs = untilUs;
  }

  arrived({ atUs, isOver }: Arrived, endUs: number): string | undefined {
    if (this.isOurs) return undefined;
    if (atUs !== this.untilUs) return `it says that the run is at ${atUs} µs, and it was to go to ${this.untilUs} µs`;
    // What a real job did is known only some time after it, and told as of when it was.
    if (!this.isMeasured) this.nowUs = atUs;
    return isOver === atUs >= endUs ? undefined : `it says that the run is ${isOver ? "" : "not "}over at ${atUs} µs`;
  }

  /** What cannot be so about a look at the run, where it has arrived. */
  saw(snapshot: Snapshot, isOver: boolean): string | undefined {
    if (this.isOurs) return undefined;
    if (!this.isMeasured) return this.snapshotCheck.against(snapshot, this.nowUs, isOver)[0];
    return notWhole(snapshot.ledgerUs, snapshot.atUs)[0];
  }

  /** What cannot be so about a run's result, at the instant up to which it was observed. */
  result(result: RunResult, untilUs: number): ReadonlyArray<string> {
    if (this.isOurs) return [];
    const { strikes, experiment } = this;
    const wrong: Array<string> = [];
    if (result.seed !== experiment.seed) wrong.push(`its result is of seed ${result.seed}, not ${experiment.seed}`);
    if (result.wallUs !== untilUs) wrong.push(`its result is of ${result.wallUs} µs, the run was at ${untilUs} µs`);
    const hasEnded = this.isMeasured ? this.hasEnded : this.tally.isOver;
    if (untilUs >= experiment.duration && !hasEnded) wrong.push("it never said that the run ended");
    if (this.isMeasured) wrong.push(...notWhole(result.ledgerUs, result.wallUs));
    else wrong.push(...this.tally.against(result), ...contradictions(result, experiment));
    for (const id of strikes.overstaying(untilUs)) wrong.push(`fault ${id} never ended, although its time was over`);
    return wrong.length > TOLD_MAX
      ? [...wrong.slice(0, TOLD_MAX), `and ${wrong.length - TOLD_MAX} contradictions more`]
      : wrong;
  }

  /** What others did to the injected faults, or left undone, in a run that was observed up to an instant. */
  outside(untilUs: number): ReadonlyArray<string> {
    if (this.isOurs) return [];
    const { strikes } = this;
    const overdue = strikes.overdue(untilUs);
    const disarmed = `these faults had to strike and did not, so the agent never took them, or somebody else disarmed them: ${named(overdue)}`;
    const ended = `these faults were ended from outside: ${named(strikes.endedByOthers)}`;
    return [...(overdue.length > 0 ? [disarmed] : []), ...(strikes.endedByOthers.length > 0 ? [ended] : [])];
  }

  /** Faults that are there as far as events tell. */
  get notEnded(): ReadonlyArray<string> {
    return this.isOurs ? [] : this.strikes.stillActive;
  }

  listed(faults: ReadonlyArray<ListedFault>): ReadonlyArray<string> {
    if (this.isOurs) return [];
    return this.strikes.against(faults).slice(0, TOLD_MAX);
  }
}

/** What is wrong with a ledger: its buckets sum to the wall time, and none is less than nothing. */
const notWhole = (ledgerUs: RunResult["ledgerUs"], wallUs: number): ReadonlyArray<string> => {
  const sumUs = Object.values(ledgerUs).reduce((sum, us) => sum + us, 0);
  const wrong = sumUs === wallUs ? [] : [`its ledger comes to ${sumUs} µs, and the run to ${wallUs} µs`];
  return Object.values(ledgerUs).some((us) => us < 0)
    ? [...wrong, "a bucket of its ledger is less than nothing"]
    : wrong;
};

const NAMED_MAX = 5;

const named = (ids: ReadonlyArray<string>): string =>
  `${ids.slice(0, NAMED_MAX).join(", ")}${ids.length > NAMED_MAX ? ` and ${ids.length - NAMED_MAX} more` : ""}`;
