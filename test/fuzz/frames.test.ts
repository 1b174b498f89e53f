import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { fuzz } from "../support/fuzz.ts";
import { startAgent } from "../support/processes.ts";
import { withPart } from "./liar.ts";

/** The agent may take so much memory, whatever it is asked; MB. */
const RSS_MB_MAX = 300;
/** It answers within that time; a refused frame and a closed connection are answers too. */
const ANSWER_MS = 10_000;
/** Fifteen frames each, one with the other: more than a million in all. */
const SEQUENCES = 100_000;

const experiment = JSON.parse(
  readFileSync(new URL("../../packages/agent/examples/experiment.json", import.meta.url), "utf8"),
) as object;

const runId = fc.constantFrom("r0", "r1");
const faultId = fc.constantFrom("f0", "f1", "f2");
const untilUs = fc.constantFrom(0, 1, 60_000_000, 1_800_000_000, 7_200_000_000);
const fault = fc.constantFrom(
  { kind: "card.crash", target: "sn00/n01/c3" },
  { kind: "job.crash", at: "30 minutes" },
  { kind: "card.slow", target: "sn00/n00/c0", speed: "50 %", duration: "10 minutes" },
  { kind: "link.flap", target: "sn00/plane0", up: "1 second", down: "1 second", duration: "20 minutes" },
  { kind: "storage.down", duration: "5 minutes" },
  { kind: "job.crash", on: { event: "load.started", every: true } },
);

/** A request that the agent understands, in the state that those before it left. */
const request = fc.oneof(
  fc.record({ method: fc.constant("agent.describe"), params: fc.constant({}) }),
  fc.record({ method: fc.constant("agent.halt"), params: fc.record({ lift: fc.boolean() }) }),
  {
    weight: 4,
    arbitrary: fc.record({
      method: fc.constant("run.open"),
      params: fc.record({ experiment: fc.constant(experiment), runId, seed: fc.nat() }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ method: fc.constant("run.advance"), params: fc.record({ runId, untilUs }) }) },
  fc.record({ method: fc.constant("run.pace"), params: fc.record({ runId, rate: fc.constantFrom(0, 1, 1e6) }) }),
  {
    weight: 4,
    arbitrary: fc.record({
      method: fc.constant("fault.inject"),
      params: fc.record({ runId, faultId, fault, leaseMs: fc.constantFrom(1_000, 10_000) }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ method: fc.constant("fault.heal"), params: fc.record({ runId, faultId }) }) },
  fc.record({
    method: fc.constant("events.subscribe"),
    params: fc.record({ runId, fromSeq: fc.constantFrom(0, 3, 1e9) }),
  }),
  fc.record({
    method: fc.constantFrom("run.snapshot", "run.result", "fault.list", "run.close", "events.unsubscribe"),
    params: fc.record({ runId }),
  }),
  fc.record({ method: fc.constant("lease.renew"), params: fc.record({ lease: fc.constantFrom("l", "") }) }),
);

const edges = fc.constantFrom<unknown>(
  null,
  -1,
  0.5,
  1e308,
  2 ** 53,
  "",
  "\u0000",
  "x".repeat(10_000),
  [],
  {},
  [[[[]]]],
  true,
  "__proto__",
  { length: 1e9 },
);

/** What becomes of a request on its way: mostly nothing, else one part of it is another. */
const change = fc.option(fc.record({ where: fc.nat({ max: 40 }), value: edges }), { freq: 4 });

interface Answer {
  readonly id?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** Says something and waits for the answer of that id; `undefined` where the agent hung up instead. */
const ask = (socket: WebSocket, id: number, frame: unknown) =>
  new Promise<Answer | undefined>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no answer to ${JSON.stringify(frame).slice(0, 300)}`)), ANSWER_MS);
    const done = (answer: Answer | undefined) => {
      clearTimeout(late);
      socket.off("message", hear);
      socket.off("close", hangUp);
      resolve(answer);
    };
    const hear = (bytes: unknown) => {
      const answer = JSON.parse(String(bytes)) as Answer;
      if (answer.id === id || (answer.id === null && answer.error !== undefined)) done(answer);
    };
    const hangUp = () => done(undefined);
    socket.on("message", hear);
    socket.on("close", hangUp);
    socket.send(JSON.stringify(frame));
  });

const connect = async (url: string): Promise<WebSocket> => {
  const socket = new WebSocket(`${url}/v1`);
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("open", resolve));
  return socket;
};

const rssMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1_024;

test("whatever follows on valid requests is answered, and the agent lives on within its memory", async () => {
  const agent = await startAgent(["--port", "0"]);
  const frames = { sent: 0, rssMbMost: 0 };
  await fuzz({
    name: "frames",
    whole: SEQUENCES,
    arbitrary: fc.array(fc.tuple(request, change), { minLength: 1, maxLength: 30, size: "max" }),
    check: async (steps) => {
      const socket = await connect(agent.url);
      try {
        for (const [id, [valid, changed]] of steps.entries()) {
          const whole = { jsonrpc: "2.0", id, ...valid };
          const frame = changed === null ? whole : withPart(whole, changed.where, changed.value);
          // Without an id of its own nobody can tell its answer, and a notification has none.
          if ((frame as { readonly id?: unknown } | null)?.id !== id) continue;
          frames.sent++;
          const answer = await ask(socket, id, frame);
          if (answer === undefined) break;
          const { error } = answer;
          if (error !== undefined)
            expect(error.code, `${error.message} to ${JSON.stringify(frame).slice(0, 300)}`).not.toBe(-32603);
        }
        for (const lift of ["r0", "r1"]) {
          if (socket.readyState === WebSocket.OPEN)
            await ask(socket, 1_000, { jsonrpc: "2.0", id: 1_000, method: "run.close", params: { runId: lift } });
        }
      } finally {
        socket.terminate();
      }
      expect(agent.child.exitCode, agent.err).toBeNull();
      const rss = rssMb(agent.child.pid ?? 0);
      frames.rssMbMost = Math.max(frames.rssMbMost, rss);
      expect(rss).toBeLessThan(RSS_MB_MAX);
    },
  });
  process.stderr.write(`${frames.sent} frames, at most ${Math.round(frames.rssMbMost)} MB\n`);
  expect(agent.err).not.toMatch(/^ +at /m);
});
