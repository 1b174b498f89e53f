import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { OrdealProcess, until } from "../support/processes.ts";
import { experimentFile, folder, labFile, startLab, training } from "./lab.ts";
import { leftovers, noLab, throttles } from "./machine.ts";

const why = noLab === undefined ? "" : ` (${noLab})`;

const train = [
  training,
  ...["--checkpoints={checkpoints}", "--timeout={collectiveTimeout}"],
  ...["--width=32", "--work=2", "--save-every=100", "--asynchronous"],
];

describe.skipIf(noLab !== undefined)(`a real training job in a lab${why}`, () => {
  test("goes through a crash, a flap and a throttle, gets a verdict, and leaves nothing behind", async () => {
    const lab = `short-${process.pid}`;
    const before = throttles();
    const agent = await startLab(labFile(lab, { cardsPerNode: 2, train }));
    const out = folder();
    const experiment = experimentFile(
      {
        duration: "40 seconds",
        faults: [
          { id: "kill", kind: "job.crash", at: "4 seconds" },
          {
            id: "flap",
            kind: "link.flap",
            target: "sn00/n01/up00",
            at: "24 s",
            duration: "6 s",
            down: "1 s",
            up: "2 s",
          },
          {
            id: "hot",
            kind: "card.slow",
            target: "sn00/n00/c1",
            speed: "40 %",
            at: "32 seconds",
            duration: "6 seconds",
          },
        ],
        thresholds: ["interruptions >= 1", "effectiveThroughput >= 5 %"],
      },
      { cardsPerNode: 2 },
    );
    const engine = new OrdealProcess(["run", experiment, "--agent", agent.url, "--json", "--out", out, "--force"]);
    expect(await engine.ended, engine.err).toBe(0);
    const [result] = JSON.parse(engine.out).results;
    expect(result.verdict).toBe("pass");
    expect(result.counts).toMatchObject({ faults: 3, faultsSkipped: 0, recoveries: result.counts.interruptions });
    expect(result.unhealed).toEqual([]);
    const { ledgerUs, wallUs, interruptions } = result;
    expect(Object.values<number>(ledgerUs).reduce((sum, us) => sum + us, 0)).toBe(wallUs);
    expect(interruptions[0]).toMatchObject({ faultId: "kill", kind: "job.crash", isOver: true });
    expect(ledgerUs.restarting).toBeGreaterThan(0);
    expect(ledgerUs.loading).toBeGreaterThan(0);
    const journal = readFileSync(join(out, "experiment.journal.ndjson"), "utf8");
    const types = journal
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).type);
    expect(types.filter((type) => type === "fault.started")).toHaveLength(3);
    expect(types.filter((type) => type === "fault.ended")).toHaveLength(3);
    expect(types).toContain("path.cut");
    expect(types).toContain("job.resumed");
    agent.child.kill("SIGINT");
    await agent.ended;
    await until(() => leftovers(lab).length === 0, `nothing is left of lab ${lab}`);
    expect(throttles()).toBe(before);
  });
});
