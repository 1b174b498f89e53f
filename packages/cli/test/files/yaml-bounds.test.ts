import { describe, expect, test } from "vitest";
import { readYaml } from "../../src/files/yaml.ts";

const many = (count: number, text: (index: number) => string, between = "\n") =>
  Array.from({ length: count }, (_, index) => text(index)).join(between);

/** Text that keeps a parser busy for longer than it looks. */
const attacks: ReadonlyArray<readonly [string, string]> = [
  ["60,000 keys", many(60_000, (i) => `k${i}: 1`)],
  ["60,000 keys in braces", `{${many(60_000, (i) => `"k${i}": 1`, ", ")}}`],
  ["500,000 open brackets", "[".repeat(500_000)],
  ["250,000 pairs of brackets", "[".repeat(250_000) + "]".repeat(250_000)],
  ["open braces", "{a: ".repeat(250_000)],
  ["dashes in a row", "- ".repeat(500_000)],
  ["question marks in a row", "? ".repeat(500_000)],
  ["commas", `[${",".repeat(1_000_000)}]`],
  ["directives", "%a\n".repeat(200_000)],
  ["documents", "---\n".repeat(200_000)],
  ["anchors in a row", `${"&a ".repeat(200_000)}1`],
  ["tags in a row", `${"!a ".repeat(200_000)}1`],
  ["a long escape", `a: "${"\\u0041".repeat(600_000)}"`],
  ["a text of many lines", `a: >\n${" x\n\n".repeat(900_000)}`],
  ["many items", "- 1\n".repeat(900_000)],
  ["many aliases", `- &a 1\n${"- *a\n".repeat(700_000)}`],
  ["an alias bomb", `a0: &a0 [1, 1]\n${many(60, (i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)}`],
  ["an open quote", `a: '${"x\n".repeat(1_900_000)}`],
];

describe("what keeps a parser busy is read or refused within 2 s", () => {
  test.each(attacks)("%s", (_, text) => {
    const startedMs = performance.now();
    const { written, problems } = readYaml(text, "e.yaml");
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    expect(written !== undefined || problems.length > 0).toBe(true);
  });
});

describe("a key that is there twice", () => {
  test("is told where it stands the second time, in braces and in quotes too", () => {
    const { problems } = readYaml('a: 1\nb: { c: 1, "c": 2 }\na: 2\n', "e.yaml");
    expect(problems.map(({ place, message }) => [place.line, place.column, message.slice(0, 22)])).toEqual([
      [2, 12, "this key is there twic"],
      [3, 1, "this key is there twic"],
    ]);
  });
});
