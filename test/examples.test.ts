import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { main, program, root } from "./support/program.ts";

type Mapping = Readonly<Record<string, unknown>>;
const examples = join(root, "examples");
const read = (name: string): string => readFileSync(join(examples, name), "utf8");

describe("the GitHub Action", () => {
  const action = parse(read("github-action/action.yml"));
  const steps: ReadonlyArray<Mapping> = action.runs.steps;

  test("has the shape of a composite action, and every step that runs something says in what shell", () => {
    expect(Object.keys(action).toSorted()).toEqual(["description", "inputs", "name", "outputs", "runs"]);
    expect(action.runs.using).toBe("composite");
    for (const step of steps) {
      expect(["uses", "run"].filter((key) => key in step)).toHaveLength(1);
      if ("run" in step) expect(step.shell).toBe("bash");
      else expect(step.uses).toMatch(/^[\w-]+\/[\w-]+@v\d+$/);
    }
    for (const input of Object.values<Mapping>(action.inputs)) {
      expect(typeof input.description).toBe("string");
      expect(input.required === true || typeof input.default === "string").toBe(true);
    }
  });

  test("puts no input into a script, where it would be run, and names no input or step that there is not", () => {
    for (const { run } of steps) expect(String(run ?? "")).not.toContain("${{");
    const text = read("github-action/action.yml");
    for (const [, input = ""] of text.matchAll(/inputs\.(\w+)/g)) expect(Object.keys(action.inputs)).toContain(input);
    for (const [, step = ""] of text.matchAll(/steps\.(\w+)\./g)) expect(steps.map(({ id }) => id)).toContain(step);
  });

  test("is used by the workflow with inputs that it has", () => {
    const workflow = parse(read("github-action/workflow.yml"));
    expect(workflow.permissions).toEqual({ contents: "read" });
    for (const job of Object.values<Mapping>(workflow.jobs)) {
      expect(typeof job["runs-on"]).toBe("string");
      expect(typeof job["timeout-minutes"]).toBe("number");
      for (const step of job.steps as ReadonlyArray<Mapping>) {
        expect(step.uses).toMatch(/^([\w-]+\/[\w-]+@v\d+|\.\/\.github\/actions\/ordeal)$/);
        if (step.uses !== "./.github/actions/ordeal") continue;
        for (const input of Object.keys(step.with as Mapping)) expect(Object.keys(action.inputs)).toContain(input);
      }
    }
  });

  /** Runs its script as a runner does, with the command of this repository as `ordeal`. */
  const runScript = (at: string, env: Readonly<Record<string, string>>) => {
    const bin = join(at, "bin");
    mkdirSync(bin, { recursive: true });
    const { command, args, env: own } = program(main, []);
    const words = [command, ...args].map((word) => `'${word}'`).join(" ");
    writeFileSync(join(bin, "ordeal"), `#!/bin/sh\nexec ${words} "$@"\n`);
    chmodSync(join(bin, "ordeal"), 0o755);
    const [summary, output] = [join(at, "summary.md"), join(at, "output")];
    for (const file of [summary, output]) writeFileSync(file, "");
    const ran = spawnSync("bash", [join(examples, "github-action/run.sh")], {
      cwd: at,
      encoding: "utf8",
      env: {
        ...own,
        PATH: `${bin}:${process.env.PATH}`,
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_OUTPUT: output,
        DRILL_OUT: "results",
        ...env,
      },
    });
    return {
      code: ran.status,
      out: ran.stdout + ran.stderr,
      summary: readFileSync(summary, "utf8"),
      output: readFileSync(output, "utf8"),
    };
  };

  const folder = (): string => {
    const at = mkdtempSync(join(tmpdir(), "ordeal-action-"));
    onTestFinished(() => rmSync(at, { recursive: true, force: true }));
    return at;
  };

  test("runs experiments, tells them on the page, and fails when what held in the baseline fails", () => {
    const at = folder();
    const drill = read("ci-in-your-repository/drill.yaml");
    writeFileSync(join(at, "drill.yaml"), drill);
    const first = runScript(at, { DRILL_EXPERIMENTS: "*.yaml" });
    expect([first.code, first.output]).toEqual([0, "results=results\n"]);
    expect(first.summary).toContain("## ✅ PASS: A drill of ours");
    expect(readdirSync(join(at, "results")).toSorted()).toEqual([
      "drill.journal.ndjson",
      "drill.result.json",
      "ordeal.md",
      "ordeal.xml",
    ]);
    const env = { DRILL_EXPERIMENTS: "drill.yaml", DRILL_OUT: "new", DRILL_BASELINE: "results" };
    const slower = drill.replace("restart: 2 minutes", "restart: 20 minutes");
    writeFileSync(join(at, "drill.yaml"), slower);
    const worse = runScript(at, env);
    expect([worse.code, worse.summary]).toEqual([1, expect.stringContaining("BROKEN NOW")]);
    // Whoever takes the threshold away has not mended it.
    writeFileSync(join(at, "drill.yaml"), slower.replace(/.*recoveryTime.*\n/, "").replace(/90 %/g, "10 %"));
    const loosened = runScript(at, env);
    expect([loosened.code, loosened.out]).toEqual([
      2,
      expect.stringContaining('"recoveryTime max <= 10 minutes" is only in A'),
    ]);
  });
});

