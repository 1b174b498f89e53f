import * as Schema from "effect/Schema";
import { type JobSamples, ONLY_TIER } from "./samples.ts";

const Us = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));

/** What a line of a rank's file says that times are made of; whatever else it says is passed over. */
const HookLine = Schema.Struct({
  event: Schema.String.check(Schema.isMaxLength(64)),
  monotonicUs: Us,
  wallUs: Us,
  step: Schema.optionalKey(Schema.Int),
  tier: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(512))),
  rank: Schema.optionalKey(Schema.Int),
  /** Of a load: there was no copy to read. */
  isScratch: Schema.optionalKey(Schema.Boolean),
});
export type HookLine = typeof HookLine.Type;

const decode = Schema.decodeUnknownOption(HookLine);

/** Reads one line of a rank's file; `undefined` when it is none, as the last one of a killed process may be. */
export const readHookLine = (text: string): HookLine | undefined => {
  try {
    const decoded = decode(JSON.parse(text));
    return decoded._tag === "Some" ? decoded.value : undefined;
  } catch {
    return undefined;
  }
};

/** The rank of a file by its name, `RANK-PID-STARTTIME.ndjson`; `undefined` when it is no rank's. */
export const rankOfFile = (name: string): number | undefined => {
  const [, rank] = /^(\d{1,9})-\d+-\d+\.ndjson$/.exec(name) ?? [];
  return rank === undefined ? undefined : Number(rank);
};

/** What one process of a rank said from its start to its end. */
export interface RankLines {
  readonly rank: number;
  readonly lines: ReadonlyArray<HookLine>;
}

/**
 * Reads how long things took off the files of the ranks. All ranks step together, so that one of them tells the times:
 * the lowest of each attempt. An attempt begins with the first process that starts after the one before was last heard
 * of; from there to the first load, or the first step, is a restart. When the job was struck, these files do not say: what
 * it took to notice is in the restart.
 */
export const hookTimes = (processes: ReadonlyArray<RankLines>, samples: JobSamples): { readonly attempts: number } => {
  const attempts = attemptsOf(processes);
  attempts.forEach((attempt, index) => {
    const [first] = attempt.toSorted((a, b) => a.rank - b.rank);
    if (first !== undefined) timesOf(first.lines, samples);
    const before = attempts[index - 1];
    if (before === undefined) return;
    const lastUs = Math.max(...before.map(({ lines }) => lines.at(-1)?.wallUs ?? 0));
    const ready = attempt.flatMap(({ lines }) => lines.find(({ event }) => isReady(event))?.wallUs ?? []);
    if (ready.length > 0) samples.add("restart", Math.max(...ready) - lastUs);
  });
  return { attempts: attempts.length };
};

const isReady = (event: string): boolean => event === "load.begin" || event === "step.begin";

/** Processes that were there at the same time, in order of time, by the wall clock, which all machines share. */
const attemptsOf = (processes: ReadonlyArray<RankLines>): ReadonlyArray<ReadonlyArray<RankLines>> => {
  const attempts: Array<Array<RankLines>> = [];
  const heard = processes.filter(({ lines }) => lines.length > 0);
  const startUs = ({ lines }: RankLines): number => lines[0]?.wallUs ?? 0;
  const ranks = new Set<number>();
  for (const one of heard.toSorted((a, b) => startUs(a) - startUs(b))) {
    // A rank has one process in an attempt: its next one is of the next attempt.
    if (attempts.length === 0 || ranks.has(one.rank)) {
      attempts.push([]);
      ranks.clear();
    }
    ranks.add(one.rank);
    attempts.at(-1)?.push(one);
  }
  return attempts;
};

/** A step lasts until the next one begins: fetching data and whatever else the loop does are part of it. */
const timesOf = (lines: ReadonlyArray<HookLine>, samples: JobSamples): void => {
  let stepUs: number | undefined;
  const since = new Map<string, number>();
  const saved = new Map<string, number>();
  for (const { event, monotonicUs: atUs, tier = ONLY_TIER, step, isScratch } of lines) {
    switch (event) {
      case "step.begin":
        if (stepUs !== undefined) samples.add("step", atUs - stepUs);
        stepUs = atUs;
        break;
      case "save.begin":
        // The step before it ended here.
        if (stepUs !== undefined) samples.add("step", atUs - stepUs);
        stepUs = undefined;
        since.set(`save ${tier}`, atUs);
        break;
      case "save.end": {
        const startUs = since.get(`save ${tier}`);
        if (startUs !== undefined) samples.add("stall", atUs - startUs, tier);
        since.delete(`save ${tier}`);
        saved.set(`${tier} ${step}`, atUs);
        break;
      }
      case "persist.end": {
        const startUs = saved.get(`${tier} ${step}`);
        if (startUs !== undefined) samples.add("persist", atUs - startUs, tier);
        saved.delete(`${tier} ${step}`);
        break;
      }
      case "load.begin":
        since.set(`load ${tier}`, atUs);
        break;
      case "load.rejected":
        since.delete(`load ${tier}`);
        break;
      case "load.end": {
        const startUs = since.get(`load ${tier}`);
        if (startUs !== undefined && isScratch !== true) samples.add("load", atUs - startUs, tier);
        since.delete(`load ${tier}`);
        break;
      }
      case "planned.begin":
      case "done":
        stepUs = undefined;
        break;
      default:
    }
  }
};
