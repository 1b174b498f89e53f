import { createConnection } from "node:net";
import { errorCodes, limits } from "@ordeal/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { written } from "../support.ts";
import { RawClient, startServer } from "./raw.ts";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The status that a handshake is refused with; 101 when it is not. */
const handshake = (url: string, headers: Readonly<Record<string, string>> = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers });
    socket.on("unexpected-response", (_, { statusCode = 0 }) => {
      socket.terminate();
      resolve(statusCode);
    });
    socket.on("open", () => {
      socket.terminate();
      resolve(101);
    });
    socket.on("error", reject);
  });

/** The next client is served as if nothing had happened. */
const expectServed = async (url: string) => {
  const client = await RawClient.connect(url);
  const { runId } = await client.ask("run.open", { experiment: written() });
  expect(await client.ask("run.advance", { runId, untilUs: 3_600e6 })).toMatchObject({ atUs: 3_600e6 });
  await client.ask("run.close", { runId });
  client.socket.terminate();
};

describe("a stranger", () => {
  test("is not let in anywhere but on loopback without a token: the agent does not even start", async () => {
    await expect(startServer({ host: "0.0.0.0" })).rejects.toMatchObject({
      reason: expect.stringContaining("needs a token"),
    });
  });

  test("with the wrong token, or none, is refused; with the right one not", async () => {
    const { url, log } = await startServer({ token: "right" });
    expect(await handshake(url)).toBe(401);
    expect(await handshake(url, { authorization: "Bearer wrong" })).toBe(401);
    expect(await handshake(url, { authorization: "Bearer righteous" })).toBe(401);
    expect(await handshake(url, { authorization: "Basic right" })).toBe(401);
    expect(await handshake(url, { authorization: "Bearer right" })).toBe(101);
    expect(log.filter(({ what }) => what === "refused").map(({ why }) => why)).toEqual([
      "no token",
      "wrong token",
      "wrong token",
      "no token",
    ]);
    expect(JSON.stringify(log)).not.toContain("right");
  });

  test("page of another origin is refused, also with the token; so is a name that is not this machine's", async () => {
    const { url, port, log } = await startServer();
    expect(await handshake(url, { origin: "https://evil.example" })).toBe(403);
    expect(await handshake(url, { origin: "null" })).toBe(403);
    expect(await handshake(url, { origin: `http://127.0.0.1:${port}` })).toBe(101);
    expect(await handshake(url, { host: "evil.example" })).toBe(403);
    expect(await handshake(url.replace("/v1", "/v2"))).toBe(404);
    expect(log.filter(({ what }) => what === "refused")).toHaveLength(4);
    const page = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { origin: "https://evil.example" } });
    expect(page.status).toBe(403);
  });

  test("may see whether the agent lives, and nothing else, without the token", async () => {
    const { port } = await startServer({ token: "right" });
    const page = async (path: string, headers = {}) =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).status;
    expect(await page("/healthz")).toBe(200);
    expect(await page("/metrics")).toBe(401);
    expect(await page("/metrics", { authorization: "Bearer right" })).toBe(200);
    expect(await page("/secrets", { authorization: "Bearer right" })).toBe(404);
  });
});

