import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FairQueue, Share } from "../../src/server/fair-queue.ts";

const ready = () => false;

describe("a fair queue", () => {
  test("gives everybody who waits the same time, whatever their jobs take, to within one job", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 8 }), (jobsMs) => {
        let nowMs = 0;
        const queue = new FairQueue(() => nowMs);
        const spentMs = jobsMs.map(() => 0);
        for (const [index, ms] of jobsMs.entries()) {
          const share = new Share(ready);
          for (let job = 0; job < 2_000; job++) {
            queue.add(share, () => {
              nowMs += ms;
              spentMs[index] = (spentMs[index] as number) + ms;
              return true;
            });
          }
        }
        while (nowMs < 1_500 && queue.workUntil(nowMs + 5));
        const slowest = Math.max(...jobsMs);
        expect(Math.max(...spentMs) - Math.min(...spentMs)).toBeLessThanOrEqual(2 * slowest);
      }),
      { numRuns: 100 },
    );
  });

  test("serves whoever comes new, or comes back, next, and not for as long as the others have had", () => {
    let nowMs = 0;
    const queue = new FairQueue(() => nowMs);
    const order: Array<string> = [];
    const [busy, other] = [new Share(ready), new Share(ready)];
    const job = (name: string) => () => {
      nowMs += 10;
      order.push(name);
      return true;
    };
    for (let one = 0; one < 100; one++) queue.add(busy, job("busy"));
    for (let turn = 0; turn < 50; turn++) queue.workUntil(nowMs);
    for (let one = 0; one < 100; one++) queue.add(other, job("other"));
    order.length = 0;
    for (let turn = 0; turn < 20; turn++) queue.workUntil(nowMs);
    expect(order[0]).toBe("other");
    expect(order.filter((name) => name === "busy").length).toBeGreaterThanOrEqual(9);
  });

  test("keeps each one's jobs in their order, those of many pieces too", () => {
    const queue = new FairQueue(() => 0);
    const share = new Share(ready);
    const order: Array<string> = [];
    for (let job = 0; job < 600; job++) {
      let piece = 0;
      queue.add(share, () => {
        order.push(`${job}.${piece}`);
        return ++piece === 2;
      });
    }
    while (queue.workUntil(0));
    expect(order).toEqual(Array.from({ length: 600 }, (_, job) => [`${job}.0`, `${job}.1`]).flat());
    expect(queue.isEmpty).toBe(true);
  });

  test("passes over whoever reads nothing, and forgets whoever is gone", () => {
    const queue = new FairQueue(() => 0);
    const order: Array<string> = [];
    const [held, gone, there] = [new Share(() => true), new Share(ready), new Share(ready)];
    for (const [name, share] of Object.entries({ held, gone, there })) queue.add(share, () => order.push(name) > 0);
    queue.remove(gone);
    while (queue.workUntil(0));
    expect(order).toEqual(["there"]);
    expect(queue.isEmpty).toBe(false);
  });
});
