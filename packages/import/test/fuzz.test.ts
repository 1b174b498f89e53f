import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { formats } from "../src/index.ts";
import { importing, samples, type Told } from "./support.ts";

const mapping = parse(readFileSync(join(samples, "tickets.mapping.yaml"), "utf8")) as unknown;
const told: Readonly<Record<string, Told>> = {
  csv: { mapping },
  xid: { zone: "UTC", year: 2024 },
  ascend: { zone: "UTC" },
  slurm: { zone: "UTC" },
};
const all = readdirSync(samples).map((name) => readFileSync(join(samples, name)));

/** A sample with some of its bytes gone, doubled or replaced. */
const spoiled = fc
  .tuple(
    fc.constantFrom(...all),
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40), fc.uint8Array({ maxLength: 4 })), {
      maxLength: 6,
    }),
  )
  .map(([bytes, edits]) =>
    edits.reduce<Buffer>((text, [where, gone, put]) => {
      const at = Math.floor(where * text.length);
      return Buffer.concat([text.subarray(0, at), put, text.subarray(at + gone)]);
    }, bytes),
  );
/** Lines of the samples in any order, with parts of them exchanged. */
const shuffled = fc
  .array(fc.constantFrom(...all.flatMap((bytes) => bytes.toString().split("\n"))), { maxLength: 20 })
  .map((lines) => Buffer.from(lines.join("\n")));

describe.each(formats.map(({ name }) => name))("%s", (name) => {
  test("makes a timeline that reads back, or says why not, of any bytes", async () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 400 }), spoiled, shuffled);
    await fc.assert(
      fc.asyncProperty(bytes, fc.boolean(), async (text, isStrict) => {
        // Reading it back throws for a timeline with any problem.
        const { imported, refused, timeline } = await importing(name, { text }, { ...told[name], isStrict });
        if (refused !== undefined) expect(refused.message).not.toBe("");
        else {
          expect(timeline?.faults.length).toBe(imported?.faults);
          const times = timeline?.faults.map(({ at }) => at as number) ?? [];
          expect(times).toEqual(times.toSorted((a, b) => a - b));
          if (isStrict) expect(imported?.skipped.every(({ isHarmless }) => isHarmless)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
