import { describe, expect, test } from "vitest";
import {
  componentKinds,
  detectionOf,
  effectOf,
  FaultSpec,
  faultKindNames,
  faultKinds,
  holdsStorage,
  isFaultKind,
  isMomentary,
  isOfLinks,
  isOfLoops,
  isRepaired,
  parameterChoices,
  soleTarget,
  writeFault,
} from "../src/index.ts";
import { parametersOf } from "./fault-parameters.ts";
import { read } from "./support.ts";

describe("the table of fault kinds", () => {
  test.each(faultKindNames)("says what %s means, in one line", (kind) => {
    expect(faultKinds[kind].meaning).toMatch(/^[^\n]{10,100}$/);
  });

  test("gives no two kinds the same meaning", () => {
    expect(new Set(faultKindNames.map((kind) => faultKinds[kind].meaning)).size).toBe(faultKindNames.length);
  });

  test.each(faultKindNames)("says what %s strikes, in components that exist", (kind) => {
    const { targets } = faultKinds[kind];
    expect(targets.length).toBeGreaterThan(0);
    expect(componentKinds).toEqual(expect.arrayContaining([...targets]));
  });

  test("has the kinds that the design promises, which end, act and are noticed as it says", () => {
    const facets = faultKindNames.map((kind) => {
      const { lasts, effect, detection } = faultKinds[kind];
      return `${kind}: ${lasts}, ${effect}, ${detection}`;
    });
    expect(facets).toEqual(
      expect.arrayContaining([
        "card.crash: repair, nodes down, crash",
        "card.hang: restart, processes, hang",
        "card.slow: detection, cards slow, straggler",
        "card.corrupt: detection, processes, corruption",
        "node.crash: repair, nodes down, crash",
        "link.down: repair, links down, cut",
        "link.flap: repair, links down, cut",
        "link.degrade: repair, links slow, none",
        "switch.down: repair, links down, cut",
        "cooling.pump: repair, loops warm, crash",
        "cooling.inlet: repair, loops warm, crash",
        "cooling.leak: repair, loops off, crash",
        "storage.slow: repair, storage, none",
        "storage.down: repair, storage, none",
        "checkpoint.torn: instant, copies, none",
        "checkpoint.corrupt: instant, copies, none",
        "job.crash: instant, processes, crash",
        "scheduler.stall: repair, scheduler, none",
        "power.rack: repair, nodes down, crash",
      ]),
    );
  });

  test.each(faultKindNames)("has parameters for %s that are tried, and values for each of them", (kind) => {
    const names = Object.keys(faultKinds[kind].parameters);
    expect(Object.keys(parametersOf[kind].takes).sort()).toEqual(names.sort());
    for (const name of names) expect(parameterChoices, name).toHaveProperty(name);
  });

  test.each(faultKindNames)("gives %s values, from mild to grave, that can be written and read back", (kind) => {
    const names = Object.keys(faultKinds[kind].parameters) as ReadonlyArray<keyof typeof parameterChoices>;
    for (let place = 0; place < Math.max(0, ...names.map((name) => parameterChoices[name].length)); place++) {
      const chosen = names.map((name) => [name, parameterChoices[name][place] ?? parameterChoices[name].at(-1)]);
      const fault: FaultSpec = { kind, at: 0, ...Object.fromEntries(chosen) };
      expect(read(FaultSpec, writeFault(fault))).toEqual(fault);
    }
  });

  test("knows its own names and no others", () => {
    expect(faultKindNames.every(isFaultKind)).toBe(true);
    expect(["card.krash", "", "constructor", "toString", "__proto__"].some(isFaultKind)).toBe(false);
  });

  test("lets the target be left out only where there is but one such component", () => {
    for (const kind of faultKindNames) {
      const [first] = faultKinds[kind].targets;
      const isSole = ["storage", "scheduler", "job"].includes(first);
      expect(soleTarget(kind), kind).toBe(isSole ? first : undefined);
    }
  });
});

describe("what is known of a kind by its name", () => {
  test("is nothing where the name is none", () => {
    for (const name of ["card.krash", "constructor", ""]) {
      expect([effectOf(name), detectionOf(name)]).toEqual([undefined, undefined]);
      expect([isMomentary(name), isOfLinks(name), isOfLoops(name), holdsStorage({ kind: name, targets: [] })]).toEqual([
        false,
        false,
        false,
        false,
      ]);
    }
  });

  test("says what holds storage: its own kinds, and links of storage", () => {
    expect(holdsStorage({ kind: "storage.slow", targets: ["storage"] })).toBe(true);
    expect(holdsStorage({ kind: "link.down", targets: ["storage"] })).toBe(true);
    expect(holdsStorage({ kind: "link.down", targets: ["sn00/plane0"] })).toBe(false);
    expect(holdsStorage({ kind: "node.crash", targets: ["sn00/n00"] })).toBe(false);
  });

  test("says what can be repaired", () => {
    const all = ["job.crash", "card.hang", "card.slow", "node.crash"] as const;
    expect(all.filter(isRepaired)).toEqual(["card.slow", "node.crash"]);
  });
});
