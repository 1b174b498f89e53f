import type { FaultSpec } from "@ordeal/model";
import { openRun } from "@ordeal/simulator";
import { describe, expect, test } from "vitest";
import { HostedCluster } from "../../src/hosting/hosted-cluster.ts";
import { HEALED_AT_ONCE } from "../../src/mock/driver.ts";
import { MockBackend } from "../../src/mock/mock-backend.ts";
import type { OpenRun } from "../../src/mock/open-run.ts";
import { SLICE_EVENTS_MAX } from "../../src/mock/slicer.ts";
import { FairQueue, Share } from "../../src/server/fair-queue.ts";
import { TURN_MS, Turns } from "../../src/server/turns.ts";
import { experimentOf } from "../support.ts";

/** What a turn may take beyond its budget: a request, a look at the clock, or a piece of a heal that had begun. */
const OVERSHOOT_MS = 1;

/** An agent's time on a clock that only work moves: an event takes `eventMs`, a fault's heal a thousandth of that. */
const agent = (eventMs: number) => {
  const clock = { nowMs: 0 };
  const counts = { events: 0, done: [] as Array<string> };
  const nowMs = () => clock.nowMs;
  const counting: OpenRun = (scenario, options) => {
    const run = openRun(scenario, options);
    return new Proxy(run, {
      get(target, key) {
        if (key === "advance") {
          return (untilUs: number, eventsMax = Number.POSITIVE_INFINITY) => {
            counts.done.push("slice");
            for (let events = 0; events < eventsMax; events++) {
              const isThere = target.advance(untilUs, 1);
              if (isThere) return true;
              counts.events++;
              clock.nowMs += eventMs;
            }
            return false;
          };
        }
        if (key === "healAll") {
          return (ids: Iterable<string>) => {
            const healed = target.healAll(ids);
            counts.done.push(`heal ${healed.length}`);
            clock.nowMs += (healed.length * eventMs) / 1_000;
            return healed;
          };
        }
        const value = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  };
  const backend = new MockBackend({ openRun: counting, nowMs, isDriven: true });
  let ids = 0;
  const cluster = new HostedCluster({ backend, nowMs, newId: () => `lease-${++ids}`, version: "test" });
  const queue = new FairQueue(nowMs);
  const turns = new Turns({ queue, backend, keepSafe: () => void cluster.expire(), nowMs });
  return { clock, counts, backend, cluster, queue, turns };
};

/** Ten days in which a link goes down and up every two milliseconds: far more than anybody waits for. */
const flapping = { duration: "10 days" };
const { at: _, ...flap } = experimentOf({
  faults: [{ kind: "link.flap", target: "sn00/plane0", up: "1 millis", down: "1 millis", at: "0 seconds" }],
}).faults[0] as FaultSpec;

const busyRun = async ({ cluster }: ReturnType<typeof agent>, client: object, leaseMs = 600_000) => {
  const run = cluster.open({ experiment: experimentOf(flapping), seed: 1, onEvent: () => {} }, client);
  await cluster.inject(run, { faultId: "flap", fault: flap, ttlUs: 1e15, leaseMs }, client);
  return run;
};

describe("a turn", () => {
  test.each([
    ["quick", 0.000_01],
    ["ordinary", 0.004],
    ["slow", 0.9],
  ])("is bounded by events and by time, with a thousand advances of one run: %s events", async (_name, eventMs) => {
    const it = agent(eventMs);
    const run = await busyRun(it, {});
    for (let one = 0; one < 1_000; one++) run.backend.advance(8e11 - one, () => false).catch(() => {});
    let events = 0;
    for (let turn = 0; turn < 200; turn++) {
      const [beforeMs, before] = [it.clock.nowMs, it.counts.events];
      expect(it.turns.once()).toBe(true);
      expect(it.counts.events - before).toBeLessThanOrEqual(SLICE_EVENTS_MAX);
      expect(it.clock.nowMs - beforeMs).toBeLessThanOrEqual(TURN_MS + OVERSHOOT_MS);
      events += it.counts.events - before;
    }
    expect(events).toBeGreaterThan(200);
    it.turns.stop();
    it.backend.stop();
  });

  test("is one for all runs together, and every run gets on", async () => {
    const it = agent(0.01);
    const runs = [];
    for (let one = 0; one < 16; one++) runs.push(await busyRun(it, {}));
    for (const run of runs) run.backend.advance(8e11, () => false).catch(() => {});
    for (let turn = 0; turn < 60; turn++) {
      const beforeMs = it.clock.nowMs;
      it.turns.once();
      expect(it.clock.nowMs - beforeMs).toBeLessThanOrEqual(TURN_MS + OVERSHOOT_MS);
    }
    for (const run of runs) expect(run.backend.nowUs).toBeGreaterThan(0);
    it.backend.stop();
  });

  test("answers every request that waits before a run goes on, as far as there is time, and then lets it", async () => {
    const it = agent(0.01);
    const run = await busyRun(it, {});
    run.backend.advance(8e11, () => false).catch(() => {});
    const share = new Share(() => false);
    for (let one = 0; one < 100; one++) {
      it.queue.add(share, () => {
        it.counts.done.push("request");
        it.clock.nowMs += 0.5;
        return true;
      });
    }
    it.counts.done.length = 0;
    it.turns.once();
    expect(it.counts.done.slice(0, 5)).toEqual(Array(5).fill("request"));
    expect(it.counts.done[5]).toBe("slice");
    it.backend.stop();
  });
});

describe("safety comes before work", () => {
  test("what expired is healed before any request is answered, or any run goes on", async () => {
    const it = agent(0.01);
    const run = await busyRun(it, {}, 500);
    run.backend.advance(8e11, () => false).catch(() => {});
    it.turns.once();
    it.clock.nowMs += 500;
    it.queue.add(new Share(() => false), () => it.counts.done.push("request") > 0);
    it.counts.done.length = 0;
    it.turns.once();
    expect(it.counts.done.slice(0, 2)).toEqual(["heal 1", "request"]);
    expect(run.backend.injectedCount).toBe(0);
    it.backend.stop();
  });

  test("a halt that somebody asks for heals before any run goes on", async () => {
    const it = agent(0.01);
    const run = await busyRun(it, {});
    run.backend.advance(8e11, () => false).catch(() => {});
    it.turns.once();
    it.counts.done.length = 0;
    it.queue.add(new Share(() => false), () => {
      void it.cluster.halt();
      return true;
    });
    it.turns.once();
    expect(it.counts.done[0]).toBe("heal 1");
    it.backend.stop();
  });

  test("many faults are healed piece by piece, no run goes on meanwhile, and others are answered in between", async () => {
    const it = agent(4);
    const client = {};
    const run = await busyRun(it, client);
    const slow: FaultSpec = { kind: "storage.slow", share: 0.9 } as FaultSpec;
    for (let nth = 1; nth < 5_000; nth++) {
      await it.cluster.inject(run, { faultId: `f${nth}`, fault: slow, ttlUs: 1e15, lease: "lease-1" }, client);
    }
    run.backend.advance(8e11, () => false).catch(() => {});
    it.counts.done.length = 0;
    let answered = 0;
    let healed: ReadonlyArray<unknown> | undefined;
    void it.cluster.halt().then((all) => {
      healed = all;
    });
    // One step of what was asked for begins the heal.
    await Promise.resolve();
    while (run.backend.injectedCount > 0) {
      const [beforeMs, before] = [it.clock.nowMs, answered];
      it.queue.add(new Share(() => false), () => ++answered > 0);
      it.turns.once();
      await Promise.resolve();
      expect(answered).toBe(before + 1);
      expect(it.clock.nowMs - beforeMs).toBeLessThanOrEqual(TURN_MS + HEALED_AT_ONCE * 0.004);
      if (run.backend.injectedCount > 0) expect(it.counts.done).not.toContain("slice");
    }
    await expect.poll(() => healed?.length).toBe(5_000);
    it.backend.stop();
  });
});
