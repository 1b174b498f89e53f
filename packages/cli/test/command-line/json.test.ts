import { join } from "node:path";
import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import { expect, test } from "vitest";
import { main } from "../../src/command-line/main.ts";
import { UNTOLD } from "../../src/command-line/one-document.ts";
import { Screen } from "../../src/screen.ts";
import { folder, keptScreen, root, smallExperiment } from "../support.ts";
import { ordeal } from "./command.ts";

const call = async (...args: ReadonlyArray<string>) => {
  const { screen, out, err } = keptScreen();
  const exit = await Effect.runPromiseExit(main([...args, "--json"]).pipe(Effect.provideService(Screen, screen)));
  return { isGood: exit._tag === "Success", out: out(), err: err() };
};

const files = () => {
  const at = folder({
    "good.yaml": smallExperiment(),
    "bad.yaml": smallExperiment({ seed: "soon" }),
    "unset.yaml": smallExperiment({ duration: `\${ORDEAL_TEST_NOBODY}` }),
    "timeline.yaml":
      "title: One\non: ./good.yaml\nfaults: [{ id: a, kind: card.crash, target: sn00/n01/c3, at: 1 hour }]\n",
    "lost.yaml": "title: One\nfaults: []\n",
    "log.txt": "nothing\n",
    empty: "",
  });
  return (name: string) => join(at, name);
};

const dead = "ws://127.0.0.1:1";

test.each<readonly [what: string, args: (at: (name: string) => string) => ReadonlyArray<string>]>([
  ["run: no file", () => ["run"]],
  ["run: a flag that is none", (at) => ["run", at("good.yaml"), "--sed", "1"]],
  ["run: a value that is none", (at) => ["run", at("good.yaml"), "--seed", "soon"]],
  ["run: a file that is not there", (at) => ["run", at("gone.yaml")]],
  ["run: a bad file beside a good one", (at) => ["run", at("good.yaml"), at("bad.yaml")]],
  ["run: a variable that is not set", (at) => ["run", at("unset.yaml")]],
  ["run: an override that is none", (at) => ["run", at("good.yaml"), "--set", "seed"]],
  ["run: an agent's address that is none", (at) => ["run", at("good.yaml"), "--agent", "http://a"]],
  ["run: an agent that is not there", (at) => ["run", at("good.yaml"), "--agent", dead]],
  ["run: a rate that is none", (at) => ["run", at("good.yaml"), "--rate", "0"]],
  ["run: a token that is not there", (at) => ["run", at("good.yaml"), "--agent", dead, "--token-file", at("gone")]],
  ["run: an --out that is a file", (at) => ["run", at("good.yaml"), "--out", at("bad.yaml")]],
  ["run: a timeline", (at) => ["run", at("timeline.yaml")]],
  ["run: a dry run of a bad file", (at) => ["run", at("bad.yaml"), "--dry-run"]],
  ["replay: no file", () => ["replay"]],
  ["replay: two files", (at) => ["replay", at("timeline.yaml"), at("timeline.yaml")]],
  ["replay: a file that is not there", (at) => ["replay", at("gone.yaml")]],
  ["replay: no experiment", (at) => ["replay", at("lost.yaml")]],
  ["replay: an experiment", (at) => ["replay", at("good.yaml")]],
  ["replay: a fault that is not there", (at) => ["replay", at("timeline.yaml"), "--without", "b"]],
  ["replay: a policy that is none", (at) => ["replay", at("timeline.yaml"), "--against", "hope"]],
  ["replay: an agent's address that is none", (at) => ["replay", at("timeline.yaml"), "--agent", "a"]],
  ["replay: an agent that is not there", (at) => ["replay", at("timeline.yaml"), "--agent", dead]],
  ["replay: an --out that is a file", (at) => ["replay", at("timeline.yaml"), "--out", at("bad.yaml")]],
  ["hunt: no file", () => ["hunt"]],
  ["hunt: stdin", () => ["hunt", "-"]],
  ["hunt: a bad file", (at) => ["hunt", at("bad.yaml")]],
  ["hunt: a time that is none", (at) => ["hunt", at("good.yaml"), "--time", "soon"]],
  ["hunt: a path that leads nowhere", (at) => ["hunt", at("good.yaml"), "--path", "0/3:1"]],
  ["hunt: an --out that is a file", (at) => ["hunt", at("good.yaml"), "--out", at("bad.yaml")]],
  ["check: no file", () => ["check"]],
  ["check: a bad file", (at) => ["check", at("bad.yaml"), at("good.yaml")]],
  ["import: no file", () => ["import"]],
  ["import: a format that is none", (at) => ["import", "slrum", at("log.txt")]],
  ["import: a file that is not there", (at) => ["import", "slurm", at("gone")]],
  ["import: a file of another format", (at) => ["import", "alertmanager", at("log.txt")]],
  ["import: a mapping that is not there", (at) => ["import", "csv", at("log.txt"), "--mapping", at("gone.yaml")]],
  ["import: a date that is none", (at) => ["import", "slurm", at("log.txt"), "--zone", "UTC", "--from", "soon"]],
  ["import: an --out that is a folder", (at) => ["import", "slurm", at("log.txt"), "--zone", "UTC", "--out", at(".")]],
  ["halt: no agent", () => ["halt"]],
  ["halt: an agent that is not there", () => ["halt", "--agent", dead]],
  ["orphans: an agent's address that is none", () => ["orphans", "--agent", "a"]],
  ["orphans: an agent that is not there", () => ["orphans", "--agent", dead]],
  ["a verb that is none", () => ["rum"]],
])("%s: one document says what is wrong", async (_, args) => {
  const { isGood, out, err } = await call(...args(files()));
  expect(isGood).toBe(false);
  expect(err).not.toBe("");
  const document = JSON.parse(out) as { readonly problems?: ReadonlyArray<{ readonly message: string }> } & {
    readonly files?: ReadonlyArray<{ readonly problems: ReadonlyArray<{ readonly message: string }> }>;
  };
  const problems = document.problems ?? document.files?.flatMap((file) => file.problems) ?? [];
  expect(problems.length).toBeGreaterThan(0);
  for (const { message } of problems) {
    expect(message).not.toBe("");
    expect(message).not.toBe(UNTOLD);
  }
});

test.each(["run", "replay", "hunt", "check", "import", "halt", "orphans"])(
  "%s prints a document when it is interrupted before it could say anything",
  async (verb) => {
    const { screen, out } = keptScreen();
    const at = files();
    const file = at(verb === "replay" ? "timeline.yaml" : "good.yaml");
    const agent = ["halt", "orphans"].includes(verb) ? ["--agent", "ws://192.0.2.1:9"] : [];
    const args = [verb, ...(verb === "import" ? ["slurm"] : []), ...(agent.length > 0 ? agent : [file]), "--json"];
    const fiber = Effect.runFork(main(args).pipe(Effect.provideService(Screen, screen)));
    await Effect.runPromise(Fiber.interrupt(fiber));
    expect(JSON.parse(out())).toMatchObject({ interrupted: true });
  },
);

test("a document is all there is on stdout, of a process too", async () => {
  const { code, out } = await ordeal(["run", join(root, "experiments/gone.yaml"), "--json"]);
  expect(code).toBe(2);
  expect(JSON.parse(out)).toMatchObject({
    results: [],
    problems: [{ message: expect.stringContaining("does not exist") }],
  });
});
