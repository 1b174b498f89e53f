import type { AnyEvent, ListedFault, Result, Snapshot } from "@ordeal/model";
import { ClusterState } from "./cluster-state.ts";
import { Link, Refusal } from "./link.ts";

const SNAPSHOT_MS = 500;
const READINGS_MS = 1_000;
const RENEW_MS = 2_500;
/** How often panels are told of changes; the canvas follows every event. */
const TELL_MS = 200;
const LOG_MAX = 2_000;

/** Told of a problem until the next one, or until something goes well. */
export interface Note {
  readonly isProblem: boolean;
  readonly text: string;
}

/** What is injected: as people write it in a file. */
export type WrittenFault = Readonly<Record<string, unknown>>;

/** One agent as the page knows it: its runs, the run that is looked at, and what can be done to it. */
export class Session {
  connection: "connecting" | "open" | "lost" = "connecting";
  lostWhy = "";
  agent: Result<"agent.describe"> | undefined;
  runId: string | undefined;
  state: ClusterState | undefined;
  snapshot: Snapshot | undefined;
  faults: ReadonlyArray<ListedFault> = [];
  readonly log: Array<AnyEvent> = [];
  note: Note | undefined;
  rate = 0;
  /** Events that were said before this page could hear them. */
  missed = 0;
  /** Told of every change of the cluster, at once: who draws it waits for the next frame by itself. */
  onCluster: (arrivedMs: number) => void = () => {};
  private readonly link: Link;
  private readonly hearers = new Set<() => void>();
  private readonly leases = new Set<string>();
  private nextSeq = 0;
  private telling: ReturnType<typeof setTimeout> | undefined;
  private readingsMs = 0;

  constructor(url: string) {
    this.link = new Link(url, {
      onOpen: () => void this.attend(() => this.opened()),
      onLost: (why) => {
        this.connection = "lost";
        this.lostWhy = why;
        this.tell();
      },
      onNotification: (method, params) => this.hear(method, params),
    });
  }

  start(): void {
    this.link.connect();
    setInterval(() => void this.look(), SNAPSHOT_MS);
    setInterval(() => void this.renew(), RENEW_MS);
  }

  /** Calls back after changes, several times a second at most. Returns what ends that. */
  subscribe(hearer: () => void): () => void {
    this.hearers.add(hearer);
    return () => this.hearers.delete(hearer);
  }

  async open(experiment: unknown): Promise<void> {
    await this.attend(async () => {
      const { runId } = await this.link.call<Result<"run.open">>("run.open", { experiment });
      await this.describe();
      await this.watch(runId);
    });
  }

  async choose(runId: string): Promise<void> {
    await this.attend(() => this.watch(runId));
  }

  async close(): Promise<void> {
    const { runId } = this;
    if (runId === undefined) return;
    await this.attend(async () => {
      await this.link.call("run.close", { runId });
      this.leave();
      await this.describe();
    });
  }

  async inject(fault: WrittenFault, leaseMs: number): Promise<boolean> {
    const { runId } = this;
    if (runId === undefined) return false;
    return this.attend(async () => {
      const { faultId, lease } = await this.link.call<Result<"fault.inject">>("fault.inject", {
        runId,
        fault,
        leaseMs,
      });
      this.leases.add(lease);
      this.note = { isProblem: false, text: `${faultId} is injected; this page keeps it alive` };
      await this.look();
    });
  }

