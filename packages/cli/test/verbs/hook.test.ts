import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RecordLines } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { describe, expect, test } from "vitest";
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

/** The Python blocks of the page, in its order: a plain loop, Transformers, Lightning. */
const blocks = [...readFileSync(join(root, "docs/live-hook.md"), "utf8").matchAll(/^```python\n([\s\S]*?)^```/gm)].map(
  ([, code = ""]) => code,
);

/** Runs Python in which `code` stands, with the hook beside it; what the hook wrote, event by event. */
const eventsOf = (before: string, code: string, after: string): ReadonlyArray<string> => {
  const at = folder({ "main.py": `${before}\n${code}\n${after}\n`, "ordeal_hook.py": source("ordeal_hook.py") });
  const events = folder();
  execFileSync(python, ["-B", "main.py"], { cwd: at, env: { PATH: "/usr/bin", ORDEAL_EVENTS: events } });
  const [name = ""] = readdirSync(events);
  const reader = new RecordLines();
  const records = reader.push(readFileSync(join(events, name), "utf8"));
  expect(reader.counts).toEqual({ records: records.length, unknown: 0, malformed: 0 });
  return records.map((one) => `${one.event}${"step" in one && one.step !== undefined ? ` ${one.step}` : ""}`);
};

const trained = ["proc.started", "joined", "load.begin", "load.end 0"];
const steps = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, nth) => [`step.begin ${from + nth}`, `step.end ${from + nth}`]).flat();

describe.skipIf(needsPython !== "")(`the lines of the page tell what is read${needsPython}`, () => {
  test("in a plain loop", () => {
    const before = [
      "class dist:",
      "    init_process_group = staticmethod(lambda _: None)",
      "    get_world_size = staticmethod(lambda: 2)",
      "load_newest, train_one_step, save, steps = lambda: 0, lambda: None, lambda _: None, 101",
    ].join("\n");
    expect(eventsOf(before, blocks[0] ?? "", "")).toEqual([
      ...trained,
      ...steps(1, 100),
      "save.begin 100",
      "save.end 100",
      "persist.end 100",
      ...steps(101, 101),
      "done 101",
    ]);
  });

  test("in a Trainer of Transformers, which calls back as it does", () => {
    const before = [
      "import sys, types",
      "sys.modules['transformers'] = types.SimpleNamespace(TrainerCallback=object)",
      "class Control: should_evaluate = should_save = False",
      "class State: global_step = 0",
    ].join("\n");
    const after = [
      "one, state, control = Ordeal(), State(), Control()",
      "def call(name): getattr(one, name)(None, state, control, model=None)",
      "call('on_init_end'); call('on_train_begin')",
      "for step in (1, 2, 3):",
      "    call('on_step_begin'); state.global_step = step",
      "    control.should_evaluate, control.should_save = step == 2, step >= 2",
      "    call('on_step_end')",
      "    if control.should_evaluate: call('on_evaluate')",
      "    if control.should_save: call('on_save')",
      "call('on_train_end')",
    ].join("\n");
    const saved = (step: number) => [`save.begin ${step}`, `save.end ${step}`, `persist.end ${step}`];
    expect(eventsOf(before, blocks[1] ?? "", after)).toEqual([
      ...trained,
      ...steps(1, 2),
      "planned.begin",
      "planned.end",
      ...saved(2),
      ...steps(3, 3),
      ...saved(3),
      "done 3",
    ]);
  });

  test("in a Trainer of Lightning, which calls back as it does", () => {
    const before = [
      "import sys, types",
      "sys.modules['lightning'] = types.ModuleType('lightning')",
      "sys.modules['lightning.pytorch'] = types.SimpleNamespace(Callback=object)",
      "class Trainer: world_size = 2; global_step = 0",
    ].join("\n");
    const after = [
      "one, trainer = Ordeal(), Trainer()",
      "one.setup(trainer, None, 'fit'); one.on_train_start(trainer, None)",
      "for step in (1, 2, 3):",
      "    one.on_train_batch_start(trainer, None, None, step - 1); trainer.global_step = step",
      "    one.on_train_batch_end(trainer, None, None, None, step - 1)",
      "    if step == 2: one.on_save_checkpoint(trainer, None, {})",
      "one.on_train_end(trainer, None)",
    ].join("\n");
    expect(eventsOf(before, blocks[2] ?? "", after)).toEqual([
      ...trained,
      ...steps(1, 2),
      "save.begin 2",
      "save.end 2",
      "persist.end 2",
      ...steps(3, 3),
      "done 3",
    ]);
  });
});
