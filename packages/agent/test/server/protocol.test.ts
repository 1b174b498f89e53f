import { errorCodes } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import { written } from "../support.ts";
import { RawClient, startServer } from "./raw.ts";

const crash = { kind: "card.crash", target: "sn00/n01/c3" };
const HOUR_US = 3_600e6;

/** A client with a run that is open and subscribed to. */
const opened = async (sections: object = {}) => {
  const server = await startServer();
  const client = await RawClient.connect(server.url);
  const { runId, endUs } = await client.ask("run.open", { experiment: written(sections) });
  await client.ask("events.subscribe", { runId });
  return { ...server, client, runId, endUs };
};

describe("a run over the socket", () => {
  test("is opened, advanced, looked at and closed; its events come before the answer to the advance", async () => {
    const { client, runId, endUs } = await opened();
    expect(endUs).toBe(3 * HOUR_US);
    const { atUs, isOver, nextSeq } = await client.ask("run.advance", { runId, untilUs: HOUR_US });
    expect({ atUs, isOver }).toEqual({ atUs: HOUR_US, isOver: false });
    const answerAt = client.frames.findIndex(({ result }) => result?.nextSeq === nextSeq);
    expect(client.frames.slice(0, answerAt).filter(({ method }) => method === "event")).toHaveLength(nextSeq);
    expect(client.events().map(({ params }) => params.seq)).toEqual([...Array(nextSeq).keys()]);
    expect(await client.ask("run.snapshot", { runId })).toMatchObject({ atUs: HOUR_US, mode: "stepping" });
    expect(await client.ask("run.result", { runId })).toMatchObject({ wallUs: HOUR_US, counts: { interruptions: 0 } });
    expect(await client.ask("run.close", { runId })).toEqual({ healed: [] });
    expect(await client.ask("run.close", { runId })).toEqual({ healed: [] });
    expect((await client.call("run.snapshot", { runId })).error?.code).toBe(errorCodes.unknownRun.code);
  });

  test("is opened once by a client that asks for the same again, under a name of its own", async () => {
    const { url } = await startServer();
    const client = await RawClient.connect(url);
    const params = { experiment: written(), runId: "mine" };
    const first = await client.ask("run.open", params);
    expect(await client.ask("run.open", params)).toEqual(first);
    expect((await client.ask("agent.describe")).runs).toHaveLength(1);
    const other = await client.call("run.open", { ...params, seed: 9 });
    expect(other.error?.code).toBe(errorCodes.runExists.code);
  });

  test("is struck and healed, and says so", async () => {
    const { client, runId } = await opened();
    await client.ask("run.advance", { runId, untilUs: 1_000e6 });
    const { faultId, lease, expiresInMs } = await client.ask("fault.inject", { runId, fault: crash });
    expect(faultId).toBe("card.crash-1");
    expect(expiresInMs).toBe(10_000);
    expect(await client.ask("fault.inject", { runId, fault: crash, faultId, lease })).toMatchObject({ faultId, lease });
    expect((await client.ask("fault.list", { runId })).faults).toMatchObject([
      { faultId, sinceUs: 1_000e6, held: true },
    ]);
    expect(await client.ask("fault.heal", { runId, faultId })).toEqual({ healed: true });
    expect(await client.ask("fault.heal", { runId, faultId })).toEqual({ healed: false });
    expect((await client.ask("fault.list", {})).faults).toEqual([]);
    expect(client.events().map(({ params }) => params.type)).toEqual(
      expect.arrayContaining(["fault.started", "node.down", "job.stopped", "fault.ended", "node.up"]),
    );
  });

  test("goes on by itself when it is paced, and says when it stands still", async () => {
    const { client, runId } = await opened();
    await client.ask("run.pace", { runId, rate: 100_000, untilUs: HOUR_US });
    const { params } = await client.until(({ method }) => method === "run.paused");
    expect(params).toEqual({ runId, atUs: HOUR_US, isOver: false });
    await client.ask("run.pace", { runId, rate: 1 });
    const { atUs } = await client.ask("run.pace", { runId, rate: 0 });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect((await client.ask("run.snapshot", { runId })).atUs).toBe(atUs);
  });

  test("does not disturb another of another client", async () => {
    const { client, runId, url } = await opened();
    const other = await RawClient.connect(url);
    const { runId: otherId } = await other.ask("run.open", { experiment: written(), seed: 5 });
    await Promise.all([
      client.ask("run.advance", { runId, untilUs: 3 * HOUR_US }),
      other.ask("run.advance", { runId: otherId, untilUs: HOUR_US }),
    ]);
    expect(other.events()).toEqual([]);
    expect((await other.ask("agent.describe")).runs).toEqual([
      { runId, title: "Small", atUs: 3 * HOUR_US },
      { runId: otherId, title: "Small", atUs: HOUR_US },
    ]);
  });

  test("tells a client that comes back what it missed, from where it says", async () => {
    const { client, runId, url } = await opened();
    await client.ask("run.advance", { runId, untilUs: HOUR_US });
    const seen = client.events().map(({ params }) => JSON.stringify(params));
    const again = await RawClient.connect(url);
    expect(await again.ask("events.subscribe", { runId, fromSeq: 10 })).toEqual({ nextSeq: seen.length, missed: 0 });
    expect(again.events().map(({ params }) => JSON.stringify(params))).toEqual(seen.slice(10));
    expect(await again.ask("events.unsubscribe", { runId })).toEqual({});
  });

  test("keeps so many events, and says how many are gone", async () => {
    const checkpoint = {
      interval: { steps: 1 },
      tiers: [{ stall: "1 second", persist: "0 seconds", load: "1 second" }],
    };
    const { client, runId, url } = await opened({ duration: "13 hours", checkpoint });
    const { nextSeq } = await client.ask("run.advance", { runId, untilUs: 13 * HOUR_US });
    expect(nextSeq).toBeGreaterThan(65_536);
    expect(client.events()).toHaveLength(nextSeq);
    const late = await RawClient.connect(url);
    const { missed } = await late.ask("events.subscribe", { runId, fromSeq: 0 });
    expect(missed).toBe(nextSeq - 65_536);
    expect(late.events()[0]?.params.seq).toBe(missed);
  });
});

