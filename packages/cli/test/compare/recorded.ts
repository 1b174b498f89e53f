import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SECOND = 1_000_000;

/** What the two ranks of a job write that takes 100 ms a step and saves every ten; the first attempt from 10 s on. */
export const writeRun = (
  folder: string,
  {
    killsAfterS,
    endsAfterS,
    digest,
  }: { readonly killsAfterS?: number; readonly endsAfterS: number; readonly digest?: string },
): string => {
  mkdirSync(folder, { recursive: true });
  const facts: Array<object> = [{ fact: "lab.clock", monotonicUs: 0, bootId: "b", wallUs: 0 }];
  const attempt = (pids: ReadonlyArray<number>, startUs: number, from: number, untilUs: number): number => {
    let step = from;
    for (const [rank, pid] of pids.entries()) {
      const lines: Array<object> = [];
      const say = (atUs: number, event: string, data: object = {}) => {
        if (atUs <= untilUs) lines.push({ event, monotonicUs: atUs, wallUs: atUs, ...data });
      };
      say(startUs, "proc.started", { hook: 1, rank, pid, startTime: pid, ranks: 2, node: "n", bootId: "b" });
      say(startUs + SECOND, "load.begin");
      say(startUs + 1.5 * SECOND, "load.end", { step: from, isScratch: from === 0 });
      step = from;
      for (let atUs = startUs + 1.5 * SECOND; atUs <= untilUs; ) {
        say(atUs, "step.begin", { step: step + 1 });
        atUs += 0.1 * SECOND;
        say(atUs, "step.end", { step: step + 1 });
        if (atUs <= untilUs) step++;
        if (rank > 0 || step % 10 > 0) {
          if (step % 10 === 0) atUs += 0.05 * SECOND;
          continue;
        }
        say(atUs, "save.begin", { step });
        atUs += 0.05 * SECOND;
        say(atUs, "save.end", { step });
        say(atUs + 0.2 * SECOND, "persist.end", {
          step,
          ...(digest === undefined ? {} : { weights: `${digest}${step}` }),
        });
      }
      writeFileSync(
        join(folder, `${rank}-${pid}-${pid}.ndjson`),
        lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
      );
    }
    return step;
  };
  const beginsUs = 11.5 * SECOND;
  const endUs = beginsUs + endsAfterS * SECOND;
  if (killsAfterS === undefined) attempt([100, 101], 10 * SECOND, 0, endUs);
  else {
    const killUs = beginsUs + killsAfterS * SECOND;
    const step = attempt([100, 101], 10 * SECOND, 0, killUs);
    facts.push({
      fact: "fault.started",
      monotonicUs: killUs,
      faultId: "kill",
      kind: "job.crash",
      targets: ["job"],
      ranks: [1],
    });
    facts.push({ fact: "process.exited", monotonicUs: killUs + 1_000, pid: 101, startTime: 101 });
    facts.push({ fact: "fault.ended", monotonicUs: killUs + 2_000, faultId: "kill" });
    facts.push({ fact: "process.exited", monotonicUs: killUs + 0.4 * SECOND, pid: 100, startTime: 100 });
    attempt([200, 201], killUs + 2 * SECOND, step - (step % 10), endUs);
  }
  writeFileSync(join(folder, "lab.ndjson"), facts.map((fact) => `${JSON.stringify(fact)}\n`).join(""));
  return folder;
};
