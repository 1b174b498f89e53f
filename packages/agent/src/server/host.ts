import { createHash } from "node:crypto";
import {
  decodeFault,
  type ListedFault,
  limits,
  type MethodName,
  type Params,
  type Problem,
  type Result,
  shapeOf,
} from "@ordeal/model";
import { readExperiment } from "@ordeal/simulator";
import { Refused } from "../backend/refused.ts";
import type { HostedCluster } from "../hosting/hosted-cluster.ts";
import type { HostedRun } from "../hosting/hosted-run.ts";
import type { Lease } from "../hosting/leases.ts";
import type { Connection } from "./connection.ts";
import { BufferSpace } from "./event-buffer.ts";
import { Feed } from "./feed.ts";
import type { Log } from "./log.ts";

/** At once, later, or piece by piece: then it is the text of what would be answered. */
export type Answering<A> = A | Promise<A> | Generator<void, string>;

type Handlers = {
  readonly [M in MethodName]: (params: Params<M>, client: Connection) => Answering<Result<M>>;
};

/** How many events, or faults, are sent at a time. */
const PIECE = 1_000;

/** The cluster with the feeds of its runs, as clients see it: every method of the protocol. */
export class Host {
  readonly cluster: HostedCluster;
  private readonly log: Log;
  private readonly feeds = new Map<string, Feed>();
  private readonly space = new BufferSpace();
  /** What stands for what each run was opened with, to tell whether a client asks for the same again. */
  private readonly opened = new Map<string, string>();

  constructor(cluster: HostedCluster, log: Log) {
    this.cluster = cluster;
    this.log = log;
    cluster.onClosed = (runId, reason) => {
      log({ what: "run closed", runId, why: reason });
      this.forget(runId, reason);
    };
  }

  /** What a method answers. Throws, or rejects with, what it is refused for. */
  answer(method: MethodName, params: unknown, client: Connection): Answering<unknown> {
    return (this.handlers[method] as (params: unknown, client: Connection) => Answering<unknown>)(params, client);
  }

  private readonly handlers: Handlers = {
    "agent.describe": () => this.cluster.describe(),
    "agent.halt": async ({ lift = false }) => {
      if (!lift) return { healed: await this.cluster.halt(), halted: this.cluster.isHalted };
      this.cluster.lift();
      return { halted: this.cluster.isHalted, healed: [] };
    },
    "run.open": (params, client) => this.open(params, client),
    "run.advance": async ({ runId, untilUs }, client) => {
      const run = this.cluster.run(runId, client);
      await run.backend.advance(untilUs, () => client.isBehind).catch((error) => this.broke(run, error));
      return { atUs: run.backend.nowUs, isOver: run.backend.isOver, nextSeq: this.feed(runId).nextSeq };
    },
    "run.pace": ({ runId, rate, untilUs }, client) => {
      const run = this.cluster.run(runId, client);
      const { backend } = run;
      const paused = (isThere: boolean) => {
        if (isThere) this.tell(runId, client, "run.paused", { atUs: backend.nowUs, isOver: backend.isOver });
      };
      backend
        .pace(rate, Math.min(backend.endUs, untilUs ?? backend.endUs))
        .then(paused)
        .catch((error) => this.broke(run, error))
        // Its readers have been told.
        .catch(() => {});
      return { atUs: backend.nowUs };
    },
    "run.snapshot": ({ runId }, client) => this.cluster.run(runId, client).backend.snapshot(),
    "run.cluster": ({ runId }, client) => {
      const { scenario, title, seed, backend } = this.cluster.run(runId, client);
      return shapeOf(scenario, { title, seed, endUs: backend.endUs });
    },
    "run.readings": ({ runId }, client) => {
      const { backend } = this.cluster.run(runId, client);
      return { atUs: backend.nowUs, ...backend.telemetry(0) };
    },
    "run.result": ({ runId }, client) => this.cluster.run(runId, client).backend.result(),
    "run.close": async ({ runId }) => {
      const healed = await this.cluster.close(runId);
      this.forget(runId, "closed");
      return { healed };
    },
    "fault.inject": (params, client) => this.inject(params, client),
    "fault.heal": async ({ runId, faultId }, client) => ({
      healed: await this.cluster.run(runId, client).heal(faultId),
    }),
    "fault.list": ({ runId }) => listing(this.cluster.faults(runId)),
    "lease.renew": ({ lease }, client) => leased(this.cluster.renew(lease, client)),
    "events.subscribe": ({ runId, fromSeq = 0 }, client) => {
      this.cluster.run(runId, client);
      return subscribing(this.feed(runId), client, fromSeq);
    },
    "events.unsubscribe": ({ runId }, client) => {
      this.feed(runId).unsubscribe(client);
      return {};
    },
  };

