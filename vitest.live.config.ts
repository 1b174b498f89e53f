import { defineConfig } from "vitest/config";

/** Tests with real jobs and real schedulers, one after the other, for each takes the machine's time. */
export default defineConfig({
  test: {
    include: ["test/live/**/*.live.ts", "packages/*/test/**/*.live.ts"],
    globalSetup: "./test/support/bundled-command.ts",
    testTimeout: 300_000,
    hookTimeout: 120_000,
    reporters: ["default", "./test/support/skipped-reporter.ts"],
    fileParallelism: false,
  },
});
