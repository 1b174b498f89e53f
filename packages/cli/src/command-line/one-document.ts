import * as Effect from "effect/Effect";
import { Screen } from "../screen.ts";
import { commandProblem } from "../verbs/refuse.ts";

/** Whether `--json` was asked for. */
export const wantsJson = (args: ReadonlyArray<string>): boolean => {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).includes("--json");
};

/**
 * A command that prints one JSON document however it ends: where it is interrupted before it could print any, or breaks, a
 * document says that.
 */
export const printingOneDocument = <E, R>(command: Effect.Effect<void, E, R>): Effect.Effect<void, E, R> =>
  Effect.gen(function* () {
    const { out, err } = yield* Screen;
    let isWritten = false;
    const noted = noting(out, () => {
      isWritten = true;
    });
    const print = (document: object) =>
      Effect.sync(() => (isWritten ? undefined : noted.write(`${JSON.stringify(document, null, 2)}\n`)));
    return yield* command.pipe(
      Effect.onInterrupt(() => print({ interrupted: true })),
      Effect.tapError(() => print({ problems: [commandProblem(UNTOLD)] })),
      Effect.provideService(Screen, { out: noted, err }),
    );
  });

/** What a command says that ended before it could say anything better. */
export const UNTOLD = "it ended without a result; stderr says why";

/** The same stream; `hear` is told when something is written. */
const noting = (stream: NodeJS.WritableStream, hear: () => void): NodeJS.WritableStream =>
  new Proxy(stream, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...args: ReadonlyArray<unknown>) => {
        if (name === "write") hear();
        return Reflect.apply(value, target, args);
      };
    },
  });
