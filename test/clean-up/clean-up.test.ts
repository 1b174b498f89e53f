import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { remote, serve } from "@ordeal/agent";
import { loadExperiment, runExperiment } from "@ordeal/cli";
import { Agent, readJournal } from "@ordeal/engine";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cuttingProxy } from "./cutting-proxy.ts";
import { OrdealProcess, startAgent, startEngine, until, wait } from "./processes.ts";

const drill = "experiments/10-evening-drill.yaml";
/** Five hours in five seconds: the first fault strikes after one. */
const rate = ["--rate", "3600"];
const leaseMs = 1_000;
/** How often the kills are repeated; `pnpm test:kill` sets it to 100. */
const rounds = Number(process.env.ORDEAL_KILL_ROUNDS ?? 1);

const scope = Effect.runSync(Scope.make());
let url = "";
let port = 0;
beforeAll(async () => {
  const serving = serve({ host: "127.0.0.1", port: 0, version: "test", leaseMs });
  ({ url, port } = await Effect.runPromise(serving.pipe(Scope.provide(scope))));
  url = url.replace("/v1", "");
});
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)));

/** The injected faults on an agent, as it lists them itself. */
const faultsAt = (at: string) =>
  Effect.runPromise(
    Effect.scoped(Effect.flatMap(Agent, ({ faults }) => faults).pipe(Effect.provide(remote({ url: at })))),
  );

const summaryOf = (journal: string) => {
  const read = readJournal(journal);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  return read.summary;
};

const expectIncomplete = (journal: string) => {
  const { verdict, incomplete } = summaryOf(journal);
  expect(verdict).toBeUndefined();
  expect(incomplete).toContain("the engine was killed");
};

describe.each(Array.from({ length: rounds }, (_, round) => round + 1))("round %i", () => {
  test.concurrent.for<[string, (journal: string) => boolean]>([
    ["before anything was injected", (journal) => journal.includes("\n")],
    ["after its faults were injected", (journal) => journal.includes('"faults.injected"')],
    ["while the run is undisturbed", (journal) => journal.includes('"steadyState.held"')],
    ["when the first fault has struck", (journal) => journal.includes('"fault.started"')],
    ["while the job is down", (journal) => journal.includes('"job.stopped"')],
    ["after the job came back", (journal) => journal.includes('"job.resumed"')],
    ["when the last fault has struck", (journal) => journal.includes('"faultId":"pump"')],
    ["when the last fault is over", (journal) => journal.includes('"fault.ended","data":{"faultId":"pump"')],
  ])(
    "an engine that is killed %s leaves no fault behind once its lease has ended",
    async ([, isThere], { onTestFinished }) => {
      const agent = await startAgent(["--port", "0", "--lease", `${leaseMs} millis`], onTestFinished);
      const engine = startEngine(drill, ["--agent", agent.url, ...rate], onTestFinished);
      await until(() => isThere(engine.journal()), "the engine is there");
      engine.child.kill("SIGKILL");
      await engine.ended;
      await wait(leaseMs + 200);
      expect(await faultsAt(agent.url)).toEqual([]);
      expectIncomplete(engine.journal());
    },
  );
});

describe("an engine that is killed", () => {
  test("leaves orphans for as long as its lease lasts; ordeal orphans says so, and ordeal check that there is no verdict", async () => {
    const agent = await startAgent(["--port", "0", "--lease", "5 seconds"]);
    const engine = startEngine(drill, ["--agent", agent.url, ...rate]);
    await until(() => engine.journal().includes('"faults.injected"'), "it has injected");
    engine.child.kill("SIGKILL");
    await engine.ended;
    const orphans = new OrdealProcess(["orphans", "--agent", agent.url]);
    expect(await orphans.ended).toBe(1);
    expect(orphans.out).toMatch(
      /3 injected faults that no engine holds:\n {2}card \(card\.crash\) of run run-\S+, armed/,
    );
    const check = new OrdealProcess(["check", engine.path]);
    expect(await check.ended).toBe(4);
    expect(check.out).toMatch(/INCOMPLETE: .*the engine was killed.*not known to be healed: card, link, pump/);
    await until(async () => (await faultsAt(agent.url)).length === 0, "the agent has healed");
    const none = new OrdealProcess(["orphans", "--agent", agent.url]);
    expect(await none.ended).toBe(0);
    expect(none.out).toBe("No orphans: no fault is injected.\n");
  });

  test("can be helped at once: ordeal halt heals everything", async () => {
    const agent = await startAgent(["--port", "0", "--lease", "60 seconds"]);
    const engine = startEngine(drill, ["--agent", agent.url, ...rate]);
    await until(() => engine.journal().includes('"fault.started"'), "a fault has struck");
    engine.child.kill("SIGKILL");
    await engine.ended;
    const halt = new OrdealProcess(["halt", "--agent", agent.url]);
    expect(await halt.ended).toBe(0);
    expect(halt.out).toContain("Halted: 3 faults healed");
    expect(await faultsAt(agent.url)).toEqual([]);
  });
});

