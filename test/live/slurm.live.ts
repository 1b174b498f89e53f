import { describe, expect, test } from "vitest";
import { OrdealProcess, until } from "../support/processes.ts";
import { experimentFile, labFile, startLab } from "./lab.ts";
import { leftovers, noSlurm } from "./machine.ts";

const why = noSlurm === undefined ? "" : ` (${noSlurm})`;

describe.skipIf(noSlurm !== undefined)(`a job under Slurm in a lab${why}`, () => {
  test("goes on on a spare when a node is lost, and waits while the controller stands still", async () => {
    const lab = `slurm-${process.pid}`;
    const agent = await startLab(labFile(lab, { launcher: "slurm", nodes: 3 }));
    const experiment = experimentFile(
      {
        duration: "90 seconds",
        faults: [
          { id: "lost", kind: "node.crash", target: "sn00/n01", at: "3 seconds", duration: "40 seconds" },
          { id: "stall", kind: "scheduler.stall", at: "55 seconds", duration: "15 seconds" },
          { id: "kill", kind: "job.crash", at: "57 seconds" },
        ],
      },
      { nodes: 3 },
    );
    const engine = new OrdealProcess(["run", experiment, "--agent", agent.url, "--json"]);
    expect(await engine.ended, engine.err).toBe(0);
    const [result] = JSON.parse(engine.out).results;
    expect(result.unhealed).toEqual([]);
    expect(result.metrics.sparesLowest).toBe(0);
    const [lost, killed] = result.interruptions;
    expect(lost).toMatchObject({ faultId: "lost", isOver: true });
    expect(killed).toMatchObject({ faultId: "kill" });
    // It was put back into the queue, and nobody answered there for 13 seconds.
    expect(killed.recoveryUs).toBeGreaterThan(12_000_000);
    expect(result.ledgerUs.rescheduling).toBeGreaterThan(5_000_000);
    agent.child.kill("SIGINT");
    await agent.ended;
    await until(() => leftovers(lab).length === 0, `nothing is left of lab ${lab}`);
  });
});
