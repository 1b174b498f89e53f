import { type ExecFileSyncOptions, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * `pnpm test:package`: what a user gets. Packs every package, installs the tarballs into an empty folder with an empty
 * home, and uses them there with plain Node.js, npm, tsc and vitest, on Node.js 24 and on 22.
 */
const root = join(import.meta.dirname, "..", "..");
const place = mkdtempSync(join(tmpdir(), "ordeal-package-"));
const tarballs = join(place, "tarballs");
const project = join(place, "project");
const home = join(place, "home");
for (const folder of [tarballs, project, home]) mkdirSync(folder);

const env = { ...process.env, HOME: home, NO_COLOR: "1", FORCE_COLOR: "", npm_config_update_notifier: "false" };
// What the package manager of this repository tells its scripts is nothing that a user's shell would say.
for (const name of Object.keys(env))
  if (/^(npm_(?!config_registry)|pnpm_|INIT_CWD)/i.test(name)) delete env[name as keyof typeof env];

const say = (what: string): void => void process.stderr.write(`${what}\n`);
const call = (command: string, args: ReadonlyArray<string>, options: ExecFileSyncOptions = {}): string =>
  String(
    execFileSync(command, args, {
      cwd: project,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 100_000_000,
      ...options,
    }),
  );
/** Does something that must go well; what it said is told when it does not. */
const step = (
  what: string,
  command: string,
  args: ReadonlyArray<string>,
  options: ExecFileSyncOptions = {},
): string => {
  const startedMs = performance.now();
  try {
    const out = call(command, args, options);
    say(`✓ ${what} (${((performance.now() - startedMs) / 1_000).toFixed(1)} s)`);
    return out;
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: Buffer; readonly stderr?: Buffer };
    throw new Error(`${what} failed: ${command} ${args.join(" ")}\n${stdout ?? ""}${stderr ?? ""}`);
  }
};
const expect = (isSo: boolean, what: string): void => {
  if (!isSo) throw new Error(`expected ${what}`);
};

const packages = [
  ...readdirSync(join(root, "packages")).map((name) => join(root, "packages", name)),
  join(root, "fixtures"),
];

try {
  const inRepository = { cwd: root, env: process.env };
  step("pnpm build", "pnpm", ["build"], inRepository);
  for (const folder of packages)
    call("pnpm", ["pack", "--pack-destination", tarballs], { cwd: folder, env: process.env });
  const files = readdirSync(tarballs).map((name) => join(tarballs, name));
  say(`✓ packed ${files.length} packages`);
  for (const folder of packages.filter((one) => !one.endsWith("fixtures")))
    call("pnpm", ["exec", "publint", "--strict", folder], inRepository);
  say("✓ publint");
  for (const file of files.filter((one) => !one.includes("fixtures")))
    call("pnpm", ["exec", "attw", file, "--profile", "esm-only"], inRepository);
  say("✓ attw");

  cpSync(join(root, "examples", "ci-in-your-repository"), project, { recursive: true });
  const description = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
  const { ordeal: _, ...others } = description.devDependencies;
  writeFileSync(join(project, "package.json"), JSON.stringify({ ...description, devDependencies: others }));
  step("npm install, from tarballs, into an empty home", "npm", [
    "install",
    "--no-audit",
    "--no-fund",
    "--save-dev",
    ...files,
  ]);
  const installed = readdirSync(join(project, "node_modules"));
  expect(!installed.includes("redis") && !installed.includes("ioredis"), "no redis among what is installed");

  const ordeal = (...args: ReadonlyArray<string>) => call("npx", ["--no-install", "ordeal", ...args]);
  expect(ordeal("--help").includes("npx ordeal"), "the help to say npx ordeal");
  if (ordeal("--help").includes("init")) {
    step("npx ordeal init", "npx", ["--no-install", "ordeal", "init", "first.yaml"]);
    step("npx ordeal check and run of what init wrote", "npx", ["--no-install", "ordeal", "run", "first.yaml"]);
  } else {
    throw new Error("there is no ordeal init");
  }
  step("npm run drill", "npm", ["run", "drill"]);
  step("npx ordeal hunt, in two threads", "npx", [
    "--no-install",
    "ordeal",
    "hunt",
    "drill.yaml",
    "--workers",
    "2",
    "--timelines",
    "100",
  ]);
  step("npx ordeal run of a TypeScript experiment", "npx", ["--no-install", "ordeal", "run", typescript(project)]);
  step("npx ordeal replay of a fixture", "npx", [
    "--no-install",
    "ordeal",
    "replay",
    "node_modules/@ordeal/fixtures/incidents/bloom-176b.yaml",
  ]);
  step("npx ordeal run with a report", "npx", [
    "--no-install",
    "ordeal",
    "run",
    "first.yaml",
    "--report",
    "report.html",
    "--no-verdict",
  ]);
  expect(readFileSync(join(project, "report.html"), "utf8").includes("The run over time"), "a report with a timeline");
  step("npx ordeal campaign", "npx", [
    "--no-install",
    "ordeal",
    "campaign",
    "drill.yaml",
    "--runs",
    "20",
    "--no-verdict",
  ]);
  step("vitest", "npm", ["test"]);
  step("tsc --strict, without skipLibCheck", "npm", ["run", "types"]);
  expect(step("node compare.ts", "npm", ["run", "compare"]).includes("%"), "figures");

  const experiments = readdirSync(join(root, "experiments"))
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => join(root, "experiments", name));
  const here = digests(process.execPath, [
    join(root, "packages", "cli", "src", "main.ts"),
    "run",
    ...experiments,
    "--json",
  ]);
  expect(here.length === experiments.length, "a journal of every experiment");
  for (const node of ["24", "22"]) {
    const bin = join(project, "node_modules", "ordeal", "bin", "ordeal.js");
    const installedOnes = digests("npx", ["-y", "-p", `node@${node}`, "node", bin, "run", ...experiments, "--json"]);
    for (const [index, file] of experiments.entries())
      expect(installedOnes[index] === here[index], `the journal of ${file} on Node.js ${node} to be the repository's`);
    say(`✓ ${here.length} journals on Node.js ${node} are the repository's, byte for byte`);
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}

/** An experiment in TypeScript, as a user would write it. */
function typescript(folder: string): string {
  const file = join(folder, "typed.ts");
  writeFileSync(
    file,
    `import { experiment } from "ordeal";
export default experiment({
  title: "Typed", duration: "3 hours", cluster: { use: "clusters/four-nodes" }, job: { nodes: 4, step: "10 seconds" },
  checkpoint: { interval: "10 minutes", tiers: [{ stall: "10 seconds", persist: "30 seconds", load: "20 seconds" }] },
  recovery: { policy: () => ({ name: "job", does: "job", handles: ["*"], takes: "2 minutes" }) },
  faults: [{ kind: "job.crash", at: "1 hour" }], thresholds: ["effectiveThroughput >= 80 %"],
});
`,
  );
  return file;
}

/** The digests of experiments' journals, as a command says them. */
function digests(command: string, args: ReadonlyArray<string>): ReadonlyArray<string> {
  const digestsOf = (json: string) =>
    JSON.parse(json).results.map(({ journal }: { readonly journal: { readonly sha256: string } }) => journal.sha256);
  try {
    return digestsOf(call(command, args));
  } catch (error) {
    // A verdict that is no pass is no failure here.
    return digestsOf(String((error as { readonly stdout?: Buffer }).stdout));
  }
}