describe("a frame", () => {
  test("over the limit ends its connection, and nobody else's", async () => {
    const { url, log } = await startServer();
    const [client, other] = [await RawClient.connect(url), await RawClient.connect(url)];
    const closed = new Promise<number>((resolve) => client.socket.on("close", resolve));
    client.socket.send("x".repeat(limits.frameBytesMax + 1));
    expect(await closed).toBe(1009);
    expect(await other.ask("agent.describe")).toMatchObject({ protocol: 1 });
    expect(log).toContainEqual(expect.objectContaining({ what: "frame refused", why: "Max payload size exceeded" }));
  });

  test("that nests deep is refused before anything is built from it", async () => {
    const { url } = await startServer();
    const client = await RawClient.connect(url);
    for (const deep of ["[".repeat(500_000), `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`]) {
      expect((await client.raw(deep)).error).toMatchObject({
        code: errorCodes.parseError.code,
        message: "expected at most 64 levels of nesting",
      });
    }
    // Brackets in a text are no nesting.
    expect((await client.raw(`"${"[".repeat(1_000)}"`)).error?.code).toBe(errorCodes.invalidRequest.code);
  });

  test("of bytes is refused", async () => {
    const { url } = await startServer();
    const client = await RawClient.connect(url);
    expect((await client.raw(Buffer.from([1, 2, 3]))).error?.code).toBe(errorCodes.invalidRequest.code);
  });

  test("of any 10,000 that are random or mutated gets the right error or an answer, and the agent lives", async () => {
    const { url } = await startServer();
    let client = await RawClient.connect(url);
    const { runId } = await client.ask("run.open", { experiment: written() });
    const good = [
      { jsonrpc: "2.0", id: 7, method: "agent.describe", params: {} },
      { jsonrpc: "2.0", id: 7, method: "run.snapshot", params: { runId } },
      { jsonrpc: "2.0", id: 7, method: "run.advance", params: { runId, untilUs: 1_000_000 } },
      { jsonrpc: "2.0", id: 7, method: "fault.inject", params: { runId, fault: { kind: "job.crash", at: "2 hours" } } },
      { jsonrpc: "2.0", id: 7, method: "run.open", params: { experiment: written() } },
    ].map((frame) => JSON.stringify(frame));
    const mutated = fc
      .tuple(fc.constantFrom(...good), fc.array(fc.tuple(fc.nat(2_000), fc.string({ maxLength: 3 })), { maxLength: 4 }))
      .map(([frame, edits]) =>
        edits.reduce((text, [at, put]) => {
          const place = at % (text.length + 1);
          return text.slice(0, place) + put + text.slice(place + (at % 3));
        }, frame),
      );
    const frames = fc.sample(fc.oneof(mutated, fc.string({ unit: "binary", maxLength: 60 }), fc.json()), {
      numRuns: 10_000,
      seed: 11,
    });
    const known = new Set<number>(Object.values(errorCodes).map(({ code }) => code));
    for (let at = 0; at < frames.length; at += 100) {
      for (const frame of frames.slice(at, at + 100)) client.socket.send(frame);
      await client.ask("agent.describe");
      for (const { error, result, method } of client.frames.splice(0)) {
        expect(method !== undefined || result !== undefined || known.has(error?.code ?? 0)).toBe(true);
        expect(error?.code).not.toBe(errorCodes.internalError.code);
      }
      if (client.socket.readyState !== WebSocket.OPEN) client = await RawClient.connect(url);
    }
    for (const { runId } of (await client.ask("agent.describe")).runs) await client.ask("run.close", { runId });
    await expectServed(url);
  });
});

