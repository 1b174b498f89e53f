import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startServer } from "./server/raw.ts";

const examples = join(import.meta.dirname, "../examples");
const python = "/usr/bin/python3";
const hasPython = spawnSync(python, ["-c", "import websockets"]).status === 0;
const hasWebSocket = Number(process.versions.node.split(".")[0]) >= 22;

const output = (command: string, args: ReadonlyArray<string>): Promise<string> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { env: { ...process.env, NODE_OPTIONS: "" } });
    let out = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text) => {
        out += text;
      });
    }
    child.on("close", () => resolve(out));
  });

test.skipIf(!hasWebSocket)(
  "plain Node.js drives the agent (skipped before Node.js 22: it has no WebSocket)",
  async () => {
    const { url } = await startServer();
    const said = await output(process.execPath, [join(examples, "client.mjs"), url]);
    expect(said).toMatch(/^3600 s fault\.started .*sn00\/n01\/c3/m);
    expect(said).toMatch(/^effective throughput 0\.8\d+ interruptions 1$/m);
  },
);

test.skipIf(!hasPython)(
  "plain Python drives the agent (skipped where Debian's python3-websockets is missing)",
  async () => {
    const { url } = await startServer();
    const said = await output(python, [join(examples, "client.py"), url]);
    expect(said).toMatch(/^3600\.0 s fault\.started .*sn00\/n01\/c3/m);
    expect(said).toMatch(/^effective throughput 0\.8\d+ interruptions 1$/m);
  },
);
