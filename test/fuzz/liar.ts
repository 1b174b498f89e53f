import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { onTestFinished } from "vitest";
import { WebSocket, WebSocketServer } from "ws";

const edges = fc.constantFrom<unknown>(null, -1, 0, 1, 0.5, 1e15, "", "x", [], {}, true, false);

/** One lie: what an agent does with the `nth` of its frames, counted from `nth` on every so many. */
export const lie = fc.record({
  nth: fc.nat({ max: 60 }),
  every: fc.constantFrom(1, 7, 1_000_000),
  does: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ what: fc.constant("part" as const), where: fc.nat({ max: 30 }), value: edges }),
    },
    fc.record({
      what: fc.constantFrom("drop" as const, "twice" as const, "garbage" as const, "hang up" as const, "swap" as const),
    }),
  ),
});
export type Lie = typeof lie extends fc.Arbitrary<infer T> ? T : never;

/** Puts `value` in the place of the `where`-th part of a value, counted as they stand in its text. */
export const withPart = (whole: unknown, where: number, value: unknown): unknown => {
  let left = where;
  const copy = (part: unknown): unknown => {
    if (left-- === 0) return value;
    if (Array.isArray(part)) return part.map(copy);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, field]) => [key, copy(field)]));
  };
  return copy(whole);
};

/** An agent that passes on what an honest one says, but for its lies; its address. */
export const liar = async (honest: string) => {
  let lies: ReadonlyArray<Lie> = [];
  let frames = 0;
  let told = 0;
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", path: "/v1" });
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on("connection", (near) => {
    const far = new WebSocket(`${honest}/v1`);
    const waiting: Array<string> = [];
    let held: string | undefined;
    far.on("open", () => {
      for (const text of waiting) far.send(text);
    });
    far.on("error", () => {}).on("close", () => near.terminate());
    near.on("error", () => {}).on("close", () => far.terminate());
    near.on("message", (bytes) =>
      far.readyState === WebSocket.OPEN ? far.send(String(bytes)) : waiting.push(String(bytes)),
    );
    const say = (text: string) => near.readyState === WebSocket.OPEN && near.send(text);
    far.on("message", (bytes) => {
      const text = String(bytes);
      const nth = frames++;
      const now = lies.find(({ nth: from, every }) => nth >= from && (nth - from) % every === 0)?.does;
      if (now === undefined) say(text);
      else {
        told++;
        if (now.what === "part") say(JSON.stringify(withPart(JSON.parse(text), now.where, now.value)));
        else if (now.what === "twice") for (const again of [text, text]) say(again);
        else if (now.what === "garbage") for (const noise of ["\u0000{", "[]", "null", text]) say(noise);
        else if (now.what === "hang up") near.terminate();
        else if (now.what === "swap" && held === undefined) held = text;
      }
      if (held !== undefined && held !== text) {
        say(held);
        held = undefined;
      }
    });
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tell: (these: ReadonlyArray<Lie>) => {
      lies = these;
      frames = 0;
      told = 0;
    },
    told: () => told,
  };
};
