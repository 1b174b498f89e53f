import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  FACTS_FILE,
  type FaultSpec,
  type JournalEvent,
  type LabFact,
  type RunResult,
  type Scenario,
  type Snapshot,
  WatchedRun,
} from "@ordeal/model";
import type { Telemetry } from "@ordeal/simulator";
import type { BackendOptions, BackendRun, InjectedFault } from "../../backend/backend.ts";
import { Refused } from "../../backend/refused.ts";
import type { Lab } from "../lab/lab.ts";
import { nodeAddress } from "../lab/names.ts";
import type { LaunchedJob, Launcher, LauncherFact } from "../launchers/launcher.ts";
import { bootId } from "../machine/process.ts";
import { monotonicUs } from "./clock.ts";
import { EventFiles, type Recorded } from "./event-files.ts";
import { labFactOf } from "./lab-fact.ts";
import { RankWatch } from "./rank-watch.ts";
import { type RunFolders, runFolders } from "./run-folders.ts";
import { snapshotBefore } from "./snapshot-before.ts";
import { stepsBetween } from "./steps-between.ts";
import { Striker } from "./striker.ts";
import { Timetable } from "./timetable.ts";
import { unmeasured } from "./unmeasured.ts";
import { untilBegun } from "./until-begun.ts";
import { Untold } from "./untold.ts";

/** How often the ranks' files are read, and how long it takes at most until what was written can be read. */
const LOOK_MS = 50;
const SETTLE_US = 150_000;
/** How long one who asks waits at most until the run is there; then it is told how far it is. */
const WAIT_MS = 5_000;
/** How long a job may take to its first step, unless the lab's file says. */
const START_US = 120_000_000;

export interface LiveRunOptions extends BackendOptions {
  readonly lab: Lab;
  readonly launcher: Launcher;
  /** Which run of the agent it is. */
  readonly nth: number;
  /** Whether somebody would heal the lab if this process died. */
  readonly isGuarded: () => boolean;
  /** Resolves when the lab is free: the run before is gone. */
  readonly free: Promise<unknown>;
}

/** A real job under real faults. Its time is the machine's, and it is told as far as somebody asked for it. */
export class LiveRun implements BackendRun {
  private readonly options: LiveRunOptions;
  private readonly scenario: Scenario;
  private readonly watched: WatchedRun;
  private readonly timetable: Timetable;
  private readonly striker: Striker;
  private readonly files: EventFiles;
  private readonly folders: RunFolders;
  private readonly fromUs = monotonicUs();
  private readonly watch: RankWatch;
  private readonly jobNodes = new Set<number>();
  private readonly looking: NodeJS.Timeout;
  /** Begun, or why it cannot. */
  private readonly begun: Promise<void>;
  private readonly untold = new Untold();
  private job: LaunchedJob | undefined;
  private broken: Refused | undefined;
  private toldUs = 0;
  /** Up to where somebody asked to be told. */
  private askedUs = 0;
  private seq = 0;
  isClosed = false;
  /** Resolves when nothing of it is left in the lab. */
  gone: Promise<void> = Promise.resolve();

  constructor(scenario: Scenario, options: LiveRunOptions) {
    const { lab, launcher, nth, seed } = options;
    this.options = options;
    this.scenario = scenario;
    this.folders = runFolders(lab, nth);
    this.files = new EventFiles(this.folders.events);
    this.watched = new WatchedRun(scenario, {
      seed,
      ranks: scenario.job.nodes * scenario.cluster.cardsPerNode,
      launcher: launcher.name,
      onEvent: (event) => this.tell(event),
    });
    this.timetable = new Timetable(
      // The time since the run's start, by the machine.
      () => monotonicUs() - (this.watched.originUs ?? monotonicUs()),
      scenario.startsAt,
      (armed, id) => void this.striker.strike(armed, id),
    );
    this.watch = new RankWatch(lab, (fact) => this.note(fact));
    this.striker = new Striker({
      site: {
        ...{ lab, launcher, checkpoints: this.folders.checkpoints },
        ranks: () => this.watch.ranks,
        loadOf: (node, card) => this.watch.loadOf(node, card),
      },
      ...{ scenario, seed },
      addressOf: this.addressOf,
      jobNodes: () => this.jobNodes,
      onPlacement: (usable) => this.job?.place(usable),
      onFact: (fact) => this.note(fact),
      originUs: () => this.watched.originUs ?? 0,
    });
    this.note({ fact: "lab.clock", monotonicUs: monotonicUs(), bootId: bootId(), wallUs: Date.now() * 1_000 });
    this.begun = this.begin();
    // Whoever advances the run hears of it.
    this.begun.catch(() => {});
    this.looking = setInterval(() => this.look(), LOOK_MS);
  }

