import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Worker } from "node:worker_threads";
import { remote, type ServeOptions, serve } from "@ordeal/agent";
import type { Experiment } from "@ordeal/model";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import { WebSocket, WebSocketServer } from "ws";

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const ROUNDS = 5;
const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const connect = (url: string): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.once("open", () => resolve(socket)).once("error", reject);
  });

/** A server that sends back what it gets, and one that sends so many frames when it gets a number: plain `ws`. */
const plainServer = async (frame: string) => {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  sockets.on("connection", (socket) => {
    socket.on("message", (data) => {
      const text = data.toString();
      if (text.startsWith("{")) return socket.send(text);
      for (let left = Number(text); left > 0; left--) socket.send(frame);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  const stop = () => {
    for (const socket of sockets.clients) socket.terminate();
    http.close();
  };
  return { url: `ws://127.0.0.1:${port}`, stop };
};

/** An agent in this process, as the plain server is. */
const agentServer = async (options: Partial<ServeOptions> = {}) => {
  const scope = Effect.runSync(Scope.make());
  const serving = serve({ host: "127.0.0.1", port: 0, version: "bench", ...options });
  const { url } = await Effect.runPromise(serving.pipe(Scope.provide(scope)));
  return { url, stop: () => Effect.runPromise(Scope.close(scope, Exit.void)) };
};

const request = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "agent.describe", params: {} });

/** Median round trip of one request after another, in microseconds. */
const roundTripUs = async (socket: WebSocket, count: number): Promise<number> => {
  const times: Array<number> = [];
  for (let one = 0; one < count; one++) {
    const startedMs = performance.now();
    const answered = new Promise((resolve) => socket.once("message", resolve));
    socket.send(request);
    await answered;
    times.push((performance.now() - startedMs) * 1_000);
  }
  return median(times);
};

/** Requests a second with so many in flight. */
const throughput = (socket: WebSocket, inFlight: number, count: number): Promise<number> =>
  new Promise((resolve) => {
    let sent = 0;
    let answered = 0;
    const startedMs = performance.now();
    const send = () => {
      if (sent++ < count) socket.send(request);
    };
    const onMessage = () => {
      if (++answered === count) {
        socket.off("message", onMessage);
        resolve(count / ((performance.now() - startedMs) / 1_000));
      } else send();
    };
    socket.on("message", onMessage);
    for (let one = 0; one < inFlight; one++) send();
  });

/** A reader in a thread of its own: how many frames a second arrive after something was sent. */
const frameCounter = async (url: string) => {
  const thread = new Worker(new URL("./frame-counter.mjs", import.meta.url), { workerData: { url } });
  const told = () => new Promise<{ readonly ms: number }>((resolve) => thread.once("message", resolve));
  await told();
  return {
    perSecond: async (text: string, count: number): Promise<number> => {
      const counted = told();
      thread.postMessage({ text, count });
      return count / ((await counted).ms / 1_000);
    },
    stop: () => thread.terminate(),
  };
};

/** As many as the agent keeps for a reader at once: beyond that it says that the reader lags. */
const EVENTS = 20_000;
const event = { type: "checkpoint.persist.ended", data: { tier: "storage", step: 123_456 } } as const;

/** A simulation that says so many events an advance, and nothing else: what is measured is the wire. */
const chatty: NonNullable<ServeOptions["openRun"]> = (scenario, { onEvent }) => {
  let nowUs = 0;
  let seq = 0;
  const silent = () => {
    throw new Error("only advanced");
  };
  return {
    get nowUs() {
      return nowUs;
    },
    endUs: scenario.duration,
    advance: (untilUs) => {
      const perUs = EVENTS / 1_000_000;
      for (const until = Math.floor(untilUs * perUs); seq < until; seq++)
        onEvent?.({ seq, atUs: untilUs, ...event } as never);
      nowUs = untilUs;
      return true;
    },
    inject: silent,
    heal: silent,
    healAll: () => [],
    injectedFaults: () => [],
    injectedCount: 0,
    snapshot: silent,
    result: silent,
    telemetry: silent,
  };
};

const small = {
  duration: "10 minutes",
  cluster: { name: "four", nodes: 4 },
  job: { nodes: 4, step: "10 seconds" },
  checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds", load: "20 seconds" }] },
};

/** Opens a run, and advances it, by a client of its own. */
const openRunAt = async (url: string, runId: string) => {
  const socket = await connect(url);
  const answered = new Promise((resolve) => socket.once("message", resolve));
  socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "run.open", params: { runId, experiment: small } }));
  await answered;
  const advance = JSON.stringify({
    jsonrpc: "2.0",
    id: 2,
    method: "run.advance",
    params: { runId, untilUs: 1_000_000 },
  });
  return { advance, stop: () => socket.terminate() };
};

