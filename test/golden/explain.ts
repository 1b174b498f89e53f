import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./journals.ts";

const CONTEXT_LINES = 3;

/** The events of an experiment's journal, a line each, as the code in a folder gives them. */
const journalIn = (folder: string, experiment: string): ReadonlyArray<string> => {
  const out = mkdtempSync(join(tmpdir(), "ordeal-golden-"));
  try {
    const command = ["packages/cli/src/main.ts", "run", `experiments/${experiment}`, "--out", out, "--json"];
    // A failed threshold is exit 1, and no matter here.
    try {
      execFileSync(join(root, "node_modules", ".bin", "tsx"), command, { cwd: folder, stdio: "pipe" });
    } catch (error) {
      if ((error as { status?: number }).status !== 1) throw error;
    }
    const journal = readdirSync(out).find((name) => name.endsWith(".ndjson"));
    if (journal === undefined) throw new Error(`the code in ${folder} gave no journal of ${experiment}`);
    return readFileSync(join(out, journal), "utf8").trim().split("\n").slice(1, -1);
  } finally {
    rmSync(out, { recursive: true });
  }
};

/** The sources of a revision, in a folder of their own, with the packages that are installed here. */
const checkOut = (revision: string): string => {
  const folder = mkdtempSync(join(tmpdir(), "ordeal-revision-"));
  const archive = execFileSync("git", ["archive", revision], { cwd: root, maxBuffer: 1 << 28 });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  for (const name of readdirSync(join(folder, "packages"))) {
    mkdirSync(join(folder, "packages", name), { recursive: true });
    const installed = join(root, "packages", name, "node_modules");
    cpSync(installed, join(folder, "packages", name, "node_modules"), { recursive: true, verbatimSymlinks: true });
  }
  return folder;
};

const withoutSeq = (line: string): string => line.replace(/"seq":\d+,/, "");

/** Tells where an experiment's journal leaves that of a revision, event by event from there. */
export const explain = (experiment: string, revision: string): string => {
  const folder = checkOut(revision);
  try {
    const before = journalIn(folder, experiment);
    const now = journalIn(root, experiment);
    const first = now.findIndex((line, index) => line !== before[index]);
    if (first < 0 && before.length === now.length)
      return `${experiment}: the same ${now.length} events as at ${revision}`;
    const from = first < 0 ? now.length : first;
    const shared = now.slice(Math.max(0, from - CONTEXT_LINES), from).map((line) => `    ${line}`);
    const lines = [`${experiment}: the same up to event ${from}, then (- ${revision}, + here)`, ...shared];
    for (let index = from; index < Math.min(from + 4 * CONTEXT_LINES, Math.max(before.length, now.length)); index++) {
      const [old, fresh] = [before[index], now[index]];
      if (old !== undefined && fresh !== undefined && withoutSeq(old) === withoutSeq(fresh)) {
        lines.push(`    ${fresh}`);
        continue;
      }
      if (old !== undefined) lines.push(`  - ${old}`);
      if (fresh !== undefined) lines.push(`  + ${fresh}`);
    }
    lines.push(`  … ${before.length} events at ${revision}, ${now.length} here`);
    return lines.join("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
};