  private readonly addressOf = (node: number): string => nodeAddress(node, this.scenario.cluster.nodesPerSupernode);

  /** Starts the job, and waits until every rank is in its first step. */
  private async begin(): Promise<void> {
    const { lab, launcher, free } = this.options;
    await free;
    if (this.isClosed) return;
    try {
      this.job = await launcher.start({
        nodes: this.scenario.job.nodes,
        saveEvery: stepsBetween(this.scenario),
        ...{ ...this.folders, addressOf: this.addressOf },
        onFact: (fact) => this.launched(fact),
      });
    } catch (error) {
      throw this.fail((error as Error).message);
    }
    const reason = await untilBegun({
      job: this.job,
      withinUs: lab.parts.file.startWithin ?? START_US,
      hasBegun: () => this.hasBegun,
      isGivenUp: () => this.isClosed || this.broken !== undefined,
      processes: () => this.files.processes,
    });
    if (reason !== undefined) throw this.fail(reason);
    if (this.broken !== undefined) throw this.broken;
    if (!this.isClosed) this.timetable.begin();
  }

  private fail(reason: string): Refused {
    this.broken ??= new Refused("runBroke", `the job cannot be watched: ${reason}`);
    return this.broken;
  }

  private launched(fact: LauncherFact): void {
    if (fact.fact === "ended" && !this.hasBegun) this.fail(fact.reason);
    if (fact.fact === "assigned") this.jobNodes.add(fact.node);
    else if (fact.fact === "removed") this.jobNodes.delete(fact.node);
    const told = labFactOf(fact, this.addressOf);
    // The nodes on which it begins are no news.
    if (told !== undefined && (this.hasBegun || !told.fact.startsWith("node."))) this.note(told);
  }

  private note(fact: LabFact): void {
    appendFileSync(join(this.folders.facts, FACTS_FILE), `${JSON.stringify(fact)}\n`);
    this.untold.add({ atUs: fact.monotonicUs, fact });
  }

  private hear({ process, record }: Recorded): void {
    // Of a job that was there before, only who is there is of interest.
    if (record.monotonicUs < this.fromUs && !record.event.startsWith("proc.")) return;
    this.untold.add({ atUs: record.monotonicUs, process, record });
  }

  private look(): void {
    for (const recorded of this.files.read()) this.hear(recorded);
    this.striker.endWithProcesses();
    this.fold(Math.min(monotonicUs() - SETTLE_US, this.striker.toldUntilUs));
  }

  /** Tells what happened up to an instant, and not beyond what somebody asked for. */
  private fold(toUs: number): void {
    const untilUs = () => {
      const { originUs } = this.watched;
      return originUs === undefined ? toUs : Math.min(toUs, originUs + Math.min(this.askedUs, this.endUs));
    };
    // The run may begin with one of them.
    for (let next = this.untold.takeUntil(untilUs()); next !== undefined; next = this.untold.takeUntil(untilUs()))
      this.watched.see(next);
    const { originUs } = this.watched;
    if (originUs === undefined) return;
    this.watched.arrive(untilUs());
    this.toldUs = Math.max(this.toldUs, untilUs() - originUs);
    if (this.isOver) this.watched.end(originUs + this.endUs);
  }

  private tell(event: JournalEvent): void {
    this.seq = event.seq + 1;
    this.options.onEvent(event);
    this.timetable.see(event);
  }

  private get hasBegun(): boolean {
    return this.watched.originUs !== undefined;
  }

  get nowUs(): number {
    return this.toldUs;
  }

