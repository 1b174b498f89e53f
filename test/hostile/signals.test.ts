import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ordeal } from "../../packages/cli/test/command-line/command.ts";
import { agentHere } from "../support/agent-here.ts";
import { startEngine, until } from "../support/processes.ts";

const drill = join(import.meta.dirname, "..", "..", "experiments", "10-evening-drill.yaml");

const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

test.concurrent.for(signals)("%s heals at once, and says so", async (signal, { onTestFinished }) => {
  const agent = await agentHere(onTestFinished, { leaseMs: 60_000 });
  const engine = startEngine(drill, ["--agent", agent.url, "--rate", "3000"], onTestFinished);
  await until(() => engine.journal().includes('"fault.started"'), "a fault has struck");
  const sentMs = performance.now();
  engine.child.kill(signal);
  expect(await engine.ended).toBe(130);
  expect(performance.now() - sentMs).toBeLessThan(3_000);
  expect(engine.err).toContain("Interrupted");
  const lines = readFileSync(engine.path, "utf8").trimEnd().split("\n");
  expect(lines.at(-2)).toContain('"engine":"faults.healed","data":{"unhealed":[]}');
  expect(lines.at(-1)).toBe('{"complete":false,"reason":"interrupted"}');
  const orphans = await ordeal(["orphans", "--agent", agent.url]);
  expect(orphans).toMatchObject({ code: 0, out: "No orphans: no fault is injected.\n" });
});
