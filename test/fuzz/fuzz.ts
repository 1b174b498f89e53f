import { spawn } from "node:child_process";
import { parseArgs } from "node:util";

/**
 * `pnpm test:fuzz [--minutes N] [--whole] [--seed N]`: every fuzzer in turn, for so long in all, or until it has tried the
 * whole of its count. What they find is kept in `test/fuzz/found`, and tried by every suite from then on.
 */
const FUZZERS = 3;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    whole: { type: "boolean", default: false },
    seed: { type: "string" },
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  process.stderr.write(`--minutes expected a number above 0, found ${values.minutes}\n`);
  process.exit(2);
}
const env = {
  ...process.env,
  ORDEAL_FUZZ_MS: String(Math.round((minutes * 60_000) / FUZZERS)),
  ...(values.whole ? { ORDEAL_FUZZ_WHOLE: "1" } : {}),
  ...(values.seed === undefined ? {} : { ORDEAL_FUZZ_SEED: values.seed }),
};
const limitMs = values.whole ? 24 * 3_600_000 : Math.round(minutes * 60_000) + 120_000;
const args = ["run", "test/fuzz", "packages/cli/test/fuzz", "--testTimeout", String(limitMs), "--maxWorkers", "1"];
const child = spawn("vitest", args, { stdio: "inherit", env });
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
