/** How fluid the dashboard is with 14,000 cards on a slow machine, and what it costs the agent; needs chromium. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const root = join(import.meta.dirname, "../..");
const executablePath = process.env.ORDEAL_CHROMIUM ?? "/usr/bin/chromium";
/** The browser's own throttle: as if its processor were so many times slower. */
const SLOWER = 4;
const PACE = 1_000;
const SECONDS = 15;
/** Ticks of the processor's time a second, as `/proc` counts them. */
const TICKS = 100;

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const cpuTicks = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return Number(fields[11]) + Number(fields[12]);
};

export const dashboardFigures = async (): Promise<ReadonlyArray<Figure>> => {
  if (!existsSync(executablePath)) return [];
  const agent = spawn(process.execPath, ["packages/ordeal/bin/ordeal.js", "agent", "--port", "0", "--quiet"], {
    cwd: root,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const [line] = (await once(agent.stdout, "data")) as [Buffer];
    const address = /http:\/\/[\d.:]+/.exec(String(line))?.[0] ?? "";
    const page = await (await browser.newContext({ viewport: { width: 1_400, height: 900 } })).newPage();
    await page.goto(address);
    await page.getByRole("button", { name: "Shenzhen: 14,000 cards" }).click();
    await page.getByText("14,000 cards in").waitFor();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    // What the page's own buttons do, at a pace between theirs; and a pump every second, so that there is much to draw.
    await page.evaluate(
      `(() => {
        window.frames_ = 0;
        const count = () => { window.frames_++; requestAnimationFrame(count); };
        requestAnimationFrame(count);
        performance.clearMeasures("event to paint");
        const socket = new WebSocket(location.origin.replace("http", "ws") + "/v1");
        let id = 0;
        const ask = (method, params) => socket.send(JSON.stringify({ jsonrpc: "2.0", id: ++id, method, params }));
        socket.onopen = () => {
          ask("run.pace", { runId: "run-1", rate: ${PACE} });
          setInterval(() => ask("fault.inject", {
            runId: "run-1", leaseMs: 60000,
            fault: { kind: "cooling.pump", target: "cdu" + (id % 36), duration: "10 minutes" },
          }), 1000);
        };
      })()`,
    );
    const before = { ticks: cpuTicks(agent.pid ?? 0), ms: performance.now() };
    await page.waitForTimeout(SECONDS * 1_000);
    const seconds = (performance.now() - before.ms) / 1_000;
    const cores = (cpuTicks(agent.pid ?? 0) - before.ticks) / TICKS / seconds;
    const { frames, paints } = (await page.evaluate(
      `({ frames: window.frames_, paints: performance.getEntriesByName("event to paint").map((entry) => entry.duration) })`,
    )) as { frames: number; paints: ReadonlyArray<number> };
    const sorted = paints.toSorted((a, b) => a - b);
    return [
      { name: "dashboard, 14000 cards, CPU 4 times slower: frames", value: frames / seconds, unit: "frames/s" },
      {
        name: "the same: from an event to its paint, p95",
        value: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN,
        unit: "ms",
      },
      { name: "the same: paints looked at", value: sorted.length, unit: "paints" },
      { name: "the same: what the agent takes", value: cores, unit: "cores" },
    ];
  } finally {
    await browser.close();
    agent.kill("SIGKILL");
  }
};

if (import.meta.main) console.log(await dashboardFigures());
