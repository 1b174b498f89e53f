import { within } from "../interruptible.ts";

/** How long one call of a function may take that somebody wrote: it works something out, and waits for nothing. */
const CALL_MS_MAX = 5_000;

/** Puts aside what would end this process, or print among its results; returns what puts it back. */
const putAside = (): (() => void) => {
  const { exit } = process;
  const { write } = process.stdout;
  process.exit = (code) => {
    throw new Error(`called process.exit(${code ?? ""})`);
  };
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof write;
  return () => {
    process.exit = exit;
    process.stdout.write = write;
  };
};

/** Loads something of somebody else's: it cannot end the process meanwhile, and what it prints goes to stderr. */
export const loadGuarded = async <A>(load: () => Promise<A>): Promise<A> => {
  const putBack = putAside();
  try {
    return await load();
  } finally {
    putBack();
  }
};

/** The same for every call of a function, which is cut short after {@link CALL_MS_MAX}. */
export const guarded =
  (given: (...given: Array<unknown>) => unknown) =>
  (...args: Array<unknown>): unknown => {
    const putBack = putAside();
    try {
      return within(
        CALL_MS_MAX,
        () => given(...args),
        () => new Error(`did not answer within ${CALL_MS_MAX / 1_000} s, and was cut short`),
      );
    } finally {
      putBack();
    }
  };