/** How the agent's wire compares with plain `ws` in the same process, both sides taking turns. */
const wireFigures = async (): Promise<ReadonlyArray<Figure>> => {
  const frame = JSON.stringify({
    jsonrpc: "2.0",
    method: "event",
    params: { runId: "run-1", seq: 12_345, atUs: 1_000_000, ...event },
  });
  const [plain, agent, talker] = [
    await plainServer(frame),
    await agentServer(),
    await agentServer({ openRun: chatty }),
  ];
  const [echo, asked] = [await connect(plain.url), await connect(agent.url)];
  const trips: Array<number> = [];
  const throughputs: Array<number> = [];
  const events: Array<number> = [];
  const againstLoop: Array<number> = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [plainUs, agentUs] = [await roundTripUs(echo, 1_000), await roundTripUs(asked, 1_000)];
    trips.push(agentUs / plainUs);
    const [plainRate, agentRate] = [await throughput(echo, 64, 10_000), await throughput(asked, 64, 10_000)];
    throughputs.push(agentRate / plainRate);
    const runId = `run-${round}`;
    const run = await openRunAt(talker.url, runId);
    const [loop, corked] = [await frameCounter(plain.url), await frameCounter(talker.url)];
    await corked.perSecond(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "events.subscribe", params: { runId } }), 1);
    const loopRate = await loop.perSecond(String(EVENTS), EVENTS);
    const corkedRate = await corked.perSecond(run.advance, EVENTS);
    events.push(corkedRate);
    againstLoop.push(corkedRate / loopRate);
    await Promise.all([loop.stop(), corked.stop()]);
    run.stop();
  }
  plain.stop();
  await agent.stop();
  await talker.stop();
  return [
    { name: "round trip p50 to plain ws echo", value: median(trips), unit: "ratio" },
    { name: "throughput with 64 in flight to plain ws echo", value: median(throughputs), unit: "ratio" },
    { name: "events to one subscriber", value: median(events), unit: "events/s" },
    { name: "events to an uncorked ws.send loop", value: median(againstLoop), unit: "ratio" },
  ];
};

/** What a thousand clients that say nothing cost, both ends in this process; and whether the next one is served. */
const idleFigures = async (): Promise<ReadonlyArray<Figure>> => {
  const agent = await agentServer();
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const idle: Array<WebSocket> = [];
  for (let one = 0; one < 1_000; one++) idle.push(await connect(agent.url));
  const bytes = process.memoryUsage().rss - before;
  const next = await connect(agent.url);
  const us = await roundTripUs(next, 500);
  for (const socket of [...idle, next]) socket.terminate();
  await agent.stop();
  return [
    { name: "1000 idle connections, both ends", value: Math.max(0, bytes) / 1_000 / 1_000, unit: "kB each" },
    { name: "round trip p50 beside 1000 idle connections", value: us, unit: "µs" },
  ];
};

/** How much of one core a run of this size takes when it is paced. */
const paceFigure = async (experiment: Experiment): Promise<Figure> => {
  const agent = await agentServer();
  const seconds = 4;
  const program = Effect.gen(function* () {
    const { Agent } = yield* Effect.promise(() => import("@ordeal/engine"));
    const port = yield* Agent;
    const run = yield* port.open({
      title: "paced",
      scenario: { ...experiment, faults: [] },
      seed: 1,
      onEvent: () => {},
    });
    const before = process.cpuUsage();
    yield* run.pace(1_000, seconds * 1_000 * 1_000_000);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6 / seconds;
  });
  const layer = remote({ url: agent.url });
  const cores = await Effect.runPromise(Effect.scoped(program.pipe(Effect.provide(layer))));
  await agent.stop();
  return { name: "14000 cards paced at 1000 × real time", value: cores, unit: "cores" };
};

/** Everything about the socket. */
export const socketFigures = async (experiment: Experiment): Promise<ReadonlyArray<Figure>> => [
  ...(await wireFigures()),
  ...(await idleFigures()),
  await paceFigure(experiment),
];
