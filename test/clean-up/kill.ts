import { parseArgs } from "node:util";
import { startAgent } from "../support/processes.ts";
import { killAt, LEASE_MS, stages } from "./kills.ts";

/**
 * `pnpm test:kill [--rounds N] [--at-once N]`: kills so many engines at each stage, says how far it is, and sums up what
 * came of it. Ends with 1 if anything was left behind. A kill takes about a second of CPU time, and three in all.
 */
const PROGRESS_MS = 10_000;

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "100" }, "at-once": { type: "string", default: "6" } },
});
const countOf = (flag: keyof typeof values): number => {
  const count = Number(values[flag]);
  if (Number.isSafeInteger(count) && count > 0) return count;
  process.stderr.write(`--${flag} expected a whole number above 0, found ${values[flag]}\n`);
  process.exit(2);
};
const rounds = countOf("rounds");
const atOnce = countOf("at-once");

const tally = stages.map(({ when }) => ({ when, kills: 0, whole: 0 }));
const failures: Array<string> = [];
const total = rounds * stages.length;
const startedMs = performance.now();
const elapsed = () => `${Math.round((performance.now() - startedMs) / 1_000)} s`;
const done = () => tally.reduce((sum, { kills }) => sum + kills, 0);

let next = 0;
/** Kills one engine after another on an agent of its own, until all are killed. */
const killing = async (): Promise<void> => {
  // Each ends what it started; what is still there when this process ends is ended with it.
  let ends: Array<() => void> = [];
  const agent = await startAgent(["--port", "0", "--lease", `${LEASE_MS} millis`], () => {});
  while (next < total) {
    const nth = next++;
    const [stage, counted] = [stages[nth % stages.length], tally[nth % stages.length]];
    if (stage === undefined || counted === undefined) throw new Error("there is a tally of every stage");
    const wrong = await killAt(agent.url, stage, (end) => ends.push(end)).catch((error: Error) => [error.message]);
    for (const end of ends) end();
    ends = [];
    counted.kills++;
    if (wrong.length === 0) counted.whole++;
    for (const one of wrong)
      failures.push(`killed ${stage.when} (round ${Math.floor(nth / stages.length) + 1}): ${one}`);
    for (const one of wrong) process.stderr.write(`${failures.at(-1) ?? one}\n`);
  }
  agent.child.kill("SIGKILL");
};

const telling = setInterval(() => {
  process.stderr.write(`${done()} of ${total} engines killed after ${elapsed()}, ${failures.length} failures\n`);
}, PROGRESS_MS);
await Promise.all(Array.from({ length: atOnce }, killing));
clearInterval(telling);

const widest = Math.max(...stages.map(({ when }) => when.length));
for (const { when, kills, whole } of tally)
  process.stdout.write(`${when.padEnd(widest)}  ${kills} killed, ${whole} whole\n`);
process.stdout.write(`${done()} engines killed in ${elapsed()}: ${done() - failures.length} left nothing behind\n`);
process.exit(failures.length === 0 ? 0 : 1);