  private open(params: Params<"run.open">, client: Connection): Result<"run.open"> {
    const { experiment, runId, seed } = params;
    const asked = createHash("sha256").update(JSON.stringify(params)).digest("base64");
    if (runId !== undefined && this.opened.get(runId) === asked) {
      const run = this.cluster.run(runId, client);
      return { runId, endUs: run.backend.endUs, seed: run.seed };
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
    feed = new Feed(run.id, this.space, (lagging, nextSeq) =>
      this.log({ what: "lagged", client: lagging.name, runId: run.id, nextSeq }),
    );
    this.feeds.set(run.id, feed);
    this.opened.set(run.id, asked);
    return { runId: run.id, endUs: run.backend.endUs, seed: run.seed };
  }

  private async inject(params: Params<"fault.inject">, client: Connection): Promise<Result<"fault.inject">> {
    const run = this.cluster.run(params.runId, client);
    const decoded = decodeFault(params.fault, run.scenario);
    if ("problems" in decoded) throw badParams("fault", decoded.problems);
    const fault = decoded.value;
    const faultId = params.faultId ?? fault.id ?? run.nextFaultId(fault.kind);
    const request = { ...params, faultId, fault, ttlUs: params.ttlUs ?? limits.ttlUs };
    return { faultId, ...leased(await this.cluster.inject(run, request, client)) };
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
      this.cluster.forget(run, error as Error);
      this.forget(run.id, `the simulation broke: ${reason}`);
    }
    throw error;
  }

  private forget(runId: string, reason: string): void {
    const feed = this.feeds.get(runId);
    for (const reader of feed?.readers ?? []) reader.notify("run.closed", { runId, reason });
    feed?.end();
    this.feeds.delete(runId);
    this.opened.delete(runId);
  }

  /** A client is gone. What it held is nobody's from now on. */
  leave(client: Connection): void {
    this.cluster.abandon(client);
    for (const feed of this.feeds.values()) feed.unsubscribe(client);
  }

  /** Heals what was not renewed in time; to be called as often as can be. */
  expire(): void {
    this.cluster.expire().then(
      (expired) => {
        for (const { lease, holder, healed } of expired) {
          this.log({ what: "lease expired", healed: healed.slice(0, PIECE) });
          (holder as Connection | undefined)?.notify("lease.expired", { lease, healed });
        }
      },
      (error) => this.log({ what: "agent broke", why: String(error) }),
    );
  }
}

const leased = ({ id, lengthMs }: Lease) => ({ lease: id, expiresInMs: lengthMs });

/** The text of a list, so many faults at a time. */
function* listing(faults: ReadonlyArray<ListedFault>): Generator<void, string> {
  const pieces: Array<string> = [];
  for (let at = 0; at < faults.length; at += PIECE) {
    if (at > 0) yield;
    pieces.push(JSON.stringify(faults.slice(at, at + PIECE)).slice(1, -1));
  }
  return `{"faults":[${pieces.join(",")}]}`;
}

/** Sends what is kept of a run's past, so many events at a time, and everything to come. */
function* subscribing(feed: Feed, client: Connection, fromSeq: number): Generator<void, string> {
  feed.unsubscribe(client);
  let { nextSeq, missed } = feed.past(fromSeq);
  for (let isMore = true; isMore; ) {
    const sent = feed.send(client, nextSeq, PIECE);
    nextSeq = sent.nextSeq;
    missed += sent.missed;
    isMore = sent.isMore;
    if (isMore) yield;
  }
  return JSON.stringify({ nextSeq: feed.nextSeq, missed });
}

const badParams = (where: string, problems: ReadonlyArray<Problem>): Refused => {
  const all = problems.slice(0, PIECE).map(({ path, message }) => ({ path: [where, ...path], message }));
  const [first] = all;
  return new Refused("invalidParams", `${first?.path.join(".")}: ${first?.message}`, all);
};
