import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expandHosts, HOSTS_MAX } from "../../../src/formats/slurm/hostlist.ts";

const hostsOf = (list: string) => {
  const expanded = expandHosts(list);
  return "hosts" in expanded ? expanded.hosts : expanded.problem;
};

describe("a list of nodes", () => {
  test.each([
    ["c1", ["c1"]],
    ["c[1-2]", ["c1", "c2"]],
    ["c[1-2],login,d7", ["c1", "c2", "login", "d7"]],
    ["n[01-03,10]", ["n01", "n02", "n03", "n10"]],
    ["n[8-11]", ["n8", "n9", "n10", "n11"]],
    ["n[098-101]", ["n098", "n099", "n100", "n101"]],
    ["r[1-2]n[1,7]", ["r1n1", "r1n7", "r2n1", "r2n7"]],
    ["rack[01-02]-gpu[1-2]-ib", ["rack01-gpu1-ib", "rack01-gpu2-ib", "rack02-gpu1-ib", "rack02-gpu2-ib"]],
    ["c[1-2],c2", ["c1", "c2"]],
    [" c[3] ", ["c3"]],
  ])("%s", (list, hosts) => {
    expect(hostsOf(list)).toEqual(hosts);
  });

  test.each(["", ",", "c1,", "c[", "c[1-", "c]1", "c[2-1]", "c[a-b]", "c[1-2[3]]", "c[]", "c[1,]", "c[1-2-3]"])(
    "%j is none",
    (list) => expect(hostsOf(list)).toBe("not a list of nodes"),
  );

  test("that was cut short says so", () => {
    expect(hostsOf("node[1-10,2+")).toMatch(/^a list of nodes that was cut short/);
  });

  test("is no longer than Slurm's own ranges", () => {
    expect(hostsOf(`c[1-${HOSTS_MAX}]`)).toHaveLength(HOSTS_MAX);
    for (const list of [
      `c[1-${HOSTS_MAX + 1}]`,
      "c[0-999999999999]",
      "a[1-9999]b[1-9999]c[1-9999]",
      `c[1-${HOSTS_MAX}],d`,
    ]) {
      expect(hostsOf(list), list).toBe("a list of more than 65,536 nodes");
    }
  });

  test("that folds nodes expands to the same nodes", () => {
    // Names with one number each; runs of it become ranges, as scontrol show hostlist prints them.
    const groups = fc.uniqueArray(
      fc.record({
        prefix: fc.constantFrom("c", "gpu-", "r1n", "x0y"),
        width: fc.integer({ min: 1, max: 4 }),
        numbers: fc.uniqueArray(fc.integer({ min: 0, max: 9_999 }), { minLength: 1, maxLength: 12 }),
        suffix: fc.constantFrom("", "-ib", ".cluster"),
      }),
      { minLength: 1, maxLength: 4, selector: ({ prefix, suffix }) => prefix + suffix },
    );
    fc.assert(
      fc.property(groups, (all) => {
        const hosts = all.flatMap(({ prefix, width, numbers, suffix }) =>
          numbers.toSorted((a, b) => a - b).map((number) => `${prefix}${String(number).padStart(width, "0")}${suffix}`),
        );
        const folded = all.map(({ prefix, width, numbers, suffix }) => {
          const runs: Array<{ from: number; to: number }> = [];
          for (const number of numbers.toSorted((a, b) => a - b)) {
            const last = runs.at(-1);
            if (last?.to === number - 1) last.to = number;
            else runs.push({ from: number, to: number });
          }
          const written = (number: number) => String(number).padStart(width, "0");
          const ranges = runs.map(({ from, to }) => (from === to ? written(from) : `${written(from)}-${written(to)}`));
          return `${prefix}[${ranges.join(",")}]${suffix}`;
        });
        expect(hostsOf(folded.join(","))).toEqual(hosts);
        expect(hostsOf(hosts.join(","))).toEqual(hosts);
      }),
    );
  });
});
