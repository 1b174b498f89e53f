import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { remote } from "@ordeal/agent";
import { loadExperiment, runExperiment } from "@ordeal/cli";
import * as Effect from "effect/Effect";
import { describe, expect, test } from "vitest";
import { ordeal } from "../../packages/cli/test/command-line/command.ts";
import { agentHere } from "../support/agent-here.ts";
import { startAgent, startEngine, until } from "../support/processes.ts";
import { cuttingProxy } from "./cutting-proxy.ts";
import { faultsAt, killAt, LEASE_MS, stages, summaryOf } from "./kills.ts";

const drill = "test/clean-up/drill.yaml";
/** Half an hour in six seconds: the first fault strikes after 0.8. */
const rate = ["--rate", "300"];

describe.concurrent("an engine that is killed", () => {
  test.for(stages)("$when leaves no fault behind once its lease has ended", async (stage, { onTestFinished }) => {
    const agent = await agentHere(onTestFinished, { leaseMs: LEASE_MS });
    expect(await killAt(agent.url, stage, onTestFinished)).toEqual([]);
  });

  test("leaves orphans for as long as its lease lasts; ordeal orphans says so, and ordeal check that there is no verdict", async ({
    onTestFinished,
  }) => {
    const agent = await agentHere(onTestFinished, { leaseMs: 5_000 });
    const engine = startEngine(drill, ["--agent", agent.url, ...rate], onTestFinished);
    await until(() => engine.journal().includes('"faults.injected"'), "it has injected");
    engine.child.kill("SIGKILL");
    await engine.ended;
    const orphans = await ordeal(["orphans", "--agent", agent.url]);
    expect(orphans.code).toBe(1);
    expect(orphans.out).toMatch(
      /3 injected faults that no engine holds:\n {2}card \(card\.crash\) of run run-\S+, armed/,
    );
    const check = await ordeal(["check", engine.path]);
    expect(check.code).toBe(4);
    expect(check.out).toMatch(/INCOMPLETE: .*the engine was killed.*not known to be healed: card, link, pump/);
    await until(async () => (await faultsAt(agent.url)).length === 0, "the agent has healed");
    const none = await ordeal(["orphans", "--agent", agent.url]);
    expect(none).toMatchObject({ code: 0, out: "No orphans: no fault is injected.\n" });
  });

  test("can be helped at once: ordeal halt heals everything", async ({ onTestFinished }) => {
    const agent = await agentHere(onTestFinished, { leaseMs: 60_000 });
    const engine = startEngine(drill, ["--agent", agent.url, ...rate], onTestFinished);
    await until(() => engine.journal().includes('"fault.started"'), "a fault has struck");
    engine.child.kill("SIGKILL");
    await engine.ended;
    const halt = await ordeal(["halt", "--agent", agent.url]);
    expect(halt.code).toBe(0);
    expect(halt.out).toContain("Halted: 3 faults healed");
    expect(await faultsAt(agent.url)).toEqual([]);
  });
});

describe.concurrent("an engine that is frozen past its lease", () => {
  test("finds its faults healed when it wakes, and says that it knows nothing", async ({ onTestFinished }) => {
    const { url } = await agentHere(onTestFinished, { leaseMs: LEASE_MS });
    const engine = startEngine(drill, ["--agent", url, ...rate], onTestFinished);
    await until(() => engine.journal().includes('"fault.started"'), "a fault has struck");
    engine.child.kill("SIGSTOP");
    await until(async () => (await faultsAt(url)).length === 0, "the agent has healed");
    engine.child.kill("SIGCONT");
    expect(await engine.ended).toBe(4);
    expect(engine.err).toContain("the lease expired, and its faults were healed");
    expect(summaryOf(engine.journal())).toMatchObject({ verdict: undefined, unhealed: [] });
  });
});

describe.concurrent("an engine that is interrupted", () => {
  test("heals everything first", async ({ onTestFinished }) => {
    const { url } = await agentHere(onTestFinished, { leaseMs: LEASE_MS });
    const engine = startEngine(drill, ["--agent", url, ...rate], onTestFinished);
    await until(() => engine.journal().includes('"fault.started"'), "a fault has struck");
    engine.child.kill("SIGINT");
    expect(await engine.ended).toBe(130);
    expect(await faultsAt(url)).toEqual([]);
    expect(summaryOf(engine.journal())).toMatchObject({ incomplete: "interrupted", unhealed: [] });
  });
});

describe.concurrent("an agent that is killed and started again", () => {
  test("has no fault left, and its engine says that it knows nothing", async ({ onTestFinished }) => {
    const agent = await startAgent(["--port", "0"], onTestFinished);
    const { port } = new URL(agent.url);
    const engine = startEngine(drill, ["--agent", agent.url, ...rate], onTestFinished);
    await until(() => engine.journal().includes('"fault.started"'), "a fault has struck");
    agent.child.kill("SIGKILL");
    await agent.ended;
    const again = await startAgent(["--port", port], onTestFinished);
    expect(await engine.ended).toBe(4);
    expect(engine.err).toContain("there is no run");
    expect(await faultsAt(again.url)).toEqual([]);
  });

  test("and does not come back: its engine names the faults of which nobody knows", async ({ onTestFinished }) => {
    const agent = await startAgent(["--port", "0"], onTestFinished);
    const engine = startEngine(drill, ["--agent", agent.url, ...rate], onTestFinished);
    await until(() => engine.journal().includes('"fault.started"'), "a fault has struck");
    agent.child.kill("SIGKILL");
    expect(await engine.ended).toBe(5);
    expect(engine.err).toMatch(/did not come back[\s\S]*NOT HEALED, as far as anybody knows: card, link, pump/);
  });
});

describe.concurrent("a wire that is cut in the middle of a frame", () => {
  const lived = async (at?: string) => {
    const loading = await loadExperiment("experiments/10-evening-drill.yaml");
    if ("problems" in loading) throw new Error("the experiment is good");
    const folder = mkdtempSync(join(tmpdir(), "ordeal-"));
    const outputs = { journal: join(folder, "journal.ndjson"), result: join(folder, "result.json") };
    const elsewhere = at === undefined ? {} : { elsewhere: { url: at, layer: remote({ url: at }) } };
    const { document } = await Effect.runPromise(runExperiment(loading.loaded, { outputs, ...elsewhere }));
    return { verdict: document.verdict, journal: readFileSync(outputs.journal, "utf8") };
  };

  test("and comes back costs nothing: the journal is what it is without a wire, byte for byte", async ({
    onTestFinished,
  }) => {
    const { port } = await agentHere(onTestFinished, { leaseMs: LEASE_MS });
    const proxy = await cuttingProxy(port, onTestFinished);
    // The run sends about 150 kB; it is cut ever again, at places that have nothing to do with frames.
    let bytes = 5_000;
    proxy.cutAfter(() => {
      bytes = 2_000 + ((bytes * 7) % 9_973);
      return bytes;
    });
    const through = await lived(proxy.url);
    expect(proxy.cuts).toBeGreaterThan(2);
    expect(through).toEqual(await lived());
  });

  test("and does not come back leaves no fault behind once the lease has ended", async ({ onTestFinished }) => {
    const { url, port } = await agentHere(onTestFinished, { leaseMs: LEASE_MS });
    const proxy = await cuttingProxy(port, onTestFinished);
    const engine = startEngine(drill, ["--agent", proxy.url, ...rate], onTestFinished);
    await until(() => engine.journal().includes('"fault.started"'), "a fault has struck");
    proxy.stop();
    await until(async () => (await faultsAt(url)).length === 0, "the agent has healed");
    expect(await engine.ended).toBe(5);
  });
});
