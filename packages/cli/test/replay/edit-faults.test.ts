import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, smallExperiment } from "../support.ts";
import { call } from "./support.ts";

const timeline = `title: Three
on: ./on.yaml
faults:
  - { id: n4, kind: card.crash, component: host-a, at: 20 minutes, observed: { lost: 1 hour } }
  - { kind: scheduler.stall, at: 50 minutes, duration: 2 minutes }
  - { id: n7, kind: node.crash, component: host-b, at: 100 minutes, duration: 1 hour }
`;

const replayed = async (given: Parameters<typeof call>[1], text = timeline) => {
  const at = folder({ "on.yaml": smallExperiment(), "t.yaml": text });
  const { out, err, exitCode } = await call(join(at, "t.yaml"), { ...given, json: true });
  return { exitCode, err, ...JSON.parse(out) };
};

const ends = { n4: 0, "scheduler.stall-2": 1, n7: 2 } as const;

test("a fault is changed by its id, of its own or by kind and place, and by its place in the file", async () => {
  const asWas = await replayed({});
  for (const [id, index] of Object.entries(ends)) {
    const [byId, byPlace] = await Promise.all(
      [id, index].map((key) => replayed({ set: [`faults.${key}.at=30 minutes`] })),
    );
    expect(byId.replay.events).toEqual(byPlace.replay.events);
    const atUs = byId.replay.events.map((one: { readonly atUs: number }) => one.atUs);
    const before = asWas.replay.events.map((one: { readonly atUs: number }) => one.atUs);
    expect(atUs).toEqual(before.with(index, 30 * 60e6));
  }
});

test("one that is left out keeps its place: the others strike what they struck", async () => {
  const asWas = await replayed({});
  const { replay, results } = await replayed({ without: ["n4"] });
  expect(replay).toMatchObject({
    faults: 3,
    applied: 2,
    notApplied: { count: 1, reasons: [{ reason: "left out, as asked for", first: [{ id: "n4" }] }] },
  });
  const targetOf = (one: typeof replay) => one.events.find(({ id }: { readonly id: string }) => id === "n7").targets;
  expect(targetOf(asWas.replay)).toEqual(["sn00/n01"]);
  expect(targetOf(replay)).toEqual(["sn00/n01"]);
  expect(results[0].command).toContain(" --without n4");
  expect(results[0].counts.faults).toBe(2);
});

test("left out or changed, it is laid beside what was", async () => {
  const { comparison, replay } = await replayed({ vary: ["faults.n4=null", "faults.n7.at=2 hours,170 minutes"] });
  expect(replay.applied).toBe(3);
  const rows = comparison.rows.map(({ name, applied }: { readonly name: string; readonly applied: number }) => [
    name,
    applied,
  ]);
  expect(rows).toEqual([
    ["as it was", 3],
    ["without faults.n4, faults.n7.at = 2 hours", 2],
    ["without faults.n4, faults.n7.at = 170 minutes", 2],
    ["fault-free twin", 0],
  ]);
  const saved = comparison.rows.map(({ savedUs }: { readonly savedUs: number }) => savedUs);
  expect(saved[1]).toBeGreaterThan(0);
  expect(new Set(saved).size).toBe(4);
});

test("nothing left to strike is unknown, and says why", async () => {
  const { exitCode, results } = await replayed({ without: ["n4", "scheduler.stall-2", "n7"] });
  expect(exitCode).toBe(4);
  expect(results[0].findings).toContainEqual({
    verdict: "unknown",
    reason: "no fault of the timeline was applied: left out, as asked for",
  });
});

test.each([
  [
    { set: ["faults.n5.at=1 hour"] },
    /^--set faults\.n5\.at: there is no fault "n5" in .*t\.yaml, whose faults are n4, scheduler\.stall-2, n7; did you mean "n4"\?$/m,
  ],
  [
    { without: ["nobody"] },
    /^--without nobody: there is no fault "nobody" in .*t\.yaml, whose faults are n4, scheduler\.stall-2, n7$/m,
  ],
  [{ vary: ["faults[3]=null"] }, /^--vary without faults\[3\]: there is no fault "3" in /m],
  [{ set: ["faults.n4.duraton=1 hour"] }, /^--set faults\.n4\.duraton: .*did you mean "duration"\?$/m],
  [{ set: ["faults.n4.at=soon"] }, /^--set faults\.n4\.at: expected /m],
  [{ set: ["faults.n4.id=n8"] }, /^--set faults\.n4\.id: a fault keeps its id/m],
  [{ set: ["faults.n4=1"] }, /^--set faults\.n4: expected a field of the fault, as in /m],
  [{ set: ["faults=1"] }, /^--set faults: expected a fault of the timeline and a field of it/m],
])("%j is one clear error", async (given, told) => {
  const { exitCode, err, problems } = await replayed(given);
  expect(exitCode).toBe(2);
  expect(err).toMatch(told);
  expect(problems).toHaveLength(1);
});

test.each([
  ["a hang that was found late", "card.hang, detectAfter: 40 minutes", "faults.x.detectAfter='1 minute,10 minutes'"],
  ["corruption", "card.corrupt, detectAfter: 70 minutes", "faults.x.detectAfter='10 minutes,1 hour'"],
  ["a crash", "card.crash", "checkpoint.interval='30 minutes,1 hour'"],
])("after %s, what is asked next is about what cost most", async (_, kind, asked) => {
  const at = folder({
    "on.yaml": smallExperiment(),
    "t.yaml": `title: One\non: ./on.yaml\nfaults: [{ id: x, target: sn00/n01/c3, at: 1 hour, kind: ${kind} }]\n`,
  });
  const { out } = await call(join(at, "t.yaml"));
  expect(out.split("\n").find((line) => line.startsWith("Next, ask: "))).toContain(`--vary ${asked}`);
});
