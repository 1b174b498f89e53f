import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { WebSocket } from "ws";
import { Connection } from "../../src/server/connection.ts";
import { Unread } from "../../src/server/unread.ts";

/** A connection whose other side has so many bytes to read. */
const connectionWith = (unread: { bytes: number }): Connection => {
  const socket = {
    readyState: 1,
    OPEN: 1,
    get bufferedAmount() {
      return unread.bytes;
    },
  } as unknown as WebSocket;
  return new Connection("client", socket, new PassThrough(), new Unread());
};

test("who is held at the very first look is cut off as soon as who is held later", () => {
  const unread = { bytes: 10_000_000 };
  const client = connectionWith(unread);
  expect([0, 1_000, 2_999, 3_000].map((nowMs) => client.isDeaf(nowMs))).toEqual([false, false, false, true]);
});

test("who reads some meanwhile has its time again, and who is not held has all the time", () => {
  const unread = { bytes: 10_000_000 };
  const client = connectionWith(unread);
  expect(client.isDeaf(0)).toBe(false);
  unread.bytes = 9_000_000;
  expect([2_000, 4_999, 5_000].map((nowMs) => client.isDeaf(nowMs))).toEqual([false, false, true]);
  unread.bytes = 0;
  expect([5_001, 60_000].map((nowMs) => client.isDeaf(nowMs))).toEqual([false, false]);
  unread.bytes = 9_500_000;
  expect([60_001, 62_999, 63_000].map((nowMs) => client.isDeaf(nowMs))).toEqual([false, false, true]);
});