describe("the image", () => {
  const dockerfile = read("docker/Dockerfile");
  const instructions = dockerfile
    .replaceAll(/\\\n/g, " ")
    .split("\n")
    .filter((line) => /^[A-Z]+ /.test(line))
    .map((line) => /^([A-Z]+) (.*)$/.exec(line)?.slice(1) ?? []);
  const of = (name: string) =>
    instructions.filter(([instruction]) => instruction === name).map(([, rest = ""]) => rest);
  const { scripts, engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

  test("says only what Docker knows, begins from Node as new as the packages ask, and does not run as root", () => {
    const known = ["FROM", "WORKDIR", "RUN", "COPY", "ENV", "USER", "EXPOSE", "ENTRYPOINT", "CMD"];
    expect(instructions.map(([name]) => name).filter((name) => !known.includes(name ?? ""))).toEqual([]);
    const least = Number(/(\d+)/.exec(engines.node)?.[1]);
    for (const image of of("FROM")) expect(Number(/^node:(\d+)-slim/.exec(image)?.[1])).toBeGreaterThanOrEqual(least);
    expect(of("USER").at(-1)).toBe("node");
    expect(JSON.parse(of("CMD")[0] ?? "")).toEqual(["--help"]);
  });

  test("runs scripts that there are, copies from stages that there are, and starts the command that the package has", () => {
    for (const run of of("RUN"))
      for (const [, script = ""] of run.matchAll(/pnpm ((?!install)[\w:]+)/g))
        expect(Object.keys(scripts)).toContain(script);
    const stages = of("FROM").flatMap((image) => / AS (\w+)$/.exec(image)?.[1] ?? []);
    for (const copy of of("COPY")) {
      const stage = /--from=(\w+)/.exec(copy)?.[1];
      if (stage !== undefined) expect(stages).toContain(stage);
      else expect(existsSync(join(root, copy.split(" ")[0] ?? ""))).toBe(true);
    }
    // The tarballs lie where the script puts them.
    expect(scripts["pack:all"]).toContain("$PWD/tarballs");
    expect(dockerfile).toContain("COPY --from=build /src/tarballs");
    const { bin } = JSON.parse(readFileSync(join(root, "packages/ordeal/package.json"), "utf8"));
    expect(Object.keys(bin)).toEqual(JSON.parse(of("ENTRYPOINT")[0] ?? ""));
    expect(read("docker/Dockerfile.dockerignore").split("\n")).toContain("**/node_modules");
  });

  const hasDaemon = spawnSync("docker", ["info"], { stdio: "ignore", timeout: 10_000 }).status === 0;
  test.skipIf(!hasDaemon || process.env.ORDEAL_IMAGE !== "1")(
    "builds and runs [needs a Docker daemon, and ORDEAL_IMAGE=1]",
    { timeout: 900_000 },
    () => {
      const docker = (...args: ReadonlyArray<string>) => spawnSync("docker", args, { cwd: root, encoding: "utf8" });
      expect(docker("build", "-q", "-f", "examples/docker/Dockerfile", "-t", "ordeal-test", ".").status).toBe(0);
      expect(docker("run", "--rm", "ordeal-test", "--version").stdout).toMatch(/^\d+\.\d+\.\d+/);
    },
  );
});
