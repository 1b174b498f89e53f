import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { OrdealProcess } from "../support/processes.ts";
import { start } from "../support/program.ts";
import { experimentFile, folder, labFile, startLab, ticking } from "./lab.ts";
import { jobOf, leftovers, noLab } from "./machine.ts";

const why = noLab === undefined ? "" : ` (${noLab})`;

describe.skipIf(noLab !== undefined)(`a job that others started${why}`, () => {
  test("is struck by what needs nothing of its nodes, refused what does, and runs on when the agent is gone", async () => {
    const lab = `attach-${process.pid}`;
    const home = folder();
    const events = join(home, "events");
    mkdirSync(events);
    const ranks = [0, 1].map((rank) =>
      start("/usr/bin/python3", [ticking], {
        env: { RANK: String(rank), LOCAL_RANK: "0", WORLD_SIZE: "2", ORDEAL_EVENTS: events },
        stdio: "ignore",
      }),
    );
    const agent = await startLab(labFile(lab, { launcher: "attach", events, train: undefined }));
    const cut = { kind: "link.down", target: "sn00/n00/up00", at: "1 second", duration: "1 second" };
    const refused = new OrdealProcess(["run", experimentFile({ faults: [cut] }), "--agent", agent.url]);
    expect(await refused.ended).toBe(4);
    expect(refused.err).toContain("cannot inject link.down (the job's nodes are not the lab's");
    const hang = { id: "hang", kind: "card.hang", target: "sn00/n01/c0", at: "4 seconds", duration: "3 seconds" };
    const engine = new OrdealProcess([
      "run",
      experimentFile({ duration: "12 s", faults: [hang] }),
      "--agent",
      agent.url,
      "--json",
    ]);
    expect(await engine.ended, engine.err).toBe(0);
    const [result] = JSON.parse(engine.out).results;
    expect(result.counts).toMatchObject({ faults: 1, interruptions: 0 });
    // It stood still for three seconds, and nobody gave a collective up.
    expect(result.ledgerUs.detecting).toBeGreaterThan(2_500_000);
    expect(result.ledgerUs.detecting).toBeLessThan(4_500_000);
    agent.child.kill("SIGINT");
    await agent.ended;
    expect(leftovers(lab)).toEqual([]);
    expect(jobOf(lab)).toEqual([]);
    for (const { exitCode, signalCode } of ranks) expect([exitCode, signalCode]).toEqual([null, null]);
  });
});
