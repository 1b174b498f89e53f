import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { OrdealProcess, startAgent, startEngine, until } from "../clean-up/processes.ts";

const drill = join(import.meta.dirname, "..", "..", "experiments", "10-evening-drill.yaml");

test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const)("%s heals at once, and says so", async (signal) => {
  const agent = await startAgent(["--port", "0", "--lease", "60 seconds"]);
  const engine = startEngine(drill, ["--agent", agent.url, "--rate", "3000"]);
  await until(() => engine.journal().includes('"fault.started"'), "a fault has struck");
  const sentMs = performance.now();
  engine.child.kill(signal);
  expect(await engine.ended).toBe(130);
  expect(performance.now() - sentMs).toBeLessThan(3_000);
  expect(engine.err).toContain("Interrupted");
  const lines = readFileSync(engine.path, "utf8").trimEnd().split("\n");
  expect(lines.at(-2)).toContain('"engine":"faults.healed","data":{"unhealed":[]}');
  expect(lines.at(-1)).toBe('{"complete":false,"reason":"interrupted"}');
  const orphans = new OrdealProcess(["orphans", "--agent", agent.url]);
  expect(await orphans.ended).toBe(0);
  expect(orphans.out).toBe("No orphans: no fault is injected.\n");
});
