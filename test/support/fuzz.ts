import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { root } from "./program.ts";

/** Whether each fuzzer goes on to its whole count, however long that takes: `pnpm test:fuzz --whole`. */
export const isWhole = process.env["ORDEAL_FUZZ_WHOLE"] === "1";

/** How long each fuzzer goes on otherwise, in milliseconds: some seconds unless `pnpm test:fuzz --minutes N` says more. */
const fuzzMs = isWhole ? 24 * 3_600_000 : Number(process.env["ORDEAL_FUZZ_MS"] ?? 2_000);

/** Where a fuzzer begins: told, so that what it finds can be found again with `--seed`. */
const seed = Number(process.env["ORDEAL_FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** Where what fuzzers found is kept, as JSON: every suite tries it again. */
const kept = join(root, "test/fuzz/found");

export interface Fuzzer<A> {
  /** Begins the names of the files that keep what it found. */
  readonly name: string;
  /** What it draws: plain data, that is the same once it was written as JSON and read back. */
  readonly arbitrary: fc.Arbitrary<A>;
  readonly check: (value: A) => Promise<void>;
  /** How many it tries where it has all the time it wants. */
  readonly whole: number;
  readonly found?: string;
}

/**
 * Checks what was found before, then whatever is drawn until the time is over. What fails is made small, kept as an example
 * for the suite, and thrown with its seed.
 */
export const fuzz = async <A>({ name, arbitrary, check, whole, found = kept }: Fuzzer<A>): Promise<void> => {
  for (const file of foundBy(name, found)) {
    const value = JSON.parse(readFileSync(join(found, file), "utf8")) as A;
    await check(value).catch((error: Error) => {
      throw new Error(`${file}, which was found before: ${error.message}`, { cause: error });
    });
  }
  process.stderr.write(`fuzzing ${name}: seed ${seed}, ${isWhole ? `${whole} of them` : `${fuzzMs / 1_000} s`}\n`);
  let tried = 0;
  const counted = fc.asyncProperty(arbitrary, async (value) => {
    if (++tried % 1_000 === 0) process.stderr.write(`fuzzing ${name}: ${tried}\n`);
    await check(value);
  });
  const limits = { interruptAfterTimeLimit: fuzzMs, markInterruptAsFailure: false };
  const details = await fc.check(counted, { seed, numRuns: whole, ...limits });
  if (details.counterexample === null) return;
  const text = `${JSON.stringify(details.counterexample[0], null, 2)}\n`;
  const file = join(found, `${name}-${createHash("sha256").update(text).digest("hex").slice(0, 8)}.json`);
  mkdirSync(found, { recursive: true });
  writeFileSync(file, text);
  throw new Error(`kept as ${file}; pnpm test:fuzz --seed ${seed}\n${fc.defaultReportMessage(details)}`);
};

const foundBy = (name: string, found: string): ReadonlyArray<string> =>
  existsSync(found) ? readdirSync(found).filter((file) => file.startsWith(`${name}-`) && file.endsWith(".json")) : [];
