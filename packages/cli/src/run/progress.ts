import type { SingleBar } from "cli-progress";
import * as Effect from "effect/Effect";
import { humanDuration, humanInstant } from "../print/duration.ts";
import { truncate } from "../print/truncate.ts";
import { isTerminal, Screen } from "../screen.ts";

/** A run that is over sooner shows no progress at all. */
const QUIET_MS = 2_000;
/** How often a line is printed where no bar can be drawn. */
const LINE_MS = 5_000;

/** Tells how far a run is. */
export interface Progress {
  readonly at: (nowUs: number) => Effect.Effect<void>;
}

/**
 * Shows on stderr how far a run is, once it takes longer than two seconds: a bar on a terminal, a line every few
 * seconds elsewhere. The bar is taken away when the scope closes, however it closes.
 */
export const showProgress = Effect.fnUntraced(function* (title: string, endUs: number) {
  const { err } = yield* Screen;
  const startedMs = performance.now();
  let lineMs = startedMs + QUIET_MS - LINE_MS;
  let bar: SingleBar | undefined;
  yield* Effect.addFinalizer(() => Effect.sync(() => bar?.stop()));
  const draw = Effect.fnUntraced(function* (nowUs: number) {
    bar ??= yield* startBar(title, endUs, err);
    bar.update(nowUs, { instant: humanInstant(nowUs) });
  });
  const progress: Progress = {
    at: (nowUs) => {
      const elapsedMs = performance.now();
      if (elapsedMs - startedMs < QUIET_MS) return Effect.void;
      if (isTerminal(err)) return draw(nowUs);
      if (elapsedMs - lineMs < LINE_MS) return Effect.void;
      lineMs = elapsedMs;
      return Effect.sync(() =>
        err.write(
          `${title}: ${Math.floor((nowUs / endUs) * 100)} %, ${humanInstant(nowUs)} of ${humanDuration(endUs)}\n`,
        ),
      );
    },
  };
  return progress;
});

const startBar = Effect.fnUntraced(function* (title: string, endUs: number, stream: NodeJS.WritableStream) {
  const { default: cliProgress } = yield* Effect.promise(() => import("cli-progress"));
  const bar = new cliProgress.SingleBar({
    stream,
    format: "{title}  {bar} {percentage} %  {instant}  {eta_formatted} left",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
    noTTYOutput: false,
  });
  bar.start(endUs, 0, { title: truncate(title, 30), instant: "" });
  return bar;
});
