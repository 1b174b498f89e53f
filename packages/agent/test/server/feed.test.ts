import type { Duplex } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { Connection } from "../../src/server/connection.ts";
import { BufferSpace } from "../../src/server/event-buffer.ts";
import { Feed } from "../../src/server/feed.ts";
import { Unread } from "../../src/server/unread.ts";

/** A client that reads nothing, or everything at once, with the buffers that it was written and what was said in them. */
const reader = (unread: Unread, isDeaf = false) => {
  const written: Array<Buffer> = [];
  const socket = {
    readyState: 1,
    OPEN: 1,
    get bufferedAmount() {
      return isDeaf ? written.reduce((sum, { length }) => sum + length, 0) : 0;
    },
  };
  const wire = { write: (bytes: Buffer) => written.push(bytes), cork: () => {}, uncork: () => {} };
  const connection = new Connection("c", socket as unknown as WebSocket, wire as unknown as Duplex, unread);
  const said = () => [
    ...Buffer.concat(written)
      .toString("latin1")
      .matchAll(/"seq":(\d+)|(answer \d+)/g),
  ];
  return { connection, written, said: () => said().map(([, seq, answer]) => answer ?? Number(seq)) };
};

const event = (seq: number) => ({ seq, atUs: seq, type: "job.started", data: { pad: "x".repeat(40) } }) as never;
const turn = () => new Promise((resolve) => setImmediate(resolve));
const feedOf = (onLag: (connection: Connection, nextSeq: number) => void = () => {}) =>
  new Feed("r", new BufferSpace(), onLag);

describe("what a run says", () => {
  test("reaches everybody who reads it, each in its order, between what each is sent by itself", async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.constant("event" as const) },
      fc.tuple(fc.constantFrom("answer", "subscribe", "unsubscribe"), fc.nat(2)),
      fc.constant("turn" as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const feed = feedOf();
        const unread = new Unread();
        const readers = [reader(unread), reader(unread), reader(unread)];
        const expected: Array<Array<number | string>> = [[], [], []];
        const reading = new Set<number>();
        let [seq, answers] = [0, 0];
        for (const one of steps) {
          if (one === "turn") await turn();
          else if (one === "event") {
            feed.say(event(seq));
            for (const nth of reading) expected[nth]?.push(seq);
            seq++;
          } else {
            const [what, nth] = one;
            const { connection } = readers[nth] as (typeof readers)[number];
            if (what === "answer") {
              connection.send(`answer ${++answers}`);
              expected[nth]?.push(`answer ${answers}`);
            } else if (what === "subscribe") {
              feed.unsubscribe(connection);
              feed.send(connection, seq, 1);
              reading.add(nth);
            } else {
              feed.unsubscribe(connection);
              reading.delete(nth);
            }
          }
        }
        await turn();
        expect(readers.map(({ said }) => said())).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test("is turned into bytes once, however many read it", async () => {
    const feed = feedOf();
    const unread = new Unread();
    const readers = Array.from({ length: 300 }, () => reader(unread));
    for (const { connection } of readers) feed.send(connection, 0, 1);
    for (let seq = 0; seq < 100; seq++) feed.say(event(seq));
    await turn();
    const buffers = new Set(readers.flatMap(({ written }) => written));
    expect(buffers.size).toBe(1);
    expect(readers.at(-1)?.said()).toHaveLength(100);
  });

  test("is kept from whoever reads nothing, from an event on that it is told", async () => {
    const lagged: Array<number> = [];
    const feed = feedOf((_, nextSeq) => lagged.push(nextSeq));
    const unread = new Unread();
    const [deaf, good] = [reader(unread, true), reader(unread)];
    for (const { connection } of [deaf, good]) feed.send(connection, 0, 1);
    for (let seq = 0; seq < 60_000; seq++) {
      feed.say(event(seq));
      if (seq % 1_000 === 0) await turn();
    }
    await turn();
    expect(lagged).toHaveLength(1);
    expect(deaf.said()).toEqual(Array.from({ length: lagged[0] ?? 0 }, (_, seq) => seq));
    expect(good.said()).toHaveLength(60_000);
  });
});
