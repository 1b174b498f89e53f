import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { loadExperiment } from "../../src/files/load.ts";
import { parseOverride } from "../../src/files/override.ts";
import { folder, smallExperiment } from "../support.ts";

/** The small experiment with pieces cut out and others put in, as slips of the hand do. */
const slips = fc
  .array(
    fc.record({
      at: fc.nat(500),
      cut: fc.nat(6),
      put: fc.oneof(
        fc.string({ maxLength: 4 }),
        fc.constantFrom("\n", "  ", ": ", "- ", "{", "]", "*a", "&a ", "use: ./e", "null", "!x ", "---\n", "\t"),
      ),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((edits) =>
    edits.reduce((text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut), smallExperiment()),
  );

test.each(["e.yaml", "e.json"])(
  "whatever %s holds, it is an experiment or has problems that are told",
  async (name) => {
    const file = join(folder(), name);
    await fc.assert(
      fc.asyncProperty(fc.oneof(slips, fc.string()), async (text) => {
        writeFileSync(file, text);
        const loading = await loadExperiment(file);
        if ("loaded" in loading) return;
        expect(loading.problems.length).toBeGreaterThan(0);
        for (const { message, place } of loading.problems) {
          expect(message).toMatch(/^\S/);
          expect(message).not.toMatch(/\n\s+at /);
          expect(place.line ?? 1).toBeGreaterThan(0);
        }
      }),
      { numRuns: 400, seed: 1 },
    );
  },
);

test("whatever --set says, it is applied or told", async () => {
  const file = join(folder({ "e.yaml": smallExperiment() }), "e.yaml");
  const path = fc
    .array(fc.constantFrom("faults", "seed", "cluster", "0", "1", "9", "use", "tiers", "__proto__", "checkpoint"), {
      minLength: 1,
      maxLength: 4,
    })
    .map((keys) => keys.join("."));
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom("null", "{}", "[]", "{use: ./e}", "[1, 2]", "3", "''", "{a: {b: [c]}}"),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(path, value), { minLength: 1, maxLength: 3 }), async (sets) => {
      const overrides = sets
        .map(([at, text]) => parseOverride(`${at}=${text}`))
        .filter((parsed) => "written" in parsed);
      const loading = await loadExperiment(file, { overrides });
      if ("problems" in loading) expect(loading.problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 400, seed: 1 },
  );
});
