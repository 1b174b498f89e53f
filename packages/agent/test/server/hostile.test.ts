import { createConnection, type Socket } from "node:net";
import { errorCodes } from "@ordeal/model";
import { describe, expect, onTestFinished, test } from "vitest";
import type { WhenOver } from "../../../../test/support/program.ts";
import { written } from "../support.ts";
import { RawClient, startServer } from "./raw.ts";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const HOST = "Host: 127.0.0.1\r\n";
const UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
const KEY = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";

/** A connection that never ends by itself, what it has been sent, and after how long it was ended. */
const openRaw = (port: number, text: string, whenOver: WhenOver = onTestFinished) => {
  const startedMs = performance.now();
  const socket: Socket = createConnection({ port, host: "127.0.0.1", allowHalfOpen: true });
  const state = { got: "", isOpen: true };
  const ended = new Promise<number>((resolve) => {
    socket.on("close", () => {
      state.isOpen = false;
      resolve(performance.now() - startedMs);
    });
  });
  socket.on("data", (bytes) => {
    state.got += bytes.toString("latin1");
  });
  socket.on("error", () => {});
  // An end of the other side's alone leaves this one open: only into a connection that is gone nothing can be written.
  socket.on("end", () => {
    const probing = setInterval(() => socket.write("x"), 20);
    socket.on("close", () => clearInterval(probing));
  });
  const connected = new Promise<void>((resolve) => socket.on("connect", resolve).on("close", () => resolve()));
  socket.on("connect", () => text !== "" && socket.write(text));
  whenOver(() => void socket.destroy());
  return { socket, state, connected, ended };
};

const statusOf = async (port: number, text: string): Promise<string> => {
  const { state, ended } = openRaw(port, text);
  await ended;
  return state.got.split("\r\n")[0] ?? "";
};

const alive = async (url: string, headers = {}, whenOver?: WhenOver) => {
  const client = await RawClient.connect(url, headers, whenOver);
  expect(await client.ask("agent.describe")).toMatchObject({ protocol: 1 });
  client.socket.terminate();
};

describe("a request that no parser takes", () => {
  test.each([
    ["GET // HTTP/1.1\r\n", "400"],
    ["GET //: HTTP/1.1\r\n", "400"],
    ["GET http://[ HTTP/1.1\r\n", "400"],
    ["GET http://a:99999/ HTTP/1.1\r\n", "400"],
    ["GET //[::1/ HTTP/1.1\r\n", "400"],
    ["HEAD // HTTP/1.1\r\n", "400"],
    ["POST // HTTP/1.1\r\nContent-Length: 3\r\n", "400"],
    ["OPTIONS * HTTP/1.1\r\n", "405"],
    [`GET // HTTP/1.1\r\n${UPGRADE}${KEY}`, "400"],
    [`GET http://[ HTTP/1.1\r\n${UPGRADE}${KEY}`, "400"],
    [`GET //a HTTP/1.1\r\n${UPGRADE}${KEY}`, "404"],
    [`GET /v1 HTTP/1.1\r\n${UPGRADE}`, "400"],
    ["GET /v1 HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: something\r\n", "400"],
    ["GET / HTTP/9.9\r\n", "400"],
    ["\u0000\u0001\u0002\r\n", "400"],
  ])("gets an answer, and the agent lives: %j", async (head, status) => {
    for (const token of [undefined, "right"]) {
      const { port, url, log } = await startServer(token === undefined ? {} : { token });
      const bearer = "Authorization: Bearer right\r\n";
      expect(await statusOf(port, `${head}${HOST}${bearer}\r\n`)).toContain(` ${status} `);
      await alive(url, { authorization: "Bearer right" });
      expect(log.filter(({ what }) => what === "agent broke")).toEqual([]);
    }
  });
});

