import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  AgentError,
  BadInput,
  connect,
  experiment,
  hunt,
  type JournalEvent,
  NoResult,
  run,
  serve,
  simulate,
} from "../src/index.ts";

const drill = experiment({
  title: "A drill",
  seed: 3,
  duration: "3 hours",
  cluster: { use: "clusters/four-nodes" },
  job: { nodes: 4, step: "10 seconds" },
  checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds", persist: "30 seconds", load: "20 seconds" }] },
  recovery: { restart: "90 seconds" },
  faults: [{ kind: "card.crash", target: "sn00/n01/c3", at: "50 minutes" }],
  budget: "at most 1 card.crash fault",
  thresholds: ["effectiveThroughput >= 88 %"],
});

const folder = mkdtempSync(join(tmpdir(), "ordeal-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "experiment.json");
writeFileSync(file, JSON.stringify(drill));

describe("simulate", () => {
  test("says the same of a file, of what a file says, and of another time", async () => {
    const events: Array<JournalEvent> = [];
    const one = await simulate(drill, { onEvent: (event) => events.push(event) });
    expect(await simulate(file)).toEqual(one);
    expect(one.metrics.effectiveThroughput).toBeGreaterThan(0.88);
    expect(events.at(-1)?.type).toBe("run.ended");
    expect((await simulate(drill, { seed: 9 })).seed).toBe(9);
  });

  test("takes values by path, and refuses what is bad with all that is wrong", async () => {
    const slow = await simulate(drill, { set: { "recovery.restart": "30 minutes" } });
    const quick = await simulate(drill);
    expect(slow.metrics.effectiveThroughput).toBeLessThan(quick.metrics.effectiveThroughput ?? 0);
    const bad = simulate({ ...drill, duration: "3 fortnights", job: { nodes: 0, step: "10 seconds" } });
    await expect(bad).rejects.toThrow(BadInput);
    await expect(bad).rejects.toThrow(/duration[\s\S]*job\.nodes/);
    await expect(simulate("nowhere.yaml")).rejects.toThrow("does not exist");
  });

  test("stops when its signal says so", async () => {
    const endless = {
      ...drill,
      duration: "3000 days",
      faults: [
        {
          kind: "link.flap",
          target: "sn00/plane0",
          up: "1 second",
          down: "1 second",
          at: "1 hour",
          duration: "2900 days",
        },
      ],
    } as const;
    const stopping = simulate(endless, { signal: AbortSignal.timeout(50) });
    await expect(stopping).rejects.toThrow(/abort|timeout/i);
  });
});

describe("run", () => {
  test("judges: a target that holds, and one that does not", async () => {
    const held = await run(drill);
    expect(held.verdict).toBe("pass");
    expect(held.thresholds[0]?.held).toBe(true);
    const broken = await run({ ...drill, thresholds: ["effectiveThroughput >= 99.9 %"] });
    expect(broken.verdict).toBe("fail");
  });

  test("keeps its journal and its result where it is told to", async () => {
    const { journal } = await run(file, { out: folder });
    expect(readFileSync(String(journal.file), "utf8").trim().split("\n").length).toBeGreaterThan(20);
  });

  test("on an agent has the journal that it has here", async () => {
    const agent = await serve({ port: 0 });
    try {
      const [there, here] = [await run(drill, { agent }), await run(drill)];
      expect(there.journal.sha256).toBe(here.journal.sha256);
      expect(there.verdict).toBe("pass");
    } finally {
      await agent.close();
    }
    await expect(run(drill, { agent })).rejects.toThrow(NoResult);
  });
});

describe("hunt", () => {
  test("finds what breaks a target that one crash breaks, and nothing where it holds", async () => {
    const weak = { ...drill, thresholds: ["interruptions <= 0"] };
    const { counterexample } = await hunt(weak, { timelines: 50 });
    expect(counterexample?.faults).toHaveLength(1);
    expect(counterexample?.isVerified).toBe(true);
    expect(counterexample?.story).toContain("card.crash");
    const nothing = await hunt({ ...drill, thresholds: ["interruptions <= 5"] }, { timelines: 50 });
    expect(nothing.counterexample).toBeUndefined();
    expect(nothing.timelines).toBe(50);
  });
});

describe("serve and connect", () => {
  test("open a run, inject, heal, advance and close; a lease is renewed meanwhile", async () => {
    const agent = await serve({ port: 0, leaseMs: 1_000 });
    const client = await connect(agent);
    try {
      const events: Array<string> = [];
      const opened = await client.open(drill, { onEvent: ({ type }) => events.push(type) });
      const id = await opened.inject({ kind: "card.slow", target: "sn00/n01/c3", speed: "50 %" });
      await opened.advance(60_000_000);
      await new Promise((resolve) => setTimeout(resolve, 1_600));
      expect((await opened.faults()).map(({ faultId }) => faultId)).toEqual([id]);
      expect(await opened.heal(id)).toBe(true);
      expect(await opened.heal(id)).toBe(false);
      await opened.advance(opened.endUs);
      expect((await opened.snapshot()).isOver).toBe(true);
      expect((await opened.result()).counts.faults).toBe(1);
      expect(events).toContain("fault.ended");
      await expect(opened.inject({ kind: "card.crash", target: "sn99/n00/c0" })).rejects.toThrow(/sn99/);
      await opened.close();
      expect((await client.halt()).halted).toBe(true);
      const halted = await client.open(drill);
      await expect(halted.inject({ kind: "job.crash" })).rejects.toThrow(AgentError);
    } finally {
      await client.close();
      await agent.close();
    }
  });

  test("say why where nobody listens, and where nobody may", async () => {
    await expect(connect({ url: "ws://127.0.0.1:9" })).rejects.toThrow(AgentError);
    await expect(serve({ host: "0.0.0.0", port: 0 })).rejects.toThrow(/token/);
  });
});

describe("every example of the docstrings and of docs/library.md", () => {
  const root = join(import.meta.dirname, "..", "..", "..");
  const sources = ["simulate", "run", "hunt", "serve", "connect"].map((name) =>
    join(root, "packages/ordeal/src", `${name}.ts`),
  );
  const ofDocstrings = sources.flatMap((source) =>
    [...readFileSync(source, "utf8").matchAll(/ \* @example\n((?: \* .*\n)+)/g)].map(([, lines = ""]) =>
      lines.replaceAll(/^ \* /gm, ""),
    ),
  );
  const page = readFileSync(join(root, "docs", "library.md"), "utf8");
  const ofPage = [...page.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, block = ""]) => block);

  test("is there", () => expect([ofDocstrings.length, ofPage.length > 3]).toEqual([5, true]));

  const examples = [...ofDocstrings, ...ofPage];

  /** Runs one after the other in a process that must come to its end by itself, and prints what came of each. */
  const runner = `import { format } from "node:util";
    const told: Array<{ said: string; threw?: string }> = [];
    for (const nth of ${JSON.stringify([...examples.keys()])}) {
      const one: { said: string; threw?: string } = { said: "" };
      told.push(one);
      console.log = (...words) => { one.said += format(...words); };
      await import(\`./example-\${nth}.ts\`).catch((error) => { one.threw = String(error.stack); });
    }
    process.stdout.write(JSON.stringify(told));`;
  let told: ReadonlyArray<{ readonly said: string; readonly threw?: string }> = [];

  beforeAll(async () => {
    const at = mkdtempSync(join(root, "packages", "ordeal", "test", "example-"));
    const agent = await serve({ port: 0 });
    try {
      writeFileSync(join(at, "experiment.yaml"), JSON.stringify(drill));
      const faces = "connect, experiment, hunt, readExperiment, run, serve, simulate";
      for (const [nth, example] of examples.entries()) {
        const bare = example.replace(/^import .*\n/gm, "").replaceAll("ws://127.0.0.1:7433", agent.url);
        writeFileSync(join(at, `example-${nth}.ts`), `import { ${faces} } from "../../src/index.ts";\n${bare}`);
      }
      writeFileSync(join(at, "run.ts"), runner);
      const { stdout } = await promisify(execFile)(process.execPath, ["run.ts"], { cwd: at });
      told = JSON.parse(stdout);
    } finally {
      rmSync(at, { recursive: true });
      await agent.close();
    }
  }, 60_000);

  test.each(examples.map((example, nth) => ({ example, nth })))("runs: $example", ({ example, nth }) => {
    expect(told[nth]).toEqual({ said: expect.any(String) });
    if (/^console\.log|^ {2}console\.log/m.test(example)) expect(told[nth]?.said).not.toBe("");
  });
});
