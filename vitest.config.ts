import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "experiments/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 60_000,
    // Some tests wait for leases and processes: two files at a time keep two cores at work.
    maxWorkers: 2,
  },
});
