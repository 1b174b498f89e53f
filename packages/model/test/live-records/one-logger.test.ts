import { readOneLogger, readRecording, WatchedRun } from "@ordeal/model";
import { expect, test } from "vitest";
import { liveExperiment } from "./story.ts";

const at = (ms: number, attributes: object = {}) => ({ timestamp_msec: ms, ...attributes });

/** What one rank writes that loads step 40, trains for some steps of 100 ms and saves after two of them. */
const rankFile = (rank: number, pid: number, beginsMs: number, steps: number, more = false): string => {
  const start = (name: string, ms: number, attributes?: object) => ({
    type: "start",
    pid,
    id: name,
    name,
    ...(attributes === undefined ? {} : { attributes }),
    start_event: { name: "span_start", attributes: at(ms) },
  });
  const whole = (name: string, fromMs: number, toMs: number, attributes?: object) => ({
    ...start(name, fromMs, attributes),
    type: "complete",
    stop_event: { name: "span_stop", attributes: at(toMs) },
  });
  const loopMs = beginsMs + 3_000;
  const lines: Array<object> = [
    start("application", beginsMs),
    {
      type: "event",
      span_id: "application",
      pid,
      event: { name: "one_logger_initialization", attributes: at(beginsMs, { rank, node_name: "n0" }) },
    },
    whole("distributed_code_initialization", beginsMs, beginsMs + 1_000),
    whole("checkpoint_load", beginsMs + 2_000, beginsMs + 2_900),
    start("training_loop", loopMs, { world_size: 2, train_iterations_start: 40 }),
  ];
  for (let nth = 0; nth < steps; nth++)
    lines.push(whole("training_single_iteration", loopMs + nth * 100, loopMs + (nth + 1) * 100));
  if (rank === 0)
    lines.push(
      whole("checkpoint_save_async", loopMs + steps * 100, loopMs + steps * 100 + 30, {
        current_iteration: 40 + steps,
      }),
      {
        type: "event",
        pid,
        event: {
          name: "save_checkpoint_success",
          attributes: at(loopMs + steps * 100 + 80, { current_iteration: 40 + steps }),
        },
      },
    );
  const goOnMs = loopMs + steps * 100 + 100;
  if (more) lines.push(whole("training_single_iteration", goOnMs, goOnMs + 100));
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
};

test("the spans of nv-one-logger become the records of a hook", () => {
  const told = readOneLogger(rankFile(0, 7, 1_700_000_000_000, 2));
  expect(told).toMatchObject({ process: { rank: 0, pid: 7 }, node: "n0", malformed: 0 });
  expect(told?.records.map((one) => `${one.event} ${"step" in one ? one.step : ""}`.trim())).toEqual([
    "proc.started",
    "joined",
    "load.begin",
    "load.end 40",
    "step.begin 41",
    "step.end 41",
    "step.begin 42",
    "step.end 42",
    "save.begin 42",
    "save.end 42",
    "persist.end 42",
  ]);
});

test("a job that tells by nv-one-logger is watched like any other", () => {
  const files = [0, 1].map((rank) => ({
    name: `one_logger_${rank}.json`,
    text: rankFile(rank, 7 + rank, 1_700_000_000_000, 20, true),
  }));
  const { happened, ranks, lines } = readRecording(files);
  expect(ranks).toBe(2);
  expect(lines).toMatchObject({ malformed: 0, unknown: 0 });
  const run = new WatchedRun(liveExperiment(), { seed: 1, ranks, launcher: "slurm" });
  for (const one of happened) run.see(one);
  run.end(happened.at(-1)?.atUs ?? 0);
  const { result } = run.result();
  expect(result.ledgerUs).toMatchObject({ productive: 2_170_000, checkpoint: 30_000 });
  expect(result.counts).toMatchObject({ checkpoints: 1, interruptions: 0 });
});

test("what is not nv-one-logger's is passed over, and lines that are none of its own are counted", () => {
  expect(readRecording([{ name: "a.json", text: '{"type":"start"}\n' }]).happened).toEqual([]);
  expect(readOneLogger("{}\n[]\nnothing\n")).toBeUndefined();
  expect(readOneLogger(`${rankFile(1, 9, 5_000, 1)}{"torn`)?.malformed).toBe(1);
});
