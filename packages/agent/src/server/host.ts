import { decodeFault, limits, type MethodName, type Params, type Problem, type Result } from "@ordeal/model";
import { readExperiment } from "@ordeal/simulator";
import type { HostedRun } from "../mock/hosted-run.ts";
import type { Lease } from "../mock/leases.ts";
import type { MockCluster } from "../mock/mock-cluster.ts";
import { Refused } from "../mock/refused.ts";
import type { Connection } from "./connection.ts";
import type { Driver } from "./driver.ts";
import { Feed } from "./feed.ts";
import type { Log } from "./log.ts";

type Handlers = {
  readonly [M in MethodName]: (params: Params<M>, client: Connection) => Result<M> | Promise<Result<M>>;
};

/** The cluster with the feeds of its runs, as clients see it: every method of the protocol. */
export class Host {
  readonly cluster: MockCluster;
  private readonly driver: Driver;
  private readonly log: Log;
  private readonly feeds = new Map<string, Feed>();
  /** What each run was opened with, to tell whether a client asks for the same again. */
  private readonly opened = new Map<string, string>();

  constructor(cluster: MockCluster, driver: Driver, log: Log) {
    this.cluster = cluster;
    this.driver = driver;
    this.log = log;
  }

  readonly handlers: Handlers = {
    "agent.describe": () => this.cluster.describe(),
    "agent.halt": ({ lift = false }) => {
      const healed = lift ? [] : this.cluster.halt();
      if (lift) this.cluster.lift();
      return { halted: this.cluster.isHalted, healed };
    },
    "run.open": (params, client) => this.open(params, client),
    "run.advance": async ({ runId, untilUs }, client) => {
      const run = this.cluster.run(runId, client);
      await this.driver.advance(run, untilUs, () => client.isBehind).catch((error) => this.broke(run, error));
      return { atUs: run.simulation.nowUs, isOver: run.isOver, nextSeq: this.feed(runId).nextSeq };
    },
    "run.pace": ({ runId, rate, untilUs }, client) => {
      const run = this.cluster.run(runId, client);
      const goalUs = Math.min(run.simulation.endUs, untilUs ?? run.simulation.endUs);
      const paused = () => this.tell(runId, client, "run.paused", { atUs: run.simulation.nowUs, isOver: run.isOver });
      this.driver.pace(run, { rate, untilUs: goalUs }, paused, (error) => {
        try {
          this.broke(run, error);
        } catch {
          // Its readers have been told.
        }
      });
      return { atUs: run.simulation.nowUs };
    },
    "run.snapshot": ({ runId }, client) => this.cluster.run(runId, client).simulation.snapshot(),
    "run.result": ({ runId }, client) => this.cluster.run(runId, client).simulation.result(),
    "run.close": ({ runId }) => {
      const run = this.cluster.list().find(({ id }) => id === runId);
      const healed = this.cluster.close(runId);
      if (run !== undefined) this.driver.drop(run, new Refused("unknownRun", `run ${runId} was closed`));
      this.forget(runId, "closed");
      return { healed };
    },
    "fault.inject": (params, client) => this.inject(params, client),
    "fault.heal": ({ runId, faultId }, client) => ({ healed: this.cluster.run(runId, client).heal(faultId) }),
    "fault.list": ({ runId }) => ({ faults: this.cluster.faults(runId) }),
    "lease.renew": ({ lease }, client) => leased(this.cluster.renew(lease, client)),
    "events.subscribe": ({ runId, fromSeq = 0 }, client) => {
      this.cluster.run(runId, client);
      const feed = this.feed(runId);
      const missed = feed.subscribe(client, fromSeq);
      return { nextSeq: feed.nextSeq, missed };
    },
    "events.unsubscribe": ({ runId }, client) => {
      this.feed(runId).unsubscribe(client);
      return {};
    },
  };