describe("a lease over the socket", () => {
  const leaseMs = 300;
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  test("that is not renewed heals its faults, and whoever took it is told", async () => {
    const { client, runId, log } = await opened();
    const { lease, faultId } = await client.ask("fault.inject", { runId, fault: crash, leaseMs });
    const { params } = await client.until(({ method }) => method === "lease.expired");
    expect(params).toEqual({ lease, healed: [faultId] });
    expect((await client.ask("fault.list", { runId })).faults).toEqual([]);
    expect((await client.call("lease.renew", { lease })).error?.code).toBe(errorCodes.leaseExpired.code);
    expect(log).toContainEqual({ what: "lease expired", healed: [faultId] });
  });

  test("that is renewed keeps them", async () => {
    const { client, runId } = await opened();
    const { lease } = await client.ask("fault.inject", { runId, fault: crash, leaseMs });
    for (let renewal = 0; renewal < 6; renewal++) {
      await wait(100);
      expect(await client.ask("lease.renew", { lease })).toEqual({ lease, expiresInMs: leaseMs });
    }
    expect((await client.ask("fault.list", { runId })).faults).toHaveLength(1);
  });

  test("whose client is gone is nobody's until somebody takes it up", async () => {
    const { client, runId, url } = await opened();
    const { lease, faultId } = await client.ask("fault.inject", { runId, fault: crash, leaseMs: 2_000 });
    client.socket.terminate();
    const other = await RawClient.connect(url);
    await wait(50);
    expect((await other.ask("fault.list")).faults).toMatchObject([{ faultId, held: false }]);
    await other.ask("lease.renew", { lease });
    expect((await other.ask("fault.list")).faults).toMatchObject([{ faultId, held: true }]);
  });

  test("does not outlast a halt: everything is healed, and nothing new is taken until it is lifted", async () => {
    const { client, runId } = await opened();
    const { faultId } = await client.ask("fault.inject", { runId, fault: crash });
    expect(await client.ask("agent.halt")).toEqual({ halted: true, healed: [{ runId, faultId }] });
    expect((await client.ask("fault.list")).faults).toEqual([]);
    const again = { runId, fault: { ...crash, id: "again" } };
    expect((await client.call("fault.inject", again)).error?.code).toBe(errorCodes.halted.code);
    expect(await client.ask("agent.halt", { lift: true })).toEqual({ halted: false, healed: [] });
    expect(await client.ask("fault.inject", again)).toMatchObject({ faultId: "again" });
  });
});

