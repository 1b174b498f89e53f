import { openRun } from "@ordeal/simulator";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Refused } from "../../src/backend/refused.ts";
import { HostedCluster } from "../../src/hosting/hosted-cluster.ts";
import type { HostedRun } from "../../src/hosting/hosted-run.ts";
import { MockBackend } from "../../src/mock/mock-backend.ts";
import type { MockRun } from "../../src/mock/mock-run.ts";
import { experimentOf } from "../support.ts";

/** What a few lines think that the agent should know: which fault lives on which lease, until when, held by whom. */
interface Model {
  nowMs: number;
  isHalted: boolean;
  readonly leases: Map<string, { expiresMs: number; readonly lengthMs: number; holder: number | undefined }>;
  readonly faults: Map<string, string>;
}

interface Real {
  readonly clock: { nowMs: number };
  readonly cluster: HostedCluster<MockRun>;
  readonly run: HostedRun<MockRun>;
  readonly holders: Array<object>;
}

type Command = fc.AsyncCommand<Model, Real>;

/** After every command the agent lists exactly the faults of the model, and knows who holds them. */
const agree = (model: Model, { cluster, run }: Real): void => {
  const listed = cluster.faults(run.id).map(({ faultId, lease, held }) => ({ faultId, lease, held }));
  const expected = [...model.faults]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([faultId, lease]) => ({ faultId, lease, held: model.leases.get(lease)?.holder !== undefined }));
  expect(listed).toEqual(expected);
  expect(run.backend.injected().map(({ faultId }) => faultId)).toEqual(expected.map(({ faultId }) => faultId));
};

const refusal = async (ask: () => unknown): Promise<string> => {
  try {
    await ask();
    return "done";
  } catch (error) {
    if (error instanceof Refused) return error.name;
    throw error;
  }
};

const nth = <A>(items: Iterable<A>, index: number): A | undefined => {
  const all = [...items];
  return all[index % Math.max(1, all.length)];
};

const command = (text: string, act: (model: Model, real: Real) => Promise<void> | void): Command => ({
  check: () => true,
  toString: () => text,
  run: async (model, real) => {
    await act(model, real);
    agree(model, real);
  },
});

const inject = (id: number, holder: number, shares: boolean, isArmed: boolean, leaseMs: number): Command =>
  command(
    `inject f${id} by ${holder}${shares ? " on a shared lease" : ""}${isArmed ? ", armed" : ""}`,
    async (model, real) => {
      const faultId = `f${id}`;
      if (model.faults.has(faultId) || real.run.injectedIds().includes(faultId)) return;
      const shared = shares ? nth(model.leases.keys(), id) : undefined;
      const [fault] = experimentOf({
        faults: [
          {
            kind: "node.crash",
            target: `sn0${id % 2}/n00`,
            at: isArmed ? "170 minutes" : "0 seconds",
            duration: "3 hours",
          },
        ],
      }).faults;
      if (fault === undefined) throw new Error("there is one");
      const { at, ...now } = fault;
      const request = {
        faultId,
        fault: isArmed ? fault : now,
        ttlUs: 1e12,
        ...(shared === undefined ? {} : { lease: shared }),
      };
      const before = new Set(model.leases.keys());
      let lease: string | undefined;
      const said = await refusal(async () => {
        lease = (await real.cluster.inject(real.run, { ...request, leaseMs }, real.holders[holder] as object)).id;
      });
      expect(said).toBe(model.isHalted ? "halted" : "done");
      if (lease === undefined) return;
      const known = model.leases.get(lease);
      if (known === undefined) {
        expect(before.has(lease)).toBe(false);
        model.leases.set(lease, { expiresMs: model.nowMs + leaseMs, lengthMs: leaseMs, holder });
      } else {
        known.expiresMs = model.nowMs + known.lengthMs;
        known.holder = holder;
      }
      model.faults.set(faultId, lease);
    },
  );

