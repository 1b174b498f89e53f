import { humanDuration, humanInstant } from "@ordeal/model";
import type { SingleBar } from "cli-progress";
import * as Effect from "effect/Effect";
import { isTerminal, Screen } from "../screen.ts";
import { truncate } from "./truncate.ts";

/** A run that is over sooner shows no progress at all. */
const QUIET_MS = 2_000;
/** How often a line is printed where no bar can be drawn. */
const LINE_MS = 5_000;

/** Tells how far something is: a share from 0 to 1, and what there is to say of it. */
export interface Progress {
  readonly at: (share: number, said: string) => Effect.Effect<void>;
  /** Takes the bar away, so that something else can be written. */
  readonly clear: () => void;
}

/** Shows how far a run is, by its simulated time. */
export const showRunProgress = (title: string, endUs: number) =>
  Effect.map(showProgress(title), (progress) => ({
    at: (nowUs: number) => progress.at(nowUs / endUs, `${humanInstant(nowUs)} of ${humanDuration(endUs)}`),
    clear: progress.clear,
  }));

/**
 * Shows on stderr how far something is, once it takes longer than two seconds: a bar on a terminal, a line every few
 * seconds elsewhere. The bar is taken away when the scope closes, however it closes.
 */
export const showProgress = Effect.fnUntraced(function* (title: string) {
  const { err } = yield* Screen;
  const startedMs = performance.now();
  let lineMs = startedMs + QUIET_MS - LINE_MS;
  let bar: SingleBar | undefined;
  const clear = (): void => {
    bar?.stop();
    bar = undefined;
  };
  yield* Effect.addFinalizer(() => Effect.sync(clear));
  const draw = Effect.fnUntraced(function* (share: number, said: string) {
    bar ??= yield* startBar(title, err);
    bar.update(Math.floor(share * TOTAL), { said });
  });
  const progress: Progress = {
    clear,
    at: (share, said) => {
      const elapsedMs = performance.now();
      if (elapsedMs - startedMs < QUIET_MS) return Effect.void;
      if (isTerminal(err)) return draw(share, said);
      if (elapsedMs - lineMs < LINE_MS) return Effect.void;
      lineMs = elapsedMs;
      return Effect.sync(() => err.write(`${title}: ${Math.floor(share * 100)} %, ${said}\n`));
    },
  };
  return progress;
});

/** What a whole bar counts. */
const TOTAL = 10_000;

const startBar = Effect.fnUntraced(function* (title: string, stream: NodeJS.WritableStream) {
  const { default: cliProgress } = yield* Effect.promise(() => import("cli-progress"));
  const bar = new cliProgress.SingleBar({
    stream,
    format: "{title}  {bar} {percentage} %  {said}  {eta_formatted} left",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
    noTTYOutput: false,
  });
  bar.start(TOTAL, 0, { title: truncate(title, 30), said: "" });
  return bar;
});
