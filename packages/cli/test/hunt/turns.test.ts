import { expect, test } from "vitest";
import { Turns } from "../../src/hunt/turns.ts";

test("a turn goes on piece by piece until it is over", async () => {
  let pieces = 0;
  await new Turns().take(
    () => pieces >= 3,
    () => pieces++,
  );
  expect(pieces).toBe(3);
});

test("a turn ends after some milliseconds, and others have theirs", async () => {
  const turns = new Turns();
  let others = 0;
  let isOver = false;
  const other = () => {
    others++;
    if (!isOver) setImmediate(other);
  };
  setImmediate(other);
  for (let taken = 0; taken < 3; taken++) {
    const before = others;
    const startedMs = performance.now();
    await turns.take(
      () => false,
      () => {},
    );
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(7);
    expect(others).toBeGreaterThan(before);
  }
  isOver = true;
});

test("what a piece throws is thrown to whoever took the turn", async () => {
  const take = new Turns().take(
    () => false,
    () => {
      throw new RangeError("no");
    },
  );
  await expect(take).rejects.toThrow("no");
});