describe("connections that are held open", () => {
  const bearer = "Authorization: Bearer right\r\n";
  const kinds: ReadonlyArray<readonly [which: string, text: string, ms: number]> = [
    ["that say nothing", "", 5_000],
    ["with half a head", `GET /v1 HTTP/1.1\r\n${HOST}X: a`, 5_000],
    ["with half a body", `POST /healthz HTTP/1.1\r\n${HOST}Content-Length: 1000\r\n\r\nx`, 1_000],
    ["that ask for a page and would like to ask again", `GET /healthz HTTP/1.1\r\n${HOST}\r\n`, 1_000],
    ["whose handshake lacks its key", `GET /v1 HTTP/1.1\r\n${HOST}${UPGRADE}${bearer}\r\n`, 1_000],
  ];

  test("are ended when they are refused, though their side never ends them, and take nobody's room", async () => {
    const { port, url } = await startServer({ token: "right" });
    const refused = Array.from({ length: 1_200 }, () =>
      openRaw(port, `GET /v1 HTTP/1.1\r\n${HOST}${UPGRADE}${KEY}\r\n`),
    );
    await alive(url, { authorization: "Bearer right" });
    await Promise.all(refused.map(({ ended }) => ended));
    expect(refused.every(({ state }) => state.got.startsWith("HTTP/1.1 401"))).toBe(true);
  }, 30_000);

  test.concurrent.for(kinds)(
    "are ended within a second of their time: %s",
    { timeout: 20_000 },
    async ([, text, ms], { onTestFinished }) => {
      const { port, url } = await startServer({ token: "right" }, onTestFinished);
      const held = Array.from({ length: 50 }, () => openRaw(port, text, onTestFinished));
      const tookMs = await Promise.all(held.map(({ ended }) => ended));
      for (const took of tookMs) expect(took).toBeLessThan(ms + 1_500);
      await alive(url, { authorization: "Bearer right" }, onTestFinished);
    },
  );

  test.concurrent("with a byte now and then are ended all the same", async ({ onTestFinished }) => {
    const { port } = await startServer({}, onTestFinished);
    const { socket, ended, state } = openRaw(port, `GET /v1 HTTP/1.1\r\n${HOST}`, onTestFinished);
    const drip = setInterval(() => state.isOpen && socket.write("X"), 200);
    onTestFinished(() => clearInterval(drip));
    expect(await ended).toBeLessThan(6_500);
  }, 20_000);

  test("in any number leave room for whoever has the token; clients that are in are not touched", async () => {
    const { port, url } = await startServer({ token: "right" });
    const headers = { authorization: "Bearer right" };
    const client = await RawClient.connect(url, headers);
    const silent: Array<ReturnType<typeof openRaw>> = [];
    // Not more at once than the kernel keeps in line: those that it turns away try again only after seconds.
    for (let burst = 0; burst < 48; burst++) {
      const more = Array.from({ length: 50 }, () => openRaw(port, ""));
      silent.push(...more);
      await Promise.all(more.map(({ connected }) => connected));
      await wait(10);
    }
    await alive(url, headers);
    expect(await client.ask("agent.describe")).toMatchObject({ protocol: 1 });
    // Before their time is up.
    await expect
      .poll(() => silent.filter(({ socket }) => !socket.readableEnded && !socket.destroyed).length, { timeout: 3_500 })
      .toBeLessThanOrEqual(1_001);
  }, 30_000);
});

describe("a frame", () => {
  const codeOf = async (frame: string, id: unknown = null) => {
    const { url } = await startServer();
    const client = await RawClient.connect(url);
    return (await client.raw(frame, id)).error;
  };

  test("whose id is long is refused: nobody keeps it until the answer", async () => {
    const long = JSON.stringify({ jsonrpc: "2.0", id: "x".repeat(201), method: "agent.describe" });
    expect(await codeOf(long)).toMatchObject({ code: errorCodes.invalidRequest.code });
    const { url } = await startServer();
    const id = "x".repeat(200);
    const client = await RawClient.connect(url);
    expect(
      (await client.raw(JSON.stringify({ jsonrpc: "2.0", id, method: "agent.describe" }), id)).result,
    ).toBeDefined();
  });

  test("of tens of thousands of values is refused before anything is built from it", async () => {
    const keys = Object.fromEntries(Array.from({ length: 60_000 }, (_, nth) => [`k${nth}`, 1]));
    const frame = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "run.open", params: { experiment: keys } });
    const startedMs = performance.now();
    expect(await codeOf(frame)).toMatchObject({
      code: errorCodes.parseError.code,
      message: "expected at most 20000 values in a frame",
    });
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });

  test("is answered beside a thousand advances that are not, and the next advance is refused", async () => {
    const { url } = await startServer();
    const [client, other] = [await RawClient.connect(url), await RawClient.connect(url)];
    const { runId } = await client.ask("run.open", { experiment: written({ duration: "3000 days" }) });
    const flap = { kind: "link.flap", target: "sn00/plane0", up: "1 millis", down: "1 millis" };
    await client.ask("fault.inject", { runId, fault: flap, ttlUs: 2e14, leaseMs: 600_000 });
    for (let nth = 0; nth < 1_024; nth++)
      void client.call("run.advance", { runId, untilUs: 2e14 - nth }).catch(() => {});
    expect((await client.call("run.advance", { runId, untilUs: 2e14 })).error?.code).toBe(errorCodes.tooMany.code);
    const { atUs } = (await other.ask("agent.describe")).runs[0];
    expect(atUs).toBeLessThan(2e14);
    // Healed while all of them wait; then the way to the end is short.
    expect((await other.ask("agent.halt")).healed).toHaveLength(1);
    expect((await other.ask("fault.list")).faults).toEqual([]);
  });
});

describe("a page of the metrics", () => {
  test.each([
    ["a million nodes, each a supernode", { nodes: 1_000_000, nodesPerSupernode: 1 }],
    ["a million nodes under one cooling loop that fails", { nodes: 1_000_000, nodesPerSupernode: 100_000 }],
  ])(
    "is bounded, and says what it leaves out: %s",
    async (_, size) => {
      const { url, port } = await startServer();
      const client = await RawClient.connect(url);
      const cluster = { ...written().cluster, ...size };
      const { runId } = await client.ask("run.open", { experiment: written({ cluster }) });
      const pump = { kind: "cooling.pump", target: "cdu0" };
      await client.ask("fault.inject", { runId, fault: pump });
      await client.ask("run.advance", { runId, untilUs: 10e6 });
      const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      expect(page.length).toBeLessThan(8_000_000);
      expect(page).toContain(`machine_npu_nums{run="${runId}"} 8000000\n`);
      const leftOut = Number(/^ordeal_supernodes_left_out\{.*\} (\d+)$/m.exec(page)?.[1]);
      const listed = page.match(/^ordeal_supernode_cards\{/gm)?.length ?? 0;
      expect(listed).toBeLessThanOrEqual(1_024);
      expect(listed + leftOut).toBe(1_000_000 / size.nodesPerSupernode);
    },
    60_000,
  );
});
