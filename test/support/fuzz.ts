/** How long each fuzzer goes on, in milliseconds: some seconds unless `pnpm test:fuzz --minutes N` says more. */
export const fuzzMs = Number(process.env["ORDEAL_FUZZ_MS"] ?? 4_000);

/** Where a fuzzer begins: told, so that what it finds can be found again with `--seed`. */
export const fuzzSeed = Number(process.env["ORDEAL_FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** The parameters of a property that is tried until the time is over. */
export const untilTimeIsOver = (name: string, numRuns = 1_000_000) => {
  process.stderr.write(`fuzzing ${name}: seed ${fuzzSeed}, ${fuzzMs / 1_000} s\n`);
  return { seed: fuzzSeed, numRuns, interruptAfterTimeLimit: fuzzMs, markInterruptAsFailure: false };
};
