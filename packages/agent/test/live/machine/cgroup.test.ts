import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { enter, groupOf, makeGroup, preferCpu } from "../../../src/live/machine/cgroup.ts";

const rootWith = (files: Readonly<Record<string, string>>): string => {
  const root = mkdtempSync(join(tmpdir(), "ordeal-cgroup-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
};

describe("control groups", () => {
  test("of the second version lie in one hierarchy, and hand their controllers down", () => {
    const root = rootWith({ "cgroup.controllers": "cpu io memory\n", "cgroup.subtree_control": "" });
    expect(groupOf("cpu", "ordeal-x", root)).toEqual({ path: join(root, "ordeal-x"), version: 2 });
    const blocks = groupOf("blkio", "ordeal-x", root);
    expect(blocks?.version).toBe(2);
    if (blocks !== undefined) makeGroup(blocks, "blkio");
    expect(readFileSync(join(root, "cgroup.subtree_control"), "utf8")).toBe("+io");
    if (blocks !== undefined) enter(blocks, 42);
    expect(readFileSync(join(root, "ordeal-x/cgroup.procs"), "utf8")).toBe("42");
  });

  test("of the first version lie in a hierarchy for each controller; where there is none, there is no group", () => {
    const root = rootWith({ "cpu/cgroup.procs": "" });
    expect(groupOf("cpu", "ordeal-x", root)).toMatchObject({ version: 1 });
    expect(groupOf("memory", "ordeal-x", root)).toBeUndefined();
  });

  test("are preferred by shares in the first version, and by weight in the second", () => {
    const root = rootWith({});
    preferCpu({ path: root, version: 1 }, 10);
    preferCpu({ path: root, version: 2 }, 10);
    expect(readFileSync(join(root, "cpu.shares"), "utf8")).toBe("10240");
    expect(readFileSync(join(root, "cpu.weight"), "utf8")).toBe("1000");
  });
});
