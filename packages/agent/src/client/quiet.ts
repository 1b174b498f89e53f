/** How long a timer waits at most: one that comes much later tells that this process stood still meanwhile. */
const TIMER_MS_MAX = 1_000;
const LATE_MS = 500;
/** Longer than this nothing is waited for, whatever is heard meanwhile, unless it has to take longer. */
const WAIT_MS_MAX = 600_000;

/**
 * Waits for a promise for as long as there is a sign of life: rejects once nothing was heard for `quietMs`. `heardMs` tells
 * when something was heard last, by `performance.now()`. While this process itself stands still nobody is quiet.
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
    let stoodMs = 0;
    const look = (dueMs: number): void => {
      const nowMs = performance.now();
      if (nowMs - dueMs > LATE_MS) stoodMs += nowMs - dueMs;
      const quietLeftMs = Math.max(sinceMs + stoodMs, heardMs()) + quietMs - nowMs;
      const leftMs = Math.min(quietLeftMs, sinceMs + stoodMs + Math.max(quietMs, WAIT_MS_MAX) - nowMs);
      if (leftMs <= 0) return fail(reject());
      const waitMs = Math.min(leftMs, TIMER_MS_MAX);
      timer = setTimeout(() => look(nowMs + waitMs), waitMs);
    };
    look(sinceMs);
    promise.then(resolve, fail).finally(() => clearTimeout(timer));
  });
