import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";

/** `packages/simulator/ADDING-A-FAULT.md`, followed to the letter in a copy of the repository. */
const root = join(import.meta.dirname, "..");
const recipe = readFileSync(join(root, "packages", "simulator", "ADDING-A-FAULT.md"), "utf8");

/** A block of the recipe, and where its first line says that it goes. */
interface Block {
  readonly path: string;
  /** `undefined` for a file of its own. */
  readonly place: string | undefined;
  readonly text: string;
}

/** The recipe's example under a name that nobody uses, so that whoever has followed the recipe can still test it. */
const renamed = (text: string): string =>
  text
    .replaceAll("a host restarts and comes back", "a host tumbles and comes back")
    .replaceAll("reboot", "tumble")
    .replaceAll("Reboot", "Tumble");

const blocks: ReadonlyArray<Block> = [
  ...renamed(recipe).matchAll(/^```ts\n\/\/ (\S+?)(?:, (.+))?\n([\s\S]*?)^```/gm),
].map(([, path = "", place, text = ""]) => ({ path, place, text }));

/** Text with a block put where it belongs. */
const placed = (before: string, { path, place, text }: Block): string => {
  if (place === "at the top") return text + before;
  const table = /^at the end of (\w+)$/.exec(place ?? "")?.[1];
  const opening = before.indexOf(`const ${table}`);
  const end = before.indexOf("\n}", opening) + 1;
  if (table === undefined || opening < 0 || end === 0) throw new Error(`nowhere to put a block: ${path}, ${place}`);
  return before.slice(0, end) + text + before.slice(end);
};

/** Whether a path of the repository is none that was built. */
const isSource = (path: string): boolean => !["dist", ".cache"].includes(basename(path));

/** What is copied; what is installed is linked, but for the packages' own links to one another. */
const copy = (to: string): void => {
  for (const name of readdirSync(root)) {
    if ([".git", "node_modules", "ordeal-out", "coverage"].includes(name)) continue;
    cpSync(join(root, name), join(to, name), { recursive: true, verbatimSymlinks: true, filter: isSource });
  }
  const installed = join(root, "node_modules");
  mkdirSync(join(to, "node_modules", ".cache"), { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name === "@ordeal")
      cpSync(join(installed, name), join(to, "node_modules", name), { recursive: true, verbatimSymlinks: true });
    else if (!/^\.(cache|vite|vitest)/.test(name)) symlinkSync(join(installed, name), join(to, "node_modules", name));
  }
};

/** Runs a program of the repository in a folder; what it printed, and whether all went well. */
const run = (
  cwd: string,
  ...args: ReadonlyArray<string>
): Promise<{ readonly isWell: boolean; readonly said: string }> =>
  new Promise((resolve) =>
    execFile(
      process.execPath,
      args,
      // Nobody comes back to the copy, so that nothing is kept of what is compiled there.
      { cwd, env: { ...process.env, NO_COLOR: "1", NODE_COMPILE_CACHE: undefined } },
      (error, out, err) => resolve({ isWell: error === null, said: out + err }),
    ),
  );

/** All sources and tests as one program, which takes half the time of one after the other; options of `test/tsconfig.json`. */
const allInOne = JSON.stringify({
  extends: "./test/tsconfig.json",
  compilerOptions: { rootDir: ".", lib: ["es2025", "dom", "dom.iterable"] },
  include: ["packages/*/src", "packages/*/test", "test", "experiments"],
  references: [],
});

/** What `vitest.config.ts` says, less what the tests below do not need. */
const fewTests = `export default { test: {
  isolate: false, maxWorkers: 1, experimental: { viteModuleRunner: false, nodeLoader: false },
} };\n`;

/** Quick tests that go through every kind there is, or name one that is none. */
const tests = [
  renamed("packages/simulator/test/faults/node-reboot.test.ts"),
  "packages/model/test/fault-kind.test.ts",
  "packages/model/test/bad-input.test.ts",
  "packages/explorer/test/arbitraries/valid.test.ts",
  "packages/explorer/test/replay/place.test.ts",
];

test("whoever follows the recipe for a new fault kind gets types and tests that agree", {
  timeout: 240_000,
}, async () => {
  expect(blocks.map(({ path }) => path)).toHaveLength(6);
  const folder = mkdtempSync(join(tmpdir(), "ordeal-"));
  try {
    copy(folder);
    for (const block of blocks) {
      const file = join(folder, block.path);
      expect(existsSync(file), block.path).toBe(block.place !== undefined);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, block.place === undefined ? block.text : placed(readFileSync(file, "utf8"), block));
    }
    writeFileSync(join(folder, "tsconfig.all.json"), allInOne);
    writeFileSync(join(folder, "vitest.config.ts"), fewTests);
    const bin = (name: string) => join("node_modules", name);
    const changed = blocks.map(({ path }) => path);
    const steps = [
      [bin("@biomejs/biome/bin/biome"), "check", "--write", ...new Set(changed)],
      ["packages/agent/src/protocol/write.ts"],
      [bin("typescript/bin/tsc"), "-p", "tsconfig.all.json", "--singleThreaded"],
      [bin("vitest/vitest.mjs"), "run", "--cache=false", ...tests],
    ];
    for (const step of steps) {
      const { isWell, said } = await run(folder, ...step);
      expect(isWell ? "" : said, step.join(" ")).toBe("");
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
