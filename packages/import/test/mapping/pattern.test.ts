import { describe, expect, test } from "vitest";
import { compile, isPattern } from "../../src/mapping/pattern.ts";

describe("a pattern of a mapping", () => {
  test.each([
    ["xid.*79", "NVRM: XID 79", true],
    ["^(crash|hang)$", "Hang", true],
    ["\\bnode\\d+\\b", "on node12 today", true],
    ["\\u00e9t\\u00e9", "été", true],
    ["故障", "节点故障", true],
    ["(?<kind>ecc|nvlink)", "NVLINK", true],
    ["[a-z]{2,4}/\\d", "gpu/7", true],
    ["^a$", "b", false],
    ["", "anything", true],
  ])("%s matches %s as JavaScript's would: %s", (pattern, text, fits) => {
    expect(new RegExp(pattern, "iu").test(text)).toBe(fits);
    expect(compile(pattern)?.test(text)).toBe(fits);
  });

  test.each(["^(a+)+$", "(a|aa)+$", "(.*)*x$", "((a{0,30}){0,30})$"])(
    "%s takes no time on what it nearly fits",
    (pattern) => {
      const startedMs = performance.now();
      compile(pattern)?.test(`${"a".repeat(4_000)}!`);
      expect(performance.now() - startedMs).toBeLessThan(2_000);
    },
  );

  test.each(["(?=a)b", "(?<!a)b", "(a)\\1"])("%s is none: its time has no bound", (pattern) => {
    expect(isPattern(pattern)).toBe(true);
    expect(compile(pattern)).toBeUndefined();
  });

  test.each(["(", "[", "*", "a".repeat(2_000)])("%j is none", (pattern) => {
    expect(compile(pattern)).toBeUndefined();
  });
});