  get endUs(): number {
    return this.scenario.duration;
  }

  get isOver(): boolean {
    return this.toldUs >= this.endUs;
  }

  async inject(spec: FaultSpec, { id, ttlUs }: { readonly id: string; readonly ttlUs: number }): Promise<void> {
    this.refuseUnable(spec, id);
    const isNow = spec.at === undefined && spec.on === undefined && spec.every === undefined;
    if (!isNow) return this.timetable.arm({ id, spec, ttlUs });
    await this.begun;
    await this.striker.strike({ id, spec, ttlUs }, id);
  }

  /** A fault that never could strike is refused before anything is injected. */
  private refuseUnable(spec: FaultSpec, id: string): void {
    if (!this.options.isGuarded()) {
      throw new Refused(
        "unsupported",
        "the lab's guardian is gone, and takes no fault without it: start the agent again",
      );
    }
    const reason = this.striker.incapacity({ id, spec });
    if (reason !== undefined) throw new Refused("unsupported", reason);
  }

  async heal(faultIds: ReadonlyArray<string>): Promise<ReadonlyArray<string>> {
    const disarmed = faultIds.filter((id) => this.timetable.disarm(id));
    const healed = await this.striker.healInjected(faultIds);
    this.tellHealed(healed);
    return [...new Set([...disarmed, ...healed])];
  }

  /** Who healed them wants to hear of it now, also when the run is over, or goes on as far as nobody asked. */
  private tellHealed(faultIds: ReadonlyArray<string>): void {
    const { originUs } = this.watched;
    if (originUs === undefined) return;
    for (const faultId of faultIds) {
      this.untold.forgetEndOf(faultId);
      const atUs = originUs + this.toldUs;
      if (this.isOver) this.tell({ seq: this.seq, atUs: this.toldUs, type: "fault.ended", data: { faultId } });
      else this.watched.see({ atUs, fact: { fact: "fault.ended", monotonicUs: atUs, faultId } });
    }
  }

  injected(): ReadonlyArray<InjectedFault> {
    return [
      ...this.timetable.armed.map(({ id, spec }) => ({ faultId: id, scriptId: id, kind: spec.kind, sinceUs: null })),
      ...this.striker.faults.map(({ id, scriptId, kind, sinceUs }) => ({ faultId: id, scriptId, kind, sinceUs })),
    ];
  }

  get injectedCount(): number {
    return this.injected().length;
  }

  async advance(untilUs: number): Promise<void> {
    const goalUs = Math.min(untilUs, this.endUs);
    this.askedUs = Math.max(this.askedUs, goalUs);
    const endMs = performance.now() + WAIT_MS;
    await Promise.race([this.begun, sleep(WAIT_MS)]);
    while (this.toldUs < goalUs && performance.now() < endMs) {
      if (this.isClosed || this.broken !== undefined)
        throw this.broken ?? new Refused("unknownRun", "the run was closed");
      await sleep(Math.min(LOOK_MS, Math.max(1, (goalUs - this.toldUs) / 1_000)));
    }
  }

  async pace(rate: number, untilUs: number): Promise<boolean> {
    if (rate === 0) return false;
    if (rate !== 1) {
      throw new Refused("invalidParams", `a real job runs in real time: expected a rate of 1 or 0, found ${rate}`);
    }
    await this.advance(untilUs);
    return true;
  }

  snapshot(): Snapshot {
    return this.hasBegun ? this.watched.snapshot() : snapshotBefore(this.scenario);
  }

  result(): RunResult {
    if (!this.hasBegun) throw this.broken ?? new Refused("tooMany", "the job is not in its first step yet: ask again");
    const { result, violations, doubts } = this.watched.result();
    return { ...result, violations, doubts };
  }

  telemetry(): Telemetry {
    return unmeasured(this.scenario);
  }

  close(reason: Error): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.broken ??= new Refused("unknownRun", reason.message);
    clearInterval(this.looking);
    this.timetable.stop();
    this.watch.stop();
    this.gone = this.end();
  }

  private async end(): Promise<void> {
    await this.striker.stop();
    await this.begun.catch(() => {});
    await this.job?.stop();
    this.files.close();
  }
}
