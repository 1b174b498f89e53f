import type { Arrived } from "@ordeal/engine";
import { type JournalEvent, notifications, type Result, type Snapshot } from "@ordeal/model";
import * as Schema from "effect/Schema";
import { call } from "./caller.ts";
import { type Link, LinkLost } from "./link.ts";
import { unlessQuiet } from "./quiet.ts";
import { readEvent } from "./read-event.ts";

const decodePaused = Schema.decodeUnknownOption(notifications["run.paused"].params);

/** How often a run is looked at again because something was heard meanwhile; a run that nobody lets go on is quiet. */
const LOOKS_MAX = 8;

interface Waiting {
  readonly isDone: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

type OpenedRun = Result<"run.open"> & {
  /** Whether time goes by itself there. */
  readonly isRealTime: boolean;
};

/** One run of a remote agent: its events arrive in order and each once, also over a connection that was lost and came back. */
export class RemoteRun {
  readonly runId: string;
  readonly endUs: number;
  readonly seed: number;
  private readonly link: Link;
  private readonly isRealTime: boolean;
  private readonly onEvent: (event: JournalEvent) => void;
  private nextSeq = 0;
  private atUs = 0;
  private waiting: Array<Waiting> = [];
  private paced: { readonly rate: number; readonly untilUs: number } | undefined;
  private pausedAtUs = -1;
  private lost: Error | undefined;
  /** When an event was heard last that was later than those before it: while there are some, the run goes on. */
  private heardMs = 0;
  private heardUs = -1;
  /** Whether it is being subscribed to again, and has to be once more after that. */
  private resuming: "no" | "once" | "again" = "no";

  constructor(link: Link, { runId, endUs, seed, isRealTime }: OpenedRun, onEvent: RemoteRun["onEvent"]) {
    this.link = link;
    this.isRealTime = isRealTime;
    this.runId = runId;
    this.endUs = endUs;
    this.seed = seed;
    this.onEvent = onEvent;
  }

  /** Subscribes from where it is. Returns the number of the next event that the agent will say. */
  async subscribe(isRepeatable = true): Promise<number> {
    const { runId, nextSeq: fromSeq } = this;
    const { missed, nextSeq } = await call(this.link, "events.subscribe", { runId, fromSeq }, { isRepeatable });
    if (missed > 0) this.lose(`${missed} events of the run are gone: the agent keeps only so many`);
    return nextSeq;
  }

  /** The connection, or the reading, was interrupted. If it is interrupted again, this is done again. */
  async resume(): Promise<void> {
    const { runId, paced } = this;
    try {
      await this.subscribe(false);
      if (paced !== undefined) await call(this.link, "run.pace", { runId, ...paced }, { isRepeatable: false });
    } catch (error) {
      if (!(error instanceof LinkLost)) this.lose((error as Error).message);
    }
  }

  /** The agent sends no more, for this reads too slowly. However often it says so, it is asked once at a time. */
  private async readOn(): Promise<void> {
    if (this.resuming !== "no") {
      this.resuming = "again";
      return;
    }
    do {
      this.resuming = "once";
      await this.resume();
    } while ((this.resuming as string) === "again" && this.lost === undefined);
    this.resuming = "no";
  }

  /** Waits until everything was heard that the agent has said by now; not where events are lost anyway. */
  async catchUp(): Promise<void> {
    if (this.lost === undefined) await this.hearUpTo(await this.subscribe());
  }

  hear(method: string, params: unknown): void {
    if (this.lost === undefined) {
      if (method === "event") this.hearEvent(params);
      else if (method === "run.paused") this.hearPaused(params);
      else if (method === "events.lagged") void this.readOn();
      else if (method === "run.closed") this.lose("the agent closed the run");
    }
    this.settle();
  }