const heal = (index: number): Command =>
  command(`heal fault ${index}`, async (model, { run }) => {
    const faultId = nth(model.faults.keys(), index);
    if (faultId === undefined) return;
    expect(await run.heal(faultId)).toBe(true);
    expect(await run.heal(faultId)).toBe(false);
    model.faults.delete(faultId);
  });

const renew = (index: number, holder: number): Command =>
  command(`renew lease ${index} by ${holder}`, async (model, { cluster, holders }) => {
    const id = nth(model.leases.keys(), index);
    const said = await refusal(() => cluster.renew(id ?? "nobody's", holders[holder] as object));
    const lease = id === undefined ? undefined : model.leases.get(id);
    expect(said).toBe(lease === undefined ? "leaseExpired" : "done");
    if (lease === undefined) return;
    lease.expiresMs = model.nowMs + lease.lengthMs;
    lease.holder = holder;
  });

const expire = async (model: Model, { cluster }: Real): Promise<void> => {
  await cluster.expire();
  for (const [id, { expiresMs }] of model.leases) {
    if (expiresMs > model.nowMs) continue;
    model.leases.delete(id);
    for (const [faultId, lease] of model.faults) if (lease === id) model.faults.delete(faultId);
  }
};

const pass = (ms: number): Command =>
  command(`${ms} ms pass`, async (model, real) => {
    model.nowMs += ms;
    real.clock.nowMs += ms;
    await expire(model, real);
  });

const disconnect = (holder: number): Command =>
  command(`${holder} is gone, and somebody else comes`, (model, { cluster, holders }) => {
    cluster.abandon(holders[holder] as object);
    holders[holder] = {};
    for (const lease of model.leases.values()) if (lease.holder === holder) lease.holder = undefined;
  });

const halt = command("halt", async (model, { cluster }) => {
  expect((await cluster.halt()).map(({ faultId }) => faultId)).toHaveLength(model.faults.size);
  model.isHalted = true;
  model.faults.clear();
});

const lift = command("lift", (model, { cluster }) => {
  cluster.lift();
  model.isHalted = false;
});

const advance = (seconds: number): Command =>
  command(`${seconds} s of the cluster pass`, (_, { run }) => {
    run.backend.slice(run.backend.nowUs + seconds * 1e6, 1e9);
  });

const holder = fc.nat(2);
const commands = fc.commands(
  [
    fc
      .tuple(fc.nat(30), holder, fc.boolean(), fc.boolean(), fc.integer({ min: 100, max: 5_000 }))
      .map((all) => inject(...all)),
    fc.nat(9).map(heal),
    fc.tuple(fc.nat(9), holder).map((all) => renew(...all)),
    fc.integer({ min: 0, max: 3_000 }).map(pass),
    holder.map(disconnect),
    fc.constant(halt),
    fc.constant(lift),
    fc.integer({ min: 0, max: 600 }).map(advance),
  ],
  { size: "+1" },
);

test("leases and heals do what a few lines say, in any order; and when all leases have ended no fault is left", async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (all) => {
      const clock = { nowMs: 0 };
      let ids = 0;
      const nowMs = () => clock.nowMs;
      const cluster = new HostedCluster({
        backend: new MockBackend({ openRun, nowMs, isDriven: false }),
        nowMs,
        newId: () => `lease-${++ids}`,
        version: "test",
      });
      const holders: Array<object> = [{}, {}, {}];
      // The run outlasts everything that may happen: only heals end its faults.
      const experiment = experimentOf({ duration: "10 hours" });
      const run = cluster.open({ experiment, seed: 1, onEvent: () => {} }, holders[0] as object);
      const model: Model = { nowMs: 0, isHalted: false, leases: new Map(), faults: new Map() };
      const real = { clock, cluster, run, holders };
      await fc.asyncModelRun(() => ({ model, real }), all);
      clock.nowMs += 10_000;
      cluster.expire();
      expect(run.backend.injected()).toEqual([]);
      expect(run.backend.snapshot().faults).toEqual([]);
    }),
    { numRuns: 400, seed: 3 },
  );
});
