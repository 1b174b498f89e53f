import { expect, test } from "vitest";
import { Said, SaidSpace } from "../../src/mock/said.ts";

const say = (said: Said, events: number) => {
  for (let event = 0; event < events; event++) said.add();
};

test("a run says so much and no more; while others have said a lot, less; and what is gone makes room", () => {
  const space = new SaidSpace();
  const [one, other, third] = [new Said(space), new Said(space), new Said(space)];
  say(one, 1_500_000);
  expect(one.isTooMuch).toBe(false);
  say(one, 1);
  expect(one.isTooMuch).toBe(true);
  say(other, 600_000);
  expect(other.isTooMuch).toBe(true);
  say(third, 200_000);
  expect(third.isTooMuch).toBe(false);
  say(third, 1);
  expect(third.isTooMuch).toBe(true);
  one.end();
  expect([other.isTooMuch, third.isTooMuch]).toEqual([false, false]);
  expect(space.events).toBe(800_001);
});