  private hearEvent(params: unknown): void {
    const event = readEvent(params);
    if (typeof event === "string") return this.lose(event);
    const { seq } = event;
    // Those that were sent before the connection was lost, and again after it, are heard once.
    if (seq < this.nextSeq) return;
    if (seq > this.nextSeq) return this.lose(this.missing(seq));
    this.nextSeq++;
    if (event.atUs > this.heardUs) this.heardMs = performance.now();
    this.heardUs = Math.max(this.heardUs, event.atUs);
    this.onEvent(event);
  }

  private hearPaused(params: unknown): void {
    const decoded = decodePaused(params);
    if (decoded._tag === "Some") this.pausedAtUs = decoded.value.atUs;
  }

  async advance(untilUs: number): Promise<Arrived> {
    const { runId } = this;
    const asked = { heardMs: () => this.heardMs };
    for (;;) {
      const { atUs, isOver, nextSeq } = await call(this.link, "run.advance", { runId, untilUs }, asked);
      await this.hearUpTo(nextSeq);
      this.atUs = atUs;
      // Where time is real it is waited for, a while at a time, so that silence tells that nobody is there any more.
      if (!this.isRealTime || isOver || atUs >= untilUs) return { atUs, isOver };
    }
  }

  async pace(rate: number, untilUs: number): Promise<Arrived> {
    const { runId } = this;
    if (this.isRealTime && rate === 1) return this.advance(Math.min(untilUs, this.endUs));
    const goalUs = Math.min(untilUs, this.endUs);
    this.pausedAtUs = -1;
    this.paced = { rate, untilUs: goalUs };
    try {
      await call(this.link, "run.pace", { runId, rate, untilUs: goalUs });
      const takesMs = (goalUs - this.atUs) / rate / 1_000;
      await this.until(
        () => this.pausedAtUs >= goalUs,
        takesMs,
        () => `the run did not come to ${goalUs} µs in time`,
      );
    } finally {
      this.paced = undefined;
    }
    // What was said up to here arrives before the answer to this.
    return this.advance(goalUs);
  }

  /**
   * How the run is after everything that was heard of it. Where a fault is ended from outside, or its lease ends, while the
   * answer is on its way, what is heard right after the answer is read together with it: then the run is looked at again.
   */
  async look(): Promise<Snapshot> {
    for (let look = 1; ; look++) {
      const { nextSeq } = this;
      const snapshot = await call(this.link, "run.snapshot", { runId: this.runId });
      if (this.nextSeq === nextSeq || look === LOOKS_MAX) return snapshot;
    }
  }

  private hearUpTo(nextSeq: number): Promise<void> {
    return this.until(
      () => this.nextSeq >= nextSeq,
      0,
      () => this.missing(nextSeq),
    );
  }

  private missing(nextSeq: number): string {
    const { nextSeq: first } = this;
    return `${first === nextSeq - 1 ? `event ${first}` : `events ${first} to ${nextSeq - 1}`} of the run never came`;
  }

  /** Waits until something has been heard; not longer than an answer may take after what it takes and the last event. */
  private until(isDone: () => boolean, takesMs: number, missing: () => string): Promise<void> {
    const heard = new Promise<void>((resolve, reject) => {
      this.waiting.push({ isDone, resolve, reject });
      this.settle();
    });
    return unlessQuiet(heard, {
      quietMs: takesMs + this.link.answerMs,
      heardMs: () => this.heardMs,
      reject: () => {
        this.lose(missing());
        return this.lost as Error;
      },
    });
  }

  private settle(): void {
    const { lost, waiting } = this;
    if (waiting.length === 0) return;
    this.waiting = waiting.filter((one) => lost === undefined && !one.isDone());
    for (const one of waiting) {
      if (this.waiting.includes(one)) continue;
      if (one.isDone()) one.resolve();
      else one.reject(lost as Error);
    }
  }

  /** Nothing more will come: whoever waits is told. */
  lose(reason: string): void {
    this.lost ??= new LinkLost(reason);
    this.settle();
  }
}
