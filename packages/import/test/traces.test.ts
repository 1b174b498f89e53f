import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DAY_US, HOUR_US, type TimelineFault } from "@ordeal/model";
import { beforeAll, expect, test } from "vitest";
import { describeShared } from "../../../test/support/describe-shared.ts";
import { readCodeTables } from "../src/formats/ascend/code-tables.ts";
import { levelOf, type Realm } from "../src/formats/ascend/levels.ts";
import { importing, type Outcome, traces } from "./support.ts";

// Nobody on this project made these files, and they are not part of it: the tests are skipped where they are absent.
describeShared("traces/infinitehbd", "the InfiniteHBD trace", () => {
  let outcome: Outcome = {};
  let faults: ReadonlyArray<Required<Pick<TimelineFault, "at" | "duration" | "component">>> = [];
  beforeAll(async () => {
    outcome = await importing(
      "infinitehbd",
      { file: join(traces, "infinitehbd/fault_trace.json") },
      { isStrict: true },
    );
    faults = (outcome.timeline?.faults ?? []) as typeof faults;
  });
  const us = ({ at }: (typeof faults)[number]): number => at as number;

  test("is 584 faults that struck 231 of the 400 nodes, 14 of them a moment, and nothing is skipped", () => {
    expect(outcome.imported).toMatchObject({ faults: 584, skipped: [] });
    expect(faults.length).toBe(584);
    expect(faults.filter(({ duration }) => duration === 0).length).toBe(14);
    expect(new Set(faults.map(({ component }) => component)).size).toBe(231);
    expect(faults.every(({ duration }) => duration !== undefined)).toBe(true);
  });

  test("begins on 30 March 2024, its first fault at 3.8955 days, in order of time", () => {
    expect(outcome.timeline?.startsAt).toBe(Date.UTC(2024, 2, 30));
    expect(us(faults[0] as (typeof faults)[number])).toBe(3.8955 * DAY_US);
    expect(faults.map(us)).toEqual(faults.map(us).toSorted((a, b) => a - b));
  });

  test("has the repair times that were computed from it: mean 132.8 h, median 20.4 h", () => {
    const hours = faults.map(({ duration }) => duration / HOUR_US).toSorted((a, b) => a - b);
    const mean = hours.reduce((sum, one) => sum + one, 0) / hours.length;
    expect(mean).toBeCloseTo(132.8, 1);
    expect(((hours[291] as number) + (hours[292] as number)) / 2).toBeCloseTo(20.4, 1);
  });

  test("has 85 faults that share their start with another", () => {
    const together = Map.groupBy(faults, us);
    expect(faults.filter((fault) => (together.get(us(fault))?.length ?? 0) > 1).length).toBe(85);
  });

  test("has 131 faults whose node fails again within a day of their end, and 579 ends a day or more before the 348 days are over", () => {
    const over = (fault: (typeof faults)[number]): number => us(fault) + fault.duration;
    const byNode = Map.groupBy(faults, ({ component }) => component);
    const followed = faults.filter((fault) => {
      const ofNode = byNode.get(fault.component) ?? [];
      const next = ofNode[ofNode.indexOf(fault) + 1];
      return next !== undefined && us(next) - over(fault) <= DAY_US;
    });
    expect(followed.length).toBe(131);
    expect(faults.filter((fault) => over(fault) <= 347 * DAY_US).length).toBe(579);
  });
});

describeShared("traces/ascend-fault-codes", "MindCluster's tables of fault codes", () => {
  const table = (name: string): unknown =>
    JSON.parse(readFileSync(join(traces, "ascend-fault-codes", name), "utf8")) as unknown;
  const files: ReadonlyArray<readonly [string, Realm]> = [
    ["faultCode.json", "chip"],
    ["SwitchFaultCode.json", "switch"],
    ["NodeDConfiguration.json", "node"],
  ];

  test.each(files)("%s: each of its codes has a level, and each level a meaning", (name, realm) => {
    const written = table(name) as Readonly<Record<string, ReadonlyArray<string>>>;
    const lists = (written.FaultTypeCode ?? written) as Readonly<Record<string, ReadonlyArray<string>>>;
    const read = readCodeTables([written]);
    if ("problem" in read) throw new Error(read.problem);
    const levels = new Set<string>();
    for (const code of Object.values(lists).flat()) {
      const level = read.levelNameOf(code, realm);
      expect(level, code).toBeDefined();
      levels.add(level ?? "");
      expect(levelOf(level ?? "", realm), level).toBeDefined();
    }
    expect(levels.size).toBe(Object.values(lists).filter((codes) => codes.length > 0).length);
  });

  test("say what an event means whose own level is another", async () => {
    const text =
      "device fault, nodeName:n1, assertion:Occur, cardID:2, deviceID:0, faultCodes:80E18402, faultLevelName:NotHandleFault, alarmRaisedTime:2024-05-06 05:36:53\n";
    const { timeline } = await importing(
      "ascend",
      { text },
      { zone: "UTC", codes: files.map(([name]) => table(name)) },
    );
    expect(timeline?.faults).toMatchObject([{ kind: "card.crash", component: "n1", cause: "SeparateNPU 80E18402" }]);
  });
});
