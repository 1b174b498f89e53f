/** The longest that a timer of the platform waits. */
const TIMER_MS_MAX = 2 ** 30;

/**
 * Waits for a promise for as long as there is a sign of life: rejects once nothing was heard for `quietMs`. `heardMs` tells
 * when something was heard last, by `performance.now()`.
 */
export const unlessQuiet = <A>(
  promise: Promise<A>,
  {
    quietMs,
    heardMs,
    reject,
  }: { readonly quietMs: number; readonly heardMs: () => number; readonly reject: () => Error },
): Promise<A> =>
  new Promise((resolve, fail) => {
    let timer: NodeJS.Timeout | undefined;
    const sinceMs = performance.now();
    const look = (): void => {
      const leftMs = Math.max(sinceMs, heardMs()) + quietMs - performance.now();
      if (leftMs <= 0) fail(reject());
      else timer = setTimeout(look, Math.min(leftMs, TIMER_MS_MAX));
    };
    look();
    promise.then(resolve, fail).finally(() => clearTimeout(timer));
  });
