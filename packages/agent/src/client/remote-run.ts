import type { Arrived } from "@ordeal/engine";
import { type JournalEvent, notifications } from "@ordeal/model";
import * as Schema from "effect/Schema";
import { call } from "./caller.ts";
import { type Link, LinkLost } from "./link.ts";

const decodeEvent = Schema.decodeUnknownOption(notifications.event.params);
const decodePaused = Schema.decodeUnknownOption(notifications["run.paused"].params);

interface Waiting {
  readonly isDone: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** One run of a remote agent: its events arrive in order and each once, also over a connection that was lost and came back. */
export class RemoteRun {
  readonly runId: string;
  readonly endUs: number;
  private readonly link: Link;
  private readonly onEvent: (event: JournalEvent) => void;
  private nextSeq = 0;
  private waiting: Array<Waiting> = [];
  private paced: { readonly rate: number; readonly untilUs: number } | undefined;
  private pausedAtUs = -1;
  private lost: Error | undefined;

  constructor(
    link: Link,
    { runId, endUs }: { readonly runId: string; readonly endUs: number },
    onEvent: RemoteRun["onEvent"],
  ) {
    this.link = link;
    this.runId = runId;
    this.endUs = endUs;
    this.onEvent = onEvent;
  }

  /** Subscribes from where it is. */
  async subscribe(isRepeatable = true): Promise<void> {
    const { runId, nextSeq } = this;
    const { missed } = await call(this.link, "events.subscribe", { runId, fromSeq: nextSeq }, isRepeatable);
    if (missed > 0) this.lose(`${missed} events of the run are gone: the agent keeps only so many`);
  }

  /** The connection, or the reading, was interrupted. If it is interrupted again, this is done again. */
  resume(): void {
    const { runId, paced } = this;
    const failed = (error: unknown) => {
      if (!(error instanceof LinkLost)) this.lose((error as Error).message);
    };
    this.subscribe(false).catch(failed);
    if (paced !== undefined) call(this.link, "run.pace", { runId, ...paced }, false).catch(failed);
  }

  hear(method: string, params: unknown): void {
    if (method === "event") this.hearEvent(params);
    else if (method === "run.paused") this.hearPaused(params);
    else if (method === "events.lagged") this.resume();
    else if (method === "run.closed") this.lose("the agent closed the run");
    this.settle();
  }

  private hearEvent(params: unknown): void {
    const decoded = decodeEvent(params);
    if (decoded._tag === "None") return this.lose("the agent sent an event that is none");
    const { seq, atUs, type, data } = decoded.value;
    // Those that were sent before the connection was lost, and again after it, are heard once.
    if (seq < this.nextSeq) return;
    if (seq > this.nextSeq) return this.lose(`events ${this.nextSeq} to ${seq - 1} of the run never came`);
    this.nextSeq++;
    this.onEvent({ seq, atUs, type, data } as JournalEvent);
  }

  private hearPaused(params: unknown): void {
    const decoded = decodePaused(params);
    if (decoded._tag === "Some") this.pausedAtUs = decoded.value.atUs;
  }

  async advance(untilUs: number): Promise<Arrived> {
    const { runId } = this;
    const { atUs, isOver, nextSeq } = await call(this.link, "run.advance", { runId, untilUs });
    await this.until(() => this.nextSeq >= nextSeq);
    return { atUs, isOver };
  }

  async pace(rate: number, untilUs: number): Promise<Arrived> {
    const { runId } = this;
    const goalUs = Math.min(untilUs, this.endUs);
    this.pausedAtUs = -1;
    this.paced = { rate, untilUs: goalUs };
    try {
      await call(this.link, "run.pace", { runId, rate, untilUs: goalUs });
      await this.until(() => this.pausedAtUs >= goalUs);
    } finally {
      this.paced = undefined;
    }
    // What was said up to here arrives before the answer to this.
    return this.advance(goalUs);
  }

  /** Waits until something has been heard. */
  private until(isDone: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ isDone, resolve, reject });
      this.settle();
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
