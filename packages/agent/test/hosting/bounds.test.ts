import type { FaultSpec } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import type { AgentBackend, BackendRun } from "../../src/backend/backend.ts";
import { bounds } from "../../src/hosting/bounds.ts";
import { HostedCluster } from "../../src/hosting/hosted-cluster.ts";
import { experimentOf } from "../support.ts";

/** A run whose faults are a set of ids; `slowly` makes injecting and healing take until it is let through. */
class BareRun implements BackendRun {
  readonly nowUs = 0;
  readonly endUs = 1;
  readonly isOver = false;
  readonly ids = new Set<string>();
  isClosed = false;
  slowly: Promise<void> | undefined;

  inject(_: FaultSpec, { id }: { readonly id: string }) {
    if (this.slowly === undefined) return this.ids.add(id);
    return this.slowly.then(() => this.ids.add(id));
  }
  heal(faultIds: ReadonlyArray<string>) {
    return faultIds.filter((id) => this.ids.delete(id));
  }
  injected() {
    return [...this.ids].map((id) => ({ faultId: id, scriptId: id, kind: "job.crash" as const, sinceUs: null }));
  }
  get injectedCount() {
    return this.ids.size;
  }
  advance = () => Promise.resolve();
  pace = () => Promise.resolve(true);
  snapshot = () => unused();
  result = () => unused();
  telemetry = () => unused();
  close() {
    this.isClosed = true;
  }
}

const unused = (): never => {
  throw new Error("nobody looks");
};

const hosting = () => {
  const clock = { nowMs: 0 };
  let ids = 0;
  const backend: AgentBackend<BareRun> = {
    about: { agent: "bare", capabilities: { kinds: ["job.crash"], virtualTime: false } },
    open: () => new BareRun(),
    work: () => false,
    onWork: () => {},
    stop: () => {},
  };
  const closed: Array<string> = [];
  const cluster = new HostedCluster({
    backend,
    nowMs: () => clock.nowMs,
    newId: () => `lease-${++ids}`,
    version: "test",
  });
  cluster.onClosed = (runId) => closed.push(runId);
  const open = (client: object, runId?: string) =>
    cluster.open(
      { ...(runId === undefined ? {} : { runId }), experiment: experimentOf(), seed: 1, onEvent: () => {} },
      client,
    );
  return { clock, cluster, open, closed };
};

const crash: FaultSpec = { kind: "job.crash" };
const asked = (nth: number | string, more: object = {}) => ({ faultId: `f${nth}`, fault: crash, ttlUs: 1, ...more });

