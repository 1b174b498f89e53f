import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as Effect from "effect/Effect";
import { expect, test } from "vitest";
import { Screen } from "../../src/screen.ts";
import { type HookFlags, hook } from "../../src/verbs/hook.ts";
import { folder, keptScreen, root } from "../support.ts";

const asked = async (flags: Partial<HookFlags>) => {
  const { screen, out, err } = keptScreen();
  const all = { out: undefined, training: false, benchmark: false, python: "/usr/bin/python3", force: false, ...flags };
  const exitCode = await Effect.runPromise(hook(all).pipe(Effect.provideService(Screen, screen)));
  return { exitCode, out: out(), err: err() };
};

const source = (name: string) => readFileSync(join(root, "fixtures/live", name), "utf8");

test("the hook is printed, or written where nothing is yet", async () => {
  expect(await asked({})).toEqual({ exitCode: 0, out: source("ordeal_hook.py"), err: "" });
  const file = join(folder(), "hook.py");
  expect((await asked({ out: file })).exitCode).toBe(0);
  expect(readFileSync(file, "utf8")).toBe(source("ordeal_hook.py"));
  const again = await asked({ out: file, training: true });
  expect(again).toMatchObject({ exitCode: 2, err: expect.stringMatching(/is there already/) });
  expect(readFileSync(file, "utf8")).toBe(source("ordeal_hook.py"));
  expect((await asked({ out: file, training: true, force: true })).exitCode).toBe(0);
  expect(readFileSync(file, "utf8")).toBe(source("train.py"));
});

test("a Python that is not there cannot be measured, and nothing is written while measuring", async () => {
  expect(await asked({ benchmark: true, python: "/no/python" })).toEqual({
    exitCode: 4,
    out: "",
    err: "the hook could not be measured: there is no /no/python; name one with --python\n",
  });
  expect((await asked({ benchmark: true, training: true })).exitCode).toBe(2);
});

const python = "/usr/bin/python3";
const needsPython = existsSync(python) ? "" : ` [needs ${python}]`;

test.skipIf(needsPython !== "")(`the hook never hurts a training that cannot write its events${needsPython}`, () => {
  const training = (events: string | undefined) =>
    execFileSync(python, ["-B", "-c", "from ordeal_hook import event\nevent('step.begin', step={})\nprint('trains')"], {
      cwd: join(root, "fixtures/live"),
      env: { PATH: "/usr/bin", ...(events === undefined ? {} : { ORDEAL_EVENTS: events }) },
      encoding: "utf8",
    });
  expect(training(undefined)).toBe("trains\n");
  expect(training("/no/such/folder")).toBe("trains\n");
  expect(training("/dev/null")).toBe("trains\n");
  expect(training(folder())).toBe("trains\n");
});
