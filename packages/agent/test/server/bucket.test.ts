import fc from "fast-check";
import { expect, test } from "vitest";
import { TokenBucket } from "../../src/server/bucket.ts";

test("over any time no more pass than its rate, and one burst", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.array(fc.nat(300), { maxLength: 200 }), (perSecond, waits) => {
      const bucket = new TokenBucket(perSecond, 0);
      let nowMs = 0;
      let passed = 0;
      for (const waitMs of waits) {
        nowMs += waitMs;
        for (let one = 0; one < 20; one++) if (bucket.take(nowMs)) passed++;
        expect(passed).toBeLessThanOrEqual(perSecond + (perSecond * nowMs) / 1_000 + 1e-6);
      }
    }),
  );
});

test("whoever waits gets through", () => {
  const bucket = new TokenBucket(10, 0);
  for (let one = 0; one < 10; one++) expect(bucket.take(0)).toBe(true);
  expect(bucket.take(0)).toBe(false);
  expect(bucket.take(100)).toBe(true);
});
