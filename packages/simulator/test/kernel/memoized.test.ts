import { expect, test } from "vitest";
import { memoized } from "../../src/kernel/memoized.ts";

test("an answer is worked out once for each object, and another one for its equal", () => {
  let calls = 0;
  const answer = memoized(({ value }: { readonly value: number }) => ({ twice: 2 * value, call: ++calls }));
  const one = { value: 3 };
  expect(answer(one)).toBe(answer(one));
  expect(answer({ value: 3 })).toEqual({ twice: 6, call: 2 });
});
