import { describe, expect, test } from "vitest";
import { OrdealProcess } from "../support/processes.ts";
import { experimentFile, fileOf, labFile, startLab } from "./lab.ts";
import { leftovers, noLab } from "./machine.ts";

const why = noLab === undefined ? "" : ` (${noLab})`;
let labs = 0;
const newName = () => `refuse-${process.pid}-${++labs}`;

const runOn = async (url: string, fields: object, size: object = {}) => {
  const engine = new OrdealProcess(["run", experimentFile(fields, size), "--agent", url]);
  const code = await engine.ended;
  return { code, said: engine.err + engine.out };
};

const agentWith = async (file: string) => {
  const agent = new OrdealProcess(["agent", "--quiet", "--port", "0", "--live", file]);
  return { code: await agent.ended, said: agent.err };
};

describe.skipIf(noLab !== undefined)(`a lab refuses, in one sentence, and leaves nothing behind${why}`, () => {
  test("what it cannot inject, before anything was injected, and an experiment of another size", async () => {
    const lab = newName();
    const agent = await startLab(labFile(lab));
    const heat = { kind: "cooling.pump", target: "cdu0", at: "1 second", duration: "5 seconds" };
    const crash = { kind: "job.crash", at: "1 second" };
    const hot = await runOn(agent.url, { faults: [crash, heat] });
    expect(hot.code).toBe(4);
    expect(hot.said).toContain("cannot inject cooling.pump (cards of a lab have no temperature");
    expect(hot.said).toContain("nothing was injected");
    const plane = { kind: "link.down", target: "storage", at: "1 second", duration: "5 seconds" };
    expect((await runOn(agent.url, { faults: [plane] })).said).toContain("link.down into storage (it can into uplink)");
    const large = await runOn(agent.url, { faults: [crash] }, { nodes: 4, jobNodes: 2 });
    expect(large.said).toContain(`expected a cluster of 2 nodes, as lab ${lab} has, found 4`);
    agent.child.kill("SIGINT");
    await agent.ended;
    expect(leftovers(lab)).toEqual([]);
  });

  test("a training that ends at once, and one whose hook says nothing", async () => {
    const dying = fileOf("dies.py", { not: "Python that says anything" });
    const lab = newName();
    const agent = await startLab(labFile(lab, { train: [`${dying.replace(/\.py$/, "")}-missing.py`] }));
    const dead = await runOn(agent.url, {});
    expect(dead.code).toBe(4);
    expect(dead.said).toMatch(/the training ended 3 times before its first step: .*can't open file/);
    agent.child.kill("SIGINT");
    await agent.ended;
    const silent = await startLab(labFile(lab, { train: ["sleep", "1000"], startWithin: "8 seconds" }));
    const mute = await runOn(silent.url, {});
    expect(mute.code).toBe(4);
    expect(mute.said).toContain("no rank wrote anything into $ORDEAL_EVENTS within 8 s");
    silent.child.kill("SIGINT");
    await silent.ended;
    expect(leftovers(lab)).toEqual([]);
  });

  test("a second agent of one lab, a Python without torch, a program that is not there, and a file that is wrong", async () => {
    const lab = newName();
    const agent = await startLab(labFile(lab));
    const second = await agentWith(labFile(lab));
    expect(second).toEqual({
      code: 2,
      said: `the lab cannot be made: lab ${lab} has an agent already: end that one first, or give this lab another name\n`,
    });
    agent.child.kill("SIGINT");
    await agent.ended;
    const missing = await agentWith(labFile(newName(), { python: "/usr/bin/python9" }));
    expect(missing.code).toBe(2);
    expect(missing.said).toContain("there is no Python at /usr/bin/python9");
    const bad = await agentWith(
      fileOf("bad.lab.yaml", { lab: "Two Nodes", launcher: "mpi", nodes: 0, cardsPerNode: 1 }),
    );
    expect(bad.code).toBe(2);
    for (const field of ["lab:", "launcher:", "nodes:"]) expect(bad.said).toContain(field);
    const untrained = await agentWith(labFile(newName(), { train: undefined }));
    expect(untrained.code).toBe(2);
    expect(untrained.said).toContain("train: is required: the training command");
    expect(leftovers(lab)).toEqual([]);
  });
});
