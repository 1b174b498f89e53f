import type { FaultStory } from "@ordeal/explorer";
import { HOUR_US, MINUTE_US } from "@ordeal/model";
import { replayCommand } from "./command.ts";
import type { ReplayFlags } from "./flags.ts";

/** What to ask next, of those questions that were not asked yet: the first about what cost most. */
export const nextCommand = (
  flags: ReplayFlags,
  stories: ReadonlyArray<FaultStory>,
  environment: ReadonlyMap<string, string>,
): string => {
  const next =
    flags.vary.length === 0
      ? { vary: [sooner(stories) ?? "checkpoint.interval=30 minutes,1 hour"], against: [] }
      : flags.against.length === 0
        ? { vary: [], against: ["restart", "flash", "elastic", "mindcluster"] }
        : { vary: [], against: [], seed: (flags.seed ?? 1) + 1 };
  const here = { agent: undefined, rate: undefined, tokenFile: undefined, ca: undefined };
  return replayCommand(flags, { ...next, ...here, environment });
};

const latencies = [
  ["1 minute", MINUTE_US],
  ["10 minutes", 10 * MINUTE_US],
  ["1 hour", HOUR_US],
] as const;

/**
 * What to vary where the fault that cost most cost so much because it was found late: had it been found sooner? To save more
 * often would help little there.
 */
const sooner = (stories: ReadonlyArray<FaultStory>): string | undefined => {
  const [worst] = stories.toSorted((a, b) => b.lostUs - a.lostUs);
  if (worst === undefined || !/^[\w-]+(\.[\w-]+)*$/.test(worst.id)) return undefined;
  const isCorruption = worst.kind === "card.corrupt";
  const foundAfterUs = worst.noticedAfterUs ?? 0;
  if (!isCorruption && (worst.kind !== "card.hang" || foundAfterUs < worst.lostUs / 2)) return undefined;
  const shorter = latencies.filter(([, us]) => isCorruption || us < foundAfterUs).slice(-2);
  return shorter.length === 0 ? undefined : `faults.${worst.id}.detectAfter=${shorter.map(([name]) => name).join(",")}`;
};