describe("an engine that is frozen past its lease", () => {
  test("finds its faults healed when it wakes, and says that it knows nothing", async () => {
    const engine = startEngine(drill, ["--agent", url, ...rate]);
    await until(() => engine.journal().includes('"fault.started"'), "a fault has struck");
    engine.child.kill("SIGSTOP");
    await until(async () => (await faultsAt(url)).length === 0, "the agent has healed");
    engine.child.kill("SIGCONT");
    expect(await engine.ended).toBe(4);
    expect(engine.err).toContain("the lease expired, and its faults were healed");
    expect(summaryOf(engine.journal())).toMatchObject({ verdict: undefined, unhealed: [] });
  });
});

describe("an engine that is interrupted", () => {
  test("heals everything first", async () => {
    const engine = startEngine(drill, ["--agent", url, ...rate]);
    await until(() => engine.journal().includes('"fault.started"'), "a fault has struck");
    engine.child.kill("SIGINT");
    expect(await engine.ended).toBe(130);
    expect(await faultsAt(url)).toEqual([]);
    expect(summaryOf(engine.journal())).toMatchObject({ incomplete: "interrupted", unhealed: [] });
  });
});

describe("an agent that is killed and started again", () => {
  test("has no fault left, and its engine says that it knows nothing", async () => {
    const agent = await startAgent(["--port", "0"]);
    const { port } = new URL(agent.url);
    const engine = startEngine(drill, ["--agent", agent.url, ...rate]);
    await until(() => engine.journal().includes('"fault.started"'), "a fault has struck");
    agent.child.kill("SIGKILL");
    await agent.ended;
    const again = await startAgent(["--port", port]);
    expect(await engine.ended).toBe(4);
    expect(engine.err).toContain("there is no run");
    expect(await faultsAt(again.url)).toEqual([]);
  });

  test("and does not come back: its engine names the faults of which nobody knows", async () => {
    const agent = await startAgent(["--port", "0"]);
    const engine = startEngine(drill, ["--agent", agent.url, ...rate]);
    await until(() => engine.journal().includes('"fault.started"'), "a fault has struck");
    agent.child.kill("SIGKILL");
    expect(await engine.ended).toBe(5);
    expect(engine.err).toMatch(/did not come back[\s\S]*NOT HEALED, as far as anybody knows: card, link, pump/);
  });
});

describe("a wire that is cut in the middle of a frame", () => {
  const lived = async (at?: string) => {
    const loading = await loadExperiment(drill);
    if ("problems" in loading) throw new Error("the drill is good");
    const folder = mkdtempSync(join(tmpdir(), "ordeal-"));
    const outputs = { journal: join(folder, "journal.ndjson"), result: join(folder, "result.json") };
    const elsewhere = at === undefined ? {} : { elsewhere: { url: at, layer: remote({ url: at }) } };
    const { document } = await Effect.runPromise(runExperiment(loading.loaded, { outputs, ...elsewhere }));
    return { verdict: document.verdict, journal: readFileSync(outputs.journal, "utf8") };
  };

  test("and comes back costs nothing: the journal is what it is without a wire, byte for byte", async () => {
    const proxy = await cuttingProxy(port);
    // The run sends about 150 kB; it is cut ever again, at places that have nothing to do with frames.
    let at = 5_000;
    const cutting = setInterval(() => {
      proxy.cutAfter(at);
      at = 2_000 + ((at * 7) % 9_973);
    }, 50);
    const through = await lived(proxy.url).finally(() => clearInterval(cutting));
    expect(proxy.cuts).toBeGreaterThan(2);
    expect(through).toEqual(await lived());
  });

  test("and does not come back leaves no fault behind once the lease has ended", async () => {
    const proxy = await cuttingProxy(port);
    const engine = startEngine(drill, ["--agent", proxy.url, ...rate]);
    await until(() => engine.journal().includes('"fault.started"'), "a fault has struck");
    proxy.stop();
    await until(async () => (await faultsAt(url)).length === 0, "the agent has healed");
    expect(await engine.ended).toBe(5);
  });
});
