import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fuzz } from "../support/fuzz.ts";

test("what a fuzzer finds is made small, kept, and tried first from then on", async () => {
  const found = mkdtempSync(join(tmpdir(), "ordeal-found-"));
  const tried: Array<ReadonlyArray<number>> = [];
  const fuzzer = {
    name: "numbers",
    arbitrary: fc.array(fc.nat({ max: 1_000 }), { maxLength: 6 }),
    whole: 10_000,
    found,
    check: async (numbers: ReadonlyArray<number>) => {
      tried.push(numbers);
      if (numbers.some((one) => one >= 500)) throw new Error("too much");
    },
  };
  await expect(fuzz(fuzzer)).rejects.toThrow(/kept as .*numbers-[0-9a-f]{8}\.json; pnpm test:fuzz --seed \d+\n/);
  const [file = ""] = readdirSync(found);
  expect(JSON.parse(readFileSync(join(found, file), "utf8"))).toEqual([500]);
  tried.length = 0;
  await expect(fuzz(fuzzer)).rejects.toThrow(`${file}, which was found before: too much`);
  expect(tried).toEqual([[500]]);
});