describe("a flood", () => {
  test("of 300,000 small frames keeps the memory bounded and the log short; the next client is served", async () => {
    const { url, log } = await startServer();
    const client = await RawClient.connect(url);
    // This client reads its answers and forgets them.
    client.socket.removeAllListeners("message");
    let answers = 0;
    client.socket.on("message", () => answers++);
    const before = process.memoryUsage().rss;
    let highest = before;
    const frame = '{"jsonrpc":"2.0","id":1,"method":"x"}';
    for (let sent = 0; sent < 300_000; sent += 10_000) {
      for (let one = 0; one < 10_000; one++) client.socket.send(frame);
      while (client.socket.bufferedAmount > 0 || answers < sent) await wait(1);
      highest = Math.max(highest, process.memoryUsage().rss);
    }
    expect(answers).toBeGreaterThan(280_000);
    expect((highest - before) / 1e6).toBeLessThan(400);
    expect(log.length).toBeLessThan(5_000);
    await expectServed(url);
  });

  test("of requests whose answers are never read ends that connection", async () => {
    const { url, log } = await startServer();
    const client = await RawClient.connect(url);
    const { runId } = await client.ask("run.open", { experiment: written() });
    client.socket.pause();
    const frame = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "run.snapshot", params: { runId } });
    const closed = new Promise<void>((resolve) => client.socket.on("close", () => resolve()));
    const before = process.memoryUsage().rss;
    for (
      let sent = 0;
      sent < 400_000 && log.every(({ why }) => why !== "it asks, and reads no answer");
      sent += 1_000
    ) {
      for (let one = 0; one < 1_000; one++) client.socket.send(frame);
      await wait(1);
    }
    // It is held at once, and cut off when it has read nothing for three seconds.
    await expect
      .poll(() => log, { timeout: 45_000 })
      .toContainEqual(expect.objectContaining({ why: "it asks, and reads no answer" }));
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(400);
    client.socket.resume();
    await closed;
    await expectServed(url);
  });

  test("of connections that say nothing, or half of something, is survived", async () => {
    const { url, port } = await startServer();
    const sockets = Array.from({ length: 200 }, (_, index) => {
      const socket = createConnection(port, "127.0.0.1");
      socket.on("error", () => {});
      if (index % 2 === 0) socket.write("GET /v1 HTTP/1.1\r\nHost: 127.0");
      return socket;
    });
    await wait(50);
    await expectServed(url);
    for (const socket of sockets) socket.destroy();
  });
});

describe("a slow reader", () => {
  const checkpoint = { interval: { steps: 1 }, tiers: [{ stall: "1 second", persist: "0 seconds", load: "1 second" }] };

  test("lags, is told so, and nobody else notices; from there on it catches up", async () => {
    const { url, log } = await startServer();
    const [fast, slow] = [await RawClient.connect(url), await RawClient.connect(url)];
    const { runId } = await fast.ask("run.open", { experiment: written({ duration: "90 hours", checkpoint }) });
    await fast.ask("events.subscribe", { runId });
    await slow.ask("events.subscribe", { runId });
    slow.socket.pause();
    const told = slow.until(({ method }) => method === "events.lagged");
    const advancing = fast.ask("run.advance", { runId, untilUs: 30 * 3_600e6 });
    // It reads on before it has read nothing for so long that it is cut off.
    await expect
      .poll(() => log, { timeout: 30_000, interval: 10 })
      .toContainEqual(expect.objectContaining({ what: "lagged" }));
    slow.socket.resume();
    let { params } = await told;
    expect(params.nextSeq).toBe(slow.events().length);
    const { nextSeq } = await advancing;
    expect(fast.events()).toHaveLength(nextSeq);
    // What it missed may be more than it can read at once: then it lags again, and asks again.
    let missed = 0;
    while (slow.events().length + missed < nextSeq) {
      const again = slow.until(({ method }) => method === "events.lagged");
      again.catch(() => {});
      missed += (await slow.ask("events.subscribe", { runId, fromSeq: params.nextSeq })).missed;
      if (slow.events().length + missed < nextSeq) ({ params } = await again);
    }
    expect(slow.events().at(-1)?.params.seq).toBe(nextSeq - 1);
    expect(slow.events().length + missed).toBe(nextSeq);
  });

  test("that asked for the advance itself makes it wait, and misses nothing", async () => {
    const { url } = await startServer();
    const client = await RawClient.connect(url);
    const { runId } = await client.ask("run.open", { experiment: written({ duration: "90 hours", checkpoint }) });
    await client.ask("events.subscribe", { runId });
    client.socket.pause();
    const advancing = client.call("run.advance", { runId, untilUs: 30 * 3_600e6 });
    await wait(300);
    const other = await RawClient.connect(url);
    expect((await other.ask("agent.describe")).runs[0].atUs).toBeLessThan(30 * 3_600e6);
    client.socket.resume();
    const { result } = await advancing;
    expect(client.events()).toHaveLength(result.nextSeq);
  });
});