  private open(params: Params<"run.open">, client: Connection): Result<"run.open"> {
    const { experiment, runId, seed } = params;
    const asked = JSON.stringify(params);
    if (runId !== undefined && this.opened.get(runId) === asked) {
      const run = this.cluster.run(runId, client);
      return { runId, endUs: run.simulation.endUs, seed: run.seed };
    }
    const isMapping = typeof experiment === "object" && experiment !== null && !Array.isArray(experiment);
    const decoded = readExperiment(isMapping ? { title: "untitled", ...experiment } : experiment);
    if ("problems" in decoded) throw badParams("experiment", decoded.problems);
    let feed: Feed | undefined;
    const run = this.cluster.open(
      {
        ...(runId === undefined ? {} : { runId }),
        experiment: decoded.value,
        seed: seed ?? decoded.value.seed,
        onEvent: (event) => feed?.say(event),
      },
      client,
    );
    feed = new Feed(run.id, (lagging, nextSeq) =>
      this.log({ what: "lagged", client: lagging.name, runId: run.id, nextSeq }),
    );
    this.feeds.set(run.id, feed);
    this.opened.set(run.id, asked);
    return { runId: run.id, endUs: run.simulation.endUs, seed: run.seed };
  }

  private inject(params: Params<"fault.inject">, client: Connection): Result<"fault.inject"> {
    const run = this.cluster.run(params.runId, client);
    const decoded = decodeFault(params.fault, run.scenario);
    if ("problems" in decoded) throw badParams("fault", decoded.problems);
    const fault = decoded.value;
    const faultId = params.faultId ?? fault.id ?? run.nextFaultId(fault.kind);
    const lease = this.cluster.inject(run, { ...params, faultId, fault, ttlUs: params.ttlUs ?? limits.ttlUs }, client);
    return { faultId, ...leased(lease) };
  }

  private feed(runId: string): Feed {
    const feed = this.feeds.get(runId);
    if (feed === undefined) throw new Refused("unknownRun", `there is no run ${runId}`);
    return feed;
  }

  /** Tells whoever asked, and everybody who reads the run. */
  private tell(
    runId: string,
    client: Connection,
    method: "run.paused",
    params: { readonly atUs: number; readonly isOver: boolean },
  ): void {
    const readers = new Set([client, ...(this.feeds.get(runId)?.readers ?? [])]);
    for (const reader of readers) reader.notify(method, { runId, ...params });
  }

  /** The simulation of a run threw: the run is gone. Throws what its advance is refused with. */
  private broke(run: HostedRun, error: unknown): never {
    const reason = error instanceof Error ? error.message : String(error);
    if (!(error instanceof Refused) || error.name === "runBroke") {
      this.log({ what: "agent broke", runId: run.id, why: reason });
      this.cluster.forget(run.id);
      this.forget(run.id, `the simulation broke: ${reason}`);
    }
    throw error;
  }

  private forget(runId: string, reason: string): void {
    for (const reader of this.feeds.get(runId)?.readers ?? []) reader.notify("run.closed", { runId, reason });
    this.feeds.delete(runId);
    this.opened.delete(runId);
  }

  /** A client is gone. What it held is nobody's from now on. */
  leave(client: Connection): void {
    this.cluster.abandon(client);
    for (const feed of this.feeds.values()) feed.unsubscribe(client);
  }

  /** Heals what was not renewed in time and closes runs that are nobody's; to be called every now and then. */
  expire(): void {
    const { leases, closedRuns } = this.cluster.expire();
    for (const { lease, healed } of leases) {
      this.log({ what: "lease expired", healed });
      const { holder } = lease as { readonly holder: Connection | undefined };
      holder?.notify("lease.expired", { lease: lease.id, healed });
    }
    for (const runId of closedRuns) {
      this.log({ what: "run closed", runId, why: "nobody held it" });
      this.forget(runId, "nobody held it");
    }
  }
}

const leased = ({ id, lengthMs }: Lease) => ({ lease: id, expiresInMs: lengthMs });

const badParams = (where: string, problems: ReadonlyArray<Problem>): Refused => {
  const all = problems.map(({ path, message }) => ({ path: [where, ...path], message }));
  const [first] = all;
  return new Refused("invalidParams", `${first?.path.join(".")}: ${first?.message}`, all);
};
