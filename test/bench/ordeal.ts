import { spawn } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");

/** Tells the most memory that a process held, in KiB, when it ends. */
const tellPeak = `data:text/javascript,${encodeURIComponent(
  'import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, String(process.resourceUsage().maxRSS)));',
)}`;

/** Runs the command line; how long it took, and the most memory it held. */
export const ordeal = (
  ...args: ReadonlyArray<string>
): Promise<{ readonly seconds: number; readonly peakMb: number }> => {
  const startedMs = performance.now();
  const main = join(root, "packages", "cli", "src", "main.ts");
  const child = spawn(process.execPath, ["--import", tellPeak, main, ...args], {
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  let [err, peak] = ["", ""];
  child.stdio[2]?.on("data", (chunk) => (err += chunk));
  child.stdio[3]?.on("data", (chunk) => (peak += chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      // 4: nothing was judged, as there is no threshold.
      if (code !== 0 && code !== 4) return reject(new Error(`ordeal ${args.join(" ")} ended with ${code}:\n${err}`));
      resolve({ seconds: (performance.now() - startedMs) / 1_000, peakMb: (Number(peak) * 1_024) / 1e6 });
    });
  });
};
