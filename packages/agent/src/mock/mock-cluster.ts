import {
  type Experiment,
  faultKindNames,
  type JournalEvent,
  type ListedFault,
  limits,
  PROTOCOL_VERSION,
  type Result,
} from "@ordeal/model";
import { HostedRun, type InjectRequest } from "./hosted-run.ts";
import { type Holder, type Lease, Leases } from "./leases.ts";
import { Refused } from "./refused.ts";
import type { OpenRun } from "./simulation.ts";

/** The most runs that may be open at once. */
const RUNS_MAX = 16;
/** A run that nobody holds is closed when it was not used for so long. */
const IDLE_MS = 60_000;

export interface MockOptions {
  readonly openRun: OpenRun;
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
  readonly experiment: Pick<Experiment, "title"> & ConstructorParameters<typeof HostedRun>[0]["scenario"];
  readonly seed: number;
  readonly onEvent: (event: JournalEvent) => void;
}

/** What happened to leases and runs while nobody asked. */
export interface Expired {
  readonly leases: ReadonlyArray<{ readonly lease: Lease; readonly healed: ReadonlyArray<string> }>;
  readonly closedRuns: ReadonlyArray<string>;
}

/**
 * The mock cluster behind the protocol: several runs at once, the faults injected into them, and the leases that keep
 * those alive. It has no clock of its own and no socket; refusals are {@link Refused}.
 */
export class MockCluster {
  private readonly options: MockOptions;
  private readonly runs = new Map<string, HostedRun>();
  private readonly leases: Leases;
  private opened = 0;
  isHalted = false;

  constructor(options: MockOptions) {
    this.options = options;
    this.leases = new Leases(options.newId);
  }

  describe(): Result<"agent.describe"> {
    return {
      agent: "ordeal mock cluster",
      version: this.options.version,
      protocol: PROTOCOL_VERSION,
      capabilities: { kinds: faultKindNames, virtualTime: true },
      halted: this.isHalted,
      runs: this.list().map(({ id, title, simulation }) => ({ runId: id, title, atUs: simulation.nowUs })),
    };
  }

  /** Every open run, in the order in which they were opened. */
  list(): ReadonlyArray<HostedRun> {
    return [...this.runs.values()];
  }

  open({ runId, experiment, seed, onEvent }: OpenRequest, holder: Holder): HostedRun {
    const id = runId ?? `run-${++this.opened}`;
    if (this.runs.has(id)) throw new Refused("runExists", `run ${id} is open`);
    if (this.runs.size >= RUNS_MAX) {
      throw new Refused("tooMany", `expected at most ${RUNS_MAX} open runs: close one with run.close`);
    }
    if (experiment.faults.length > 0) {
      throw new Refused(
        "invalidParams",
        "expected an experiment without faults: inject them with fault.inject, on a lease",
      );
    }
    const { openRun, nowMs } = this.options;
    const run = new HostedRun(
      { id, title: experiment.title, scenario: experiment, seed, openRun, nowMs, onEvent },
      holder,
    );
    this.runs.set(id, run);
    return run;
  }

  /** An open run, which its user holds from now on. */
  run(runId: string, holder: Holder): HostedRun {
    const run = this.runs.get(runId);
    if (run === undefined) throw new Refused("unknownRun", `there is no run ${runId}`);
    run.holder = holder;
    run.usedMs = this.options.nowMs();
    return run;
  }

  /** Heals a run's faults and forgets it. Returns what was healed; of a run that is gone, nothing. */
  close(runId: string): ReadonlyArray<string> {
    const run = this.runs.get(runId);
    if (run === undefined) return [];
    const healed = run.healAll();
    this.forget(runId);
    return healed;
  }

  /** Forgets a run that broke: there is nothing in it any more that could be healed. */
  forget(runId: string): void {
    this.runs.delete(runId);
    this.leases.drop((id) => this.list().some((run) => run.needs(id)));
  }

  inject(
    run: HostedRun,
    request: InjectRequest & { readonly lease?: string; readonly leaseMs?: number },
    holder: Holder,
  ): Lease {
    if (this.isHalted) throw new Refused("halted", "the agent is halted and takes no new fault: agent.halt lifts it");
    const nowMs = this.options.nowMs();
    const { leaseMs = this.options.leaseMs ?? limits.leaseMs } = request;
    const lease =
      request.lease === undefined ? this.leases.grant(leaseMs, holder, nowMs) : this.renew(request.lease, holder);
    try {
      run.inject(request, lease);
    } catch (error) {
      if (request.lease === undefined) this.leases.drop((id) => id !== lease.id);
      throw error;
    }
    return lease;
  }

  renew(leaseId: string, holder: Holder): Lease {
    const lease = this.leases.renew(leaseId, holder, this.options.nowMs());
    if (lease === undefined) throw new Refused("leaseExpired", "the lease expired, and its faults were healed");
    return lease;
  }

  /** The injected faults that are armed or active, of one run or of all. */
  faults(runId?: string): ReadonlyArray<ListedFault> {
    const nowMs = this.options.nowMs();
    if (runId !== undefined && !this.runs.has(runId)) throw new Refused("unknownRun", `there is no run ${runId}`);
    return this.list()
      .filter(({ id }) => runId === undefined || id === runId)
      .flatMap((run) => run.faults(this.leases, nowMs));
  }

  /** Heals everything and takes no new fault. */
  halt(): ReadonlyArray<{ readonly runId: string; readonly faultId: string }> {
    this.isHalted = true;
    return this.list().flatMap((run) => run.healAll().map((faultId) => ({ runId: run.id, faultId })));
  }

  lift(): void {
    this.isHalted = false;
  }

  /** A holder is gone: what it held is nobody's, until somebody takes it up or it expires. */
  abandon(holder: Holder): void {
    this.leases.abandon(holder);
    for (const run of this.runs.values()) if (run.holder === holder) run.holder = undefined;
  }

  /** Heals what was not renewed in time, and closes runs that are nobody's. To be called every now and then. */
  expire(): Expired {
    const nowMs = this.options.nowMs();
    const expired = this.leases.expire(nowMs).map((lease) => {
      const ids = new Set([lease.id]);
      return { lease, healed: this.list().flatMap((run) => run.healAll(ids)) };
    });
    const idle = this.list().filter(({ holder, usedMs }) => holder === undefined && nowMs - usedMs >= IDLE_MS);
    for (const { id } of idle) this.close(id);
    return { leases: expired, closedRuns: idle.map(({ id }) => id) };
  }
}
