import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { OrdealProcess } from "../support/processes.ts";
import { experimentFile, folder, labFile, startLab, training } from "./lab.ts";
import { leftovers, noLab } from "./machine.ts";

const why = noLab === undefined ? "" : ` (${noLab})`;

describe.skipIf(noLab !== undefined)(`checkpoints of a real job${why}`, () => {
  test("one that was torn on disk is rejected when it is read, and the one before it is taken", async () => {
    const lab = `torn-${process.pid}`;
    const words = ["--checkpoints={checkpoints}", "--timeout={collectiveTimeout}", "--save-every={saveEvery}"];
    // A save every second and more: an event is heard of 0.2 s after it came, and the next copy must not be there by then.
    const train = [training, ...words, "--width=32", "--work=2", "--device=20", "--asynchronous"];
    const agent = await startLab(labFile(lab, { train }));
    const out = folder();
    const on = { event: "checkpoint.persist.ended", time: 2 };
    const experiment = experimentFile({
      duration: "45 seconds",
      faults: [
        { id: "torn", kind: "checkpoint.torn", on },
        { id: "kill", kind: "job.crash", on: { ...on, time: 3, after: "200 ms" } },
      ],
    });
    const engine = new OrdealProcess(["run", experiment, "--agent", agent.url, "--json", "--out", out, "--force"]);
    expect(await engine.ended, engine.err).toBe(0);
    const events = readFileSync(join(out, "experiment.journal.ndjson"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const durable = events.filter(({ type }) => type === "checkpoint.persist.ended").map(({ data }) => data.step);
    const rejected = events.find(({ type }) => type === "load.rejected");
    expect(rejected?.data.step).toBe(durable[2]);
    expect(events.find(({ type }) => type === "job.resumed")?.data.step).toBe(durable[1]);
    agent.child.kill("SIGINT");
    await agent.ended;
    expect(leftovers(lab)).toEqual([]);
  });
});