describe("a request that cannot be done", () => {
  const codeOf = async (frame: string, id: unknown = null): Promise<number | undefined> => {
    const { url } = await startServer();
    const client = await RawClient.connect(url);
    return (await client.raw(frame, id)).error?.code;
  };

  test.each([
    ["{", errorCodes.parseError, null],
    ["", errorCodes.parseError, null],
    ["[]", errorCodes.invalidRequest, null],
    ['[{"jsonrpc":"2.0","id":1,"method":"agent.describe"}]', errorCodes.invalidRequest, null],
    ["42", errorCodes.invalidRequest, null],
    ["null", errorCodes.invalidRequest, null],
    ['"x"', errorCodes.invalidRequest, null],
    ['{"id":1,"method":"agent.describe"}', errorCodes.invalidRequest, 1],
    ['{"jsonrpc":"1.0","id":1,"method":"agent.describe"}', errorCodes.invalidRequest, 1],
    ['{"jsonrpc":"2.0","id":{},"method":"agent.describe"}', errorCodes.invalidRequest, null],
    ['{"jsonrpc":"2.0","id":1,"method":3}', errorCodes.invalidRequest, 1],
    ['{"jsonrpc":"2.0","id":1,"method":"toString"}', errorCodes.methodNotFound, 1],
    ['{"jsonrpc":"2.0","id":"a","method":"run.opened"}', errorCodes.methodNotFound, "a"],
    ['{"jsonrpc":"2.0","id":1,"method":"run.advance","params":{"runId":"x"}}', errorCodes.invalidParams, 1],
    ['{"jsonrpc":"2.0","id":1,"method":"run.advance","params":[]}', errorCodes.invalidParams, 1],
    ['{"jsonrpc":"2.0","id":1,"method":"agent.describe","params":{"x":1}}', errorCodes.invalidParams, 1],
    ['{"jsonrpc":"2.0","id":1,"method":"run.snapshot","params":{"runId":"x"}}', errorCodes.unknownRun, 1],
    ['{"jsonrpc":"2.0","id":1,"method":"lease.renew","params":{"lease":"x"}}', errorCodes.leaseExpired, 1],
  ])("is refused with its code: %s", async (frame, { code }, id) => {
    expect(await codeOf(frame, id)).toBe(code);
  });

  test("lists every problem of its parameters, with the path", async () => {
    const { url } = await startServer();
    const client = await RawClient.connect(url);
    const { error } = await client.call("run.open", { experiment: { ...written(), duration: "soon", colour: "red" } });
    expect(error?.code).toBe(errorCodes.invalidParams.code);
    expect(error?.data).toEqual([
      { path: ["experiment", "colour"], message: expect.stringContaining("is not a field") },
      { path: ["experiment", "duration"], message: expect.stringContaining("expected a duration") },
    ]);
  });

  test.each([
    [{ experiment: written({ faults: [{ ...crash, at: "1 hour" }] }) }, "invalidParams"],
    [{ experiment: 3 }, "invalidParams"],
    [{ experiment: written(), runId: "a/b" }, "invalidParams"],
  ] as const)("to open a run (%#) is refused", async (params, name) => {
    const { url } = await startServer();
    const client = await RawClient.connect(url);
    expect((await client.call("run.open", params)).error?.code).toBe(errorCodes[name].code);
  });

  test.each([
    [{ fault: { kind: "card.crash", target: "sn09/n00/c0" } }, "invalidParams"],
    [{ fault: { kind: "card.crush" } }, "invalidParams"],
    [{ fault: { ...crash, at: "1 second" } }, "invalidParams"],
    [{ fault: crash, leaseMs: 1 }, "invalidParams"],
    [{ fault: crash, ttlUs: 0 }, "invalidParams"],
    [{ fault: { ...crash, duration: "1 minute" }, faultId: "taken" }, "faultExists"],
    [{ fault: crash, lease: "nobody's" }, "leaseExpired"],
  ] as const)("to inject a fault (%#) is refused, and nothing is injected", async (params, name) => {
    const { client, runId } = await opened();
    await client.ask("run.advance", { runId, untilUs: 100e6 });
    await client.ask("fault.inject", { runId, fault: { ...crash, id: "taken" } });
    expect((await client.call("fault.inject", { runId, ...params })).error?.code).toBe(errorCodes[name].code);
    expect((await client.ask("fault.list")).faults).toHaveLength(1);
  });

  test("after the end of the run is refused, and looking is not", async () => {
    const { client, runId, endUs } = await opened();
    await client.ask("run.advance", { runId, untilUs: endUs });
    expect((await client.call("fault.inject", { runId, fault: crash })).error?.code).toBe(errorCodes.runOver.code);
    expect(await client.ask("run.snapshot", { runId })).toMatchObject({ isOver: true });
  });

  test("beyond the bounds is refused: open runs", async () => {
    const { url } = await startServer();
    const client = await RawClient.connect(url);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => client.call("run.open", { experiment: written() })),
    );
    expect(answers.filter(({ error }) => error?.code === errorCodes.tooMany.code)).toHaveLength(4);
    const again = { experiment: written(), runId: "run-1" };
    expect((await client.call("run.open", again)).error?.code).toBe(errorCodes.runExists.code);
  });

  test("that is a notification is not answered, whatever it says", async () => {
    const { url } = await startServer();
    const client = await RawClient.connect(url);
    client.socket.send('{"jsonrpc":"2.0","method":"agent.describe"}');
    client.socket.send('{"jsonrpc":"2.0","method":"nonsense"}');
    await client.ask("agent.describe");
    expect(client.frames).toHaveLength(1);
  });
});
