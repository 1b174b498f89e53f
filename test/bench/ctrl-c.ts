import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const root = join(import.meta.dirname, "..", "..");
const main = join(root, "packages", "cli", "src", "main.ts");
const TIMES = 3;
/** How long a command is at work before Ctrl-C is pressed: longer than it takes to start. */
const AT_WORK_MS = 2_500;

const experiment = `title: Long
duration: 3650 days
cluster: { name: small, nodes: 64, nodesPerSupernode: 8 }
job: { nodes: 60, step: 10 seconds }
checkpoint: { interval: 10 minutes, tiers: [{ stall: 1 second, persist: 1 second, load: 20 seconds }] }
hazards: [{ id: h, rate: 2 per node-day, kinds: [{ kind: job.crash }] }]
budget: at most 2 card faults
thresholds: [effectiveThroughput >= 10 %]
`;
const timeline = "title: A diary\non: ./long.yaml\nfaults:\n  - { kind: job.crash, at: 1 hour }\n";
const mapping =
  'time: { column: t, unit: seconds, since: "2024-01-01T00:00:00Z" }\ncomponent: c\nrules: [{ kind: node.crash }]\n';

/** How long after Ctrl-C a command has ended, in milliseconds. */
const endedMs = (args: ReadonlyArray<string>, isFed: boolean): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", "tsx", main, ...args], {
      cwd: root,
      stdio: [isFed ? "pipe" : "ignore", "ignore", "ignore"],
    });
    let pressedMs = Number.NaN;
    child.stdin?.on("error", () => {}).write("t,c\n");
    const feeding = setInterval(() => child.stdin?.write("1,n\n".repeat(5_000)), 5);
    setTimeout(() => {
      pressedMs = performance.now();
      child.kill("SIGINT");
    }, AT_WORK_MS);
    child.once("exit", (code) => {
      clearInterval(feeding);
      if (code === 130) resolve(performance.now() - pressedMs);
      else reject(new Error(`${args.join(" ")} ended with ${code}`));
    });
  });

/** How long after Ctrl-C the slowest of some commands that were at work has ended. */
export const ctrlCFigures = async (): Promise<ReadonlyArray<Figure>> => {
  const at = mkdtempSync(join(tmpdir(), "ordeal-bench-"));
  const file = (name: string, text: string): string => {
    writeFileSync(join(at, name), text);
    return join(at, name);
  };
  const long = file("long.yaml", experiment);
  const commands: ReadonlyArray<readonly [verb: string, args: ReadonlyArray<string>]> = [
    ["run", ["run", long, "--allow-events", "1000000000"]],
    ["replay", ["replay", file("diary.yaml", timeline)]],
    ["hunt", ["hunt", long, "--time", "10 minutes", "--allow-events", "1000000000"]],
    ["import", ["import", "csv", "-", "--mapping", file("mapping.yaml", mapping)]],
    ["agent", ["agent", "--port", "0", "--quiet"]],
  ];
  try {
    const figures: Array<Figure> = [];
    for (const [verb, args] of commands) {
      const times: Array<number> = [];
      for (let one = 0; one < TIMES; one++) times.push(await endedMs(args, verb === "import"));
      figures.push({ name: `Ctrl-C in ${verb}, slowest of ${TIMES}`, value: Math.max(...times), unit: "ms" });
    }
    return figures;
  } finally {
    rmSync(at, { recursive: true, force: true });
  }
};
