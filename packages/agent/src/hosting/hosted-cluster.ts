import {
  type Experiment,
  type JournalEvent,
  type ListedFault,
  limits,
  PROTOCOL_VERSION,
  type Result,
  type Scenario,
} from "@ordeal/model";
import type { AgentBackend, BackendRun } from "../backend/backend.ts";
import { Refused } from "../backend/refused.ts";
import { bounds } from "./bounds.ts";
import { type ExpiredLease, healExpired } from "./expired.ts";
import { HostedRun, type InjectRequest } from "./hosted-run.ts";
import { type Holder, type Lease, Leases } from "./leases.ts";

export interface HostingOptions<Run extends BackendRun> {
  readonly backend: AgentBackend<Run>;
  /** The agent's clock, in milliseconds; it never goes back. */
  readonly nowMs: () => number;
  /** Gives ids that nobody can guess. */
  readonly newId: () => string;
  readonly version: string;
  /** How long a lease lasts that says nothing of it. */
  readonly leaseMs?: number;
}

export interface OpenRequest {
  readonly runId?: string;
  readonly experiment: Pick<Experiment, "title"> & Scenario;
  readonly seed: number;
  readonly onEvent: (event: JournalEvent) => void;
}

/**
 * A cluster behind the protocol, whatever it is: several runs at once, the faults injected into them, the leases that
 * keep those alive, and what all of it is bounded by. It has no clock of its own and no socket; refusals are
 * {@link Refused}.
 */
export class HostedCluster<Run extends BackendRun = BackendRun> {
  readonly backend: AgentBackend<Run>;
  private readonly options: HostingOptions<Run>;
  private readonly runs = new Map<string, HostedRun<Run>>();
  private readonly leases: Leases;
  private opened = 0;
  isHalted = false;

  constructor(options: HostingOptions<Run>) {
    this.options = options;
    this.backend = options.backend;
    this.leases = new Leases(options.newId);
  }

  describe(): Result<"agent.describe"> {
    const { about } = this.backend;
    return {
      ...about,
      version: this.options.version,
      protocol: PROTOCOL_VERSION,
      halted: this.isHalted,
      runs: this.list().map(({ id, title, backend }) => ({
        runId: id,
        title: title.slice(0, bounds.titleCharacters),
        atUs: backend.nowUs,
      })),
    };
  }

  /** Every open run, in the order in which they were opened. */
  list(): ReadonlyArray<HostedRun<Run>> {
    return [...this.runs.values()];
  }

  /** How many injected faults are armed or active. */
  get faultsCount(): number {
    let count = 0;
    for (const { backend } of this.runs.values()) count += backend.injectedCount;
    return count;
  }

  open({ runId, experiment, seed, onEvent }: OpenRequest, holder: Holder): HostedRun<Run> {
    const id = runId ?? this.nextRunId();
    if (this.runs.has(id)) throw new Refused("runExists", `run ${id} is open`);
    if (this.runsOf(holder).length >= bounds.runsOfClient) {
      throw new Refused(
        "tooMany",
        `expected at most ${bounds.runsOfClient} open runs of a client: close one with run.close`,
      );
    }
    if (experiment.faults.length > 0) {
      throw new Refused(
        "invalidParams",
        "expected an experiment without faults: inject them with fault.inject, on a lease",
      );
    }
    if (this.runs.size >= bounds.runs && !this.makeRoom()) {
      throw new Refused("tooMany", `expected at most ${bounds.runs} open runs of all clients`);
    }
    const backend = this.backend.open(experiment, { seed, onEvent });
    const nowMs = this.options.nowMs();
    const run = new HostedRun({ id, title: experiment.title, scenario: experiment, seed, backend, nowMs }, holder);
    this.runs.set(id, run);
    return run;
  }

  private nextRunId(): string {
    for (;;) {
      const id = `run-${++this.opened}`;
      if (!this.runs.has(id)) return id;
    }
  }

  private runsOf(holder: Holder): ReadonlyArray<HostedRun<Run>> {
    return this.list().filter((run) => run.holder === holder);
  }

  /** Where there is no room, a run that is nobody's is closed before its time. Whether there was one. */
  private makeRoom(): boolean {
    const [run] = this.list()
      .filter(({ holder }) => holder === undefined)
      .sort((a, b) => a.usedMs - b.usedMs);
    if (run === undefined) return false;
    // Its heals, where they take time, go on behind it.
    void this.close(run.id).catch(() => {});
    this.onClosed(run.id, "nobody held it, and others needed the room");
    return true;
  }

  /** Who is told of runs that are closed though nobody asked for it. */
  onClosed: (runId: string, reason: string) => void = () => {};

  /** An open run, which its user holds from now on. */
  run(runId: string, holder: Holder): HostedRun<Run> {
    const run = this.runs.get(runId);
    if (run === undefined) throw new Refused("unknownRun", `there is no run ${runId}`);
    run.holder = holder;
    run.usedMs = this.options.nowMs();
    return run;
  }

  /** Heals a run's faults and forgets it. Returns what was healed; of a run that is gone, nothing. */
  async close(runId: string): Promise<ReadonlyArray<string>> {
    const run = this.runs.get(runId);
    if (run === undefined) return [];
    this.runs.delete(runId);
    run.isClosed = true;
    try {
      return await run.healAll();
    } finally {
      this.end(run, new Refused("unknownRun", `run ${runId} was closed`));
    }
  }

  /** Forgets a run that broke: there is nothing in it any more that could be healed. */
  forget(run: HostedRun<Run>, reason: Error): void {
    if (this.runs.get(run.id) === run) this.runs.delete(run.id);
    run.isClosed = true;
    this.end(run, reason);
  }

  private end(run: HostedRun<Run>, reason: Error): void {
    this.leases.forget(run);
    run.backend.close(reason);
  }

