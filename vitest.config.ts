import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "experiments/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: "./test/support/bundled-command.ts",
    testTimeout: 60_000,
    reporters: ["default", "./test/support/skipped-reporter.ts"],
    // Nothing that a test leaves behind concerns another: they share their workers, which starts them sooner.
    isolate: false,
    // Some tests wait for leases and processes: two files at a time keep two cores at work.
    maxWorkers: 2,
    // And so do tests beside each other, which mostly wait.
    maxConcurrency: 10,
  },
});
