import { looks, worthMoreRuns } from "@ordeal/explorer";
import * as Effect from "effect/Effect";
import { openRunner } from "../campaign/run-campaign.ts";
import type { RunnerRequest } from "../campaign/shard-task.ts";
import type { InputProblem } from "../files/input-problem.ts";
import { type Override, parseOverride } from "../files/override.ts";
import { showProgress } from "../print/progress.ts";
import type { Range } from "./axis.ts";
import type { BreakEvenFound, EdgeFound } from "./report.ts";
import { searchBreakEven, searchTarget } from "./search.ts";
import { type Outcome, type Setting, type Settings, settingName } from "./settings.ts";

/** A value that was tried on the way makes no experiment. */
export class UnreadableSetting extends Error {
  readonly problems: ReadonlyArray<InputProblem>;
  constructor(problems: ReadonlyArray<InputProblem>) {
    super(problems[0]?.message ?? "it cannot be read");
    this.name = "UnreadableSetting";
    this.problems = problems;
  }
}

export interface PlanTools {
  readonly request: RunnerRequest;
  readonly workers: number;
  readonly runs: number;
}

/**
 * Runs every setting of a grid, each with the same seeds. In a race, with more and more of them, and only those that are
 * worth it: the others keep what they came to.
 */
export const runGrid = Effect.fnUntraced(function* (
  settings: Settings,
  grid: ReadonlyArray<Setting>,
  { request, workers, runs }: PlanTools,
  isRace: boolean,
) {
  const runner = yield* openRunner(request, workers, runs * grid.length);
  const progress = yield* showProgress("Plan");
  const outcomes: Array<Outcome> = [];
  let left: ReadonlyArray<number> = [...grid.keys()];
  for (const count of isRace ? looks(runs) : [runs]) {
    for (const [nth, place] of left.entries()) {
      const told = (share: number, said: string) =>
        progress.at((count / runs) * ((nth + share) / left.length), `setting ${nth + 1} of ${left.length}, ${said}`);
      outcomes[place] = yield* settings.run(grid[place] as Setting, runner, told, count);
    }
    const racing = left.map((place) => outcomes[place] as Outcome);
    const kept = worthMoreRuns(
      racing.map(({ summary, sample, effectiveThroughput }) => ({
        verdict: summary.verdict,
        sample,
        effectiveThroughput,
      })),
      racing.every(({ cost }) => cost === null),
    );
    left = kept.map((index) => left[index] as number);
  }
  return outcomes;
}, Effect.scoped);

/** Searches a range: where each setting stops holding its target, and where one of two becomes the better. */
export const runSearch = Effect.fnUntraced(function* (
  settings: Settings,
  grid: ReadonlyArray<Setting>,
  range: Range,
  hasTarget: boolean,
  { request, workers, runs }: PlanTools,
) {
  const runner = yield* openRunner(request, workers, runs * 100);
  const progress = yield* showProgress("Search");
  let tried = 0;
  const at = (setting: Setting) => (value: number) =>
    Effect.gen(function* () {
      const override = parseOverride(`${range.path}=${range.print(value)}`) as Override;
      const one = yield* Effect.promise(() => settings.read([...setting.overrides, override]));
      if (!("loaded" in one)) throw new UnreadableSetting(one);
      tried++;
      const said = `${settingName({ overrides: [override] })}, value ${tried}`;
      return yield* settings.run(one, runner, (_, runsSaid) =>
        progress.at(1 - 1 / (1 + tried / 10), `${said}, ${runsSaid}`),
      );
    });
  const edges: Array<EdgeFound> = [];
  if (hasTarget) for (const setting of grid) edges.push({ setting, ...(yield* searchTarget(range, at(setting))) });
  const breakEvens: Array<BreakEvenFound> = [];
  for (const [nth, first] of grid.entries()) {
    for (const second of grid.slice(nth + 1)) {
      breakEvens.push({ first, second, ...(yield* searchBreakEven(range, at(first), at(second))) });
    }
  }
  return { edges, breakEvens };
}, Effect.scoped);
