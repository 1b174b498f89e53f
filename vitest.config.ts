import { defineConfig } from "vitest/config";
import SlowFirst from "./test/support/slow-first.ts";

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "experiments/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: "./test/support/bundled-command.ts",
    setupFiles: "./test/support/worker.ts",
    testTimeout: 60_000,
    reporters: ["default", "./test/support/skipped-reporter.ts"],
    // Nothing that a test leaves behind concerns another: they share their workers, which starts them sooner.
    isolate: false,
    // Node runs the sources as they are, which takes less time than to have Vite rewrite them, and they run faster.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // Many files wait for leases and processes: three at a time keep two cores at work.
    maxWorkers: 3,
    sequence: { sequencer: SlowFirst },
    // And so do tests beside each other, which mostly wait.
    maxConcurrency: 10,
  },
});