describe("one client", () => {
  test("may open so many runs, and another one still may", () => {
    const { open } = hosting();
    const [one, other] = [{}, {}];
    for (let run = 0; run < bounds.runsOfClient; run++) open(one);
    expect(() => open(one)).toThrow(`expected at most ${bounds.runsOfClient} open runs of a client`);
    expect(() => open(other)).not.toThrow();
  });

  test("may inject so many faults into all its runs, and another one still may", async () => {
    const { cluster, open } = hosting();
    const [one, other] = [{}, {}];
    const runs = [open(one), open(one)] as const;
    const { id } = await cluster.inject(runs[0], asked(0), one);
    for (let nth = 1; nth < bounds.faultsOfClient; nth++) {
      await cluster.inject(runs[nth % 2] as (typeof runs)[0], asked(nth, { lease: id }), one);
    }
    await expect(cluster.inject(runs[1], asked("last"), one)).rejects.toMatchObject({ name: "tooMany" });
    expect(runs[1].backend.ids.has("flast")).toBe(false);
    await expect(cluster.inject(open(other), asked("last"), other)).resolves.toMatchObject({ holder: other });
    // All of them are listed, healed and looked for in a time that grows with their number only.
    expect(cluster.faults()).toHaveLength(bounds.faultsOfClient + 1);
    expect(await cluster.halt()).toHaveLength(bounds.faultsOfClient + 1);
    expect(cluster.faultsCount).toBe(0);
  }, 30_000);

  test("may hold so many leases; whoever shares one needs no more", async () => {
    const { cluster, open } = hosting();
    const client = {};
    const run = open(client);
    for (let nth = 0; nth < bounds.leasesOfClient; nth++) await cluster.inject(run, asked(nth), client);
    await expect(cluster.inject(run, asked("last"), client)).rejects.toMatchObject({ name: "tooMany" });
    expect(run.backend.ids.has("flast")).toBe(false);
    await cluster.inject(run, asked("last", { lease: "lease-1" }), client);
    expect(run.backend.ids.has("flast")).toBe(true);
  });

  test("that injects one fault 300,000 times has one lease, and one fault", async () => {
    const { cluster, open } = hosting();
    const client = {};
    const run = open(client);
    for (let nth = 0; nth < 300_000; nth++) await cluster.inject(run, asked("one", { leaseMs: 600_000 }), client);
    expect(cluster.faults()).toMatchObject([{ faultId: "fone", lease: "lease-300000", held: true }]);
    // Of all those leases one is left: the client has room for others.
    for (let nth = 1; nth < bounds.leasesOfClient; nth++) await cluster.inject(run, asked(nth), client);
    await expect(cluster.inject(run, asked("last"), client)).rejects.toMatchObject({ name: "tooMany" });
  }, 30_000);

  test("that is at its bound may still change the lease of a fault", async () => {
    const { cluster, open } = hosting();
    const client = {};
    const run = open(client);
    for (let nth = 0; nth < bounds.leasesOfClient; nth++) await cluster.inject(run, asked(nth), client);
    await expect(cluster.inject(run, asked(5, { leaseMs: 200 }), client)).resolves.toMatchObject({ lengthMs: 200 });
  });

  test("that takes another's fault over at its bound is refused, and the fault keeps the lease it has", async () => {
    const { clock, cluster, open } = hosting();
    const [one, other] = [{}, {}];
    const run = open(one);
    await cluster.inject(run, asked("theirs", { leaseMs: 300 }), one);
    for (let nth = 0; nth < bounds.leasesOfClient; nth++) await cluster.inject(run, asked(nth), other);
    await expect(cluster.inject(run, asked("theirs", { leaseMs: 5_000 }), other)).rejects.toMatchObject({
      name: "tooMany",
    });
    clock.nowMs += 300;
    expect(await cluster.expire()).toMatchObject([{ healed: ["ftheirs"] }]);
  });

  test("may inject no fault of any length", async () => {
    const { cluster, open } = hosting();
    const client = {};
    const run = open(client);
    const long = { faultId: "long", fault: { ...crash, cause: "x".repeat(bounds.faultCharacters) }, ttlUs: 1 };
    await expect(cluster.inject(run, long, client)).rejects.toMatchObject({ name: "tooMany" });
    expect(cluster.faults()).toEqual([]);
  });
});

describe("all clients together", () => {
  test("have so many runs; one that nobody holds makes room", async () => {
    const { cluster, open, closed } = hosting();
    const leaving = {};
    open(leaving, "old");
    for (let run = 1; run < bounds.runs; run++) open({});
    expect(() => open({})).toThrow(`expected at most ${bounds.runs} open runs of all clients`);
    cluster.abandon(leaving);
    expect(() => open({})).not.toThrow();
    expect(closed).toEqual(["old"]);
  });
});

describe("a backend that takes its time", () => {
  const gate = () => {
    let open = (): void => {};
    const passed = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { passed, open };
  };

  test("may be halted while it injects: the fault is healed, and its client refused", async () => {
    const { cluster, open } = hosting();
    const client = {};
    const run = open(client);
    const { passed, open: letThrough } = gate();
    run.backend.slowly = passed;
    const injecting = cluster.inject(run, asked("late"), client);
    expect(await cluster.halt()).toEqual([]);
    letThrough();
    await expect(injecting).rejects.toMatchObject({ name: "halted" });
    expect(run.backend.ids.size).toBe(0);
  });

  test("may see its lease expire, or its run close, while it injects: the same", async () => {
    const { clock, cluster, open } = hosting();
    const client = {};
    for (const end of ["expire", "close"]) {
      const run = open(client);
      const { passed, open: letThrough } = gate();
      run.backend.slowly = passed;
      const injecting = cluster.inject(run, asked("late", { leaseMs: 100 }), client);
      clock.nowMs += 100;
      await (end === "expire" ? cluster.expire() : cluster.close(run.id));
      letThrough();
      await expect(injecting, end).rejects.toMatchObject({ name: "leaseExpired" });
      expect(run.backend.ids.size, end).toBe(0);
    }
  });

  test("that refuses a fault leaves nothing of it behind", async () => {
    const { cluster, open } = hosting();
    const client = {};
    const run = open(client);
    run.backend.slowly = Promise.reject(new Error("no such card"));
    await expect(cluster.inject(run, asked("bad"), client)).rejects.toThrow("no such card");
    run.backend.slowly = undefined;
    await expect(cluster.inject(run, asked("bad"), client)).resolves.toMatchObject({ holder: client });
    expect(run.backend.ids.size).toBe(1);
  });
});