  async inject(
    run: HostedRun<Run>,
    request: InjectRequest & { readonly lease?: string; readonly leaseMs?: number },
    holder: Holder,
  ): Promise<Lease> {
    if (this.isHalted) throw halted();
    const known = run.leaseOf(request);
    if (known !== undefined) return this.keepAlive(run, request, known, holder);
    run.refuseUnfit(request);
    this.refuseTooMany(holder);
    const lease = this.leaseFor(request, holder);
    this.leases.keep(lease, run, request.faultId);
    try {
      await run.inject(request, lease);
    } catch (error) {
      this.leases.letGo(lease, run, request.faultId);
      throw error;
    }
    const refusal = this.isHalted ? halted() : this.isGone(run, lease) ? expired() : undefined;
    if (refusal === undefined) return lease;
    // While it was being injected, whatever would have healed it came and went.
    await run.backend.heal([request.faultId]);
    throw refusal;
  }

  private isGone(run: HostedRun<Run>, lease: Lease): boolean {
    return run.isClosed || this.leases.find(lease.id, Number.NEGATIVE_INFINITY) === undefined;
  }

  /**
   * The same fault asked for again is not injected again, only kept alive: by the lease it is asked for with, else by its
   * own, else by a new one.
   */
  private keepAlive(
    run: HostedRun<Run>,
    {
      faultId,
      lease: asked,
      leaseMs,
    }: { readonly faultId: string; readonly lease?: string; readonly leaseMs?: number },
    known: Lease,
    holder: Holder,
  ): Lease {
    const nowMs = this.options.nowMs();
    const own = asked === undefined && leaseMs === undefined ? this.leases.renew(known.id, holder, nowMs) : undefined;
    if (own !== undefined) return own;
    if (asked === known.id) return this.renew(asked, holder);
    if (asked !== undefined) this.renew(asked, holder);
    // One that it holds itself goes first, so that whoever has as many as it may can still change one.
    const isOwn = known.holder === holder;
    if (isOwn) this.leases.letGo(known, run, faultId);
    const lease = this.leaseFor({ lease: asked, leaseMs }, holder);
    if (!isOwn) this.leases.letGo(known, run, faultId);
    this.leases.keep(lease, run, faultId);
    run.move(faultId, lease);
    return lease;
  }

  private leaseFor(
    { lease, leaseMs }: { readonly lease?: string | undefined; readonly leaseMs?: number | undefined },
    holder: Holder,
  ): Lease {
    if (lease !== undefined) return this.renew(lease, holder);
    return this.leases.grant(leaseMs ?? this.options.leaseMs ?? limits.leaseMs, holder, this.options.nowMs());
  }

  /** One client's faults are bounded, and so are those of all. */
  private refuseTooMany(holder: Holder): void {
    const sum = (runs: ReadonlyArray<HostedRun<Run>>) => runs.reduce((total, run) => total + run.faultsTotal, 0);
    const own = this.runsOf(holder);
    if (sum(own) >= bounds.faultsOfClient) {
      throw new Refused("tooMany", `expected at most ${bounds.faultsOfClient} faults in a client's runs`);
    }
    if (own.reduce((total, { characters }) => total + characters, 0) >= bounds.faultCharactersOfClient) {
      const most = bounds.faultCharactersOfClient;
      throw new Refused("tooMany", `expected faults of at most ${most} characters in a client's runs`);
    }
    while (sum(this.list()) >= bounds.faults) {
      if (!this.makeRoom()) throw new Refused("tooMany", `expected at most ${bounds.faults} faults of all clients`);
    }
  }

  renew(leaseId: string, holder: Holder): Lease {
    const lease = this.leases.renew(leaseId, holder, this.options.nowMs());
    if (lease === undefined) throw expired();
    return lease;
  }

  /** The injected faults that are armed or active, of one run or of all. */
  faults(runId?: string): ReadonlyArray<ListedFault> {
    const nowMs = this.options.nowMs();
    if (runId !== undefined && !this.runs.has(runId)) throw new Refused("unknownRun", `there is no run ${runId}`);
    return this.list()
      .filter(({ id }) => runId === undefined || id === runId)
      .flatMap((run) => run.faults(nowMs));
  }

  /** Takes no new fault from now on, and heals everything. */
  async halt(): Promise<ReadonlyArray<{ readonly runId: string; readonly faultId: string }>> {
    this.isHalted = true;
    const all = await Promise.all(
      this.list().map(async (run) => (await run.healAll()).map((faultId) => ({ runId: run.id, faultId }))),
    );
    return all.flat();
  }

  lift(): void {
    this.isHalted = false;
  }

  /** A holder is gone: what it held is nobody's, until somebody takes it up or it expires. */
  abandon(holder: Holder): void {
    this.leases.abandon(holder);
    for (const run of this.runs.values()) if (run.holder === holder) run.holder = undefined;
  }

  /** Heals what was not renewed in time. To be called often: at no lease's end it costs next to nothing. */
  async expire(): Promise<ReadonlyArray<ExpiredLease>> {
    const due = this.leases.expire(this.options.nowMs());
    if (due.length === 0) return [];
    return healExpired(due);
  }

  /** Closes runs that were nobody's for a while. */
  closeIdle(): void {
    const nowMs = this.options.nowMs();
    for (const { id, holder, usedMs } of this.list()) {
      if (holder !== undefined || nowMs - usedMs < bounds.idleMs) continue;
      void this.close(id).catch(() => {});
      this.onClosed(id, "nobody held it");
    }
  }
}

const halted = (): Refused => new Refused("halted", "the agent is halted and takes no new fault: agent.halt lifts it");
const expired = (): Refused => new Refused("leaseExpired", "the lease expired, and its faults were healed");