  async heal(faultId: string): Promise<void> {
    const { runId } = this;
    await this.attend(async () => {
      await this.link.call("fault.heal", { runId, faultId: faultId.replace(/#\d+$/, "") });
      this.note = { isProblem: false, text: `${faultId} is healed` };
      await this.look();
    });
  }

  async halt(lift: boolean): Promise<void> {
    await this.attend(async () => {
      const { healed } = await this.link.call<Result<"agent.halt">>("agent.halt", lift ? { lift: true } : {});
      this.note = {
        isProblem: false,
        text: lift
          ? "the agent takes faults again"
          : `halted: ${healed.length} fault${healed.length === 1 ? "" : "s"} healed, and none is taken`,
      };
      await this.describe();
      await this.look();
    });
  }

  async pace(rate: number): Promise<void> {
    await this.attend(async () => {
      await this.link.call("run.pace", { runId: this.runId, rate });
      this.rate = rate;
    });
  }

  async advance(us: number): Promise<void> {
    const { snapshot, state } = this;
    if (snapshot === undefined || state === undefined) return;
    await this.attend(async () => {
      const untilUs = Math.min(state.shape.endUs, snapshot.atUs + us);
      await this.link.call("run.advance", { runId: this.runId, untilUs });
      await this.look();
    });
  }

  /** Does something; what keeps it from being done is told. */
  private async attend(act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      this.note = { isProblem: true, text: error instanceof Error ? error.message : String(error) };
      return false;
    } finally {
      this.tell();
    }
  }

  private async opened(): Promise<void> {
    this.connection = "open";
    await this.describe();
    const known = this.agent?.runs.find(({ runId }) => runId === this.runId);
    if (known !== undefined) return this.watch(known.runId, this.nextSeq);
    if (this.runId !== undefined) {
      this.note = { isProblem: true, text: `the run ${this.runId} is gone: the agent was started anew, or closed it` };
      this.leave();
    }
    const first = this.agent?.runs[0];
    if (first !== undefined) await this.watch(first.runId);
  }

  private async describe(): Promise<void> {
    this.agent = await this.link.call<Result<"agent.describe">>("agent.describe");
  }

  /** Follows a run: its events from the beginning, as far as the agent still has them. */
  private async watch(runId: string, fromSeq = 0): Promise<void> {
    if (this.runId !== undefined && this.runId !== runId)
      await this.link.call("events.unsubscribe", { runId: this.runId }).catch(() => {});
    if (fromSeq === 0 || this.runId !== runId) {
      const shape = await this.link.call<Result<"run.cluster">>("run.cluster", { runId });
      this.leave();
      this.runId = runId;
      this.state = new ClusterState(shape);
    }
    const { missed } = await this.link.call<Result<"events.subscribe">>("events.subscribe", {
      runId,
      fromSeq: this.nextSeq,
    });
    this.missed += missed;
    this.readingsMs = 0;
    await this.look();
    this.onCluster(performance.now());
  }

  private leave(): void {
    this.runId = undefined;
    this.state = undefined;
    this.snapshot = undefined;
    this.faults = [];
    this.log.length = 0;
    this.nextSeq = 0;
    this.missed = 0;
    this.rate = 0;
  }

  private hear(method: string, params: Readonly<Record<string, unknown>>): void {
    if (params.runId !== undefined && params.runId !== this.runId) return;
    switch (method) {
      case "event": {
        const event = params as unknown as AnyEvent;
        this.nextSeq = event.seq + 1;
        this.state?.see(event);
        this.log.push(event);
        if (this.log.length > 2 * LOG_MAX) this.log.splice(0, this.log.length - LOG_MAX);
        this.onCluster(performance.now());
        break;
      }
      case "events.lagged":
        this.nextSeq = Number(params.nextSeq);
        void this.attend(() => this.watch(this.runId ?? "", this.nextSeq));
        break;
      case "run.paused":
        this.rate = 0;
        void this.look();
        break;
      case "run.closed":
        this.note = { isProblem: true, text: `the run is closed: ${String(params.reason)}` };
        this.leave();
        void this.attend(() => this.describe());
        break;
      case "lease.expired":
        this.leases.delete(String(params.lease));
        break;
    }
    this.tell();
  }

  /** Looks at the run: what the job does, what is injected, and now and then at its sensors. */
  private async look(): Promise<void> {
    const { runId } = this;
    if (this.connection !== "open" || runId === undefined) return;
    try {
      const [snapshot, { faults }] = await Promise.all([
        this.link.call<Snapshot>("run.snapshot", { runId }),
        this.link.call<Result<"fault.list">>("fault.list", { runId }),
      ]);
      if (this.runId !== runId) return;
      this.snapshot = snapshot;
      this.faults = faults;
      const nowMs = performance.now();
      if (nowMs - this.readingsMs >= READINGS_MS) {
        this.readingsMs = nowMs;
        this.state?.read(await this.link.call<Result<"run.readings">>("run.readings", { runId }));
        if ((this.state?.dirty.size ?? 0) > 0) this.onCluster(nowMs);
      }
    } catch (error) {
      if (error instanceof Refusal) this.note = { isProblem: true, text: error.message };
    }
    this.tell();
  }

  private async renew(): Promise<void> {
    for (const lease of this.leases)
      await this.link.call("lease.renew", { lease }).catch((error) => {
        if (error instanceof Refusal) this.leases.delete(lease);
      });
  }

  private tell(): void {
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      for (const hearer of this.hearers) hearer();
    }, TELL_MS);
  }
}
