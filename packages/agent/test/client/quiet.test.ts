import { expect, test } from "vitest";
import { unlessQuiet } from "../../src/client/quiet.ts";

const quiet = () => new Error("quiet");
const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("what comes in time is what is waited for", async () => {
  const waiting = { quietMs: 200, heardMs: () => 0, reject: quiet };
  expect(await unlessQuiet(Promise.resolve(7), waiting)).toBe(7);
  await expect(unlessQuiet(Promise.reject(new Error("refused")), waiting)).rejects.toThrow("refused");
});

test("what never comes is given up after the time that was said", async () => {
  const startedMs = performance.now();
  await expect(unlessQuiet(new Promise(() => {}), { quietMs: 60, heardMs: () => 0, reject: quiet })).rejects.toThrow(
    "quiet",
  );
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(59);
});

test("while there is a sign of life nothing is given up", async () => {
  let heardMs = 0;
  const beating = setInterval(() => {
    heardMs = performance.now();
  }, 20);
  const answer = after(300).then(() => "late");
  expect(await unlessQuiet(answer, { quietMs: 100, heardMs: () => heardMs, reject: quiet })).toBe("late");
  clearInterval(beating);
});

test("whoever stood still himself accuses nobody", async () => {
  const answer = after(50).then(() => "there");
  const waiting = unlessQuiet(answer, { quietMs: 100, heardMs: () => 0, reject: quiet });
  // As a process that is stopped: no timer fires, nothing is read.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 800);
  expect(await waiting).toBe("there");
});
