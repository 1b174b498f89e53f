import { describe, expect, test } from "vitest";
import { AT, devices, entry, lost, read, TAKEN } from "./written.ts";

describe("cards", () => {
  const on = (chip: string, code = "80E18402") =>
    entry({
      npu_name: chip,
      fault_code: code,
      fault_time_and_level_map: { [code]: { fault_time: AT, fault_level: "SeparateNPU" } },
    });

  test("have two chips where the node has sixteen, also where only a list names them", async () => {
    const sixteen = { "huawei.com/Ascend910": Array.from({ length: 16 }, (_, chip) => `Ascend910-${chip}`).join(",") };
    const { faults } = await read([devices([on("Ascend910-3")], TAKEN, sixteen)]);
    expect(faults).toMatchObject([{ part: 1, note: expect.stringMatching(/^Ascend910-3; card 1, chip 1;/) }]);
  });

  test("have one chip where the node has eight, and on other families", async () => {
    expect((await read([devices([on("Ascend910-7")])])).faults).toMatchObject([{ part: 7 }]);
    expect((await read([devices([on("Ascend310P-9")])])).faults).toMatchObject([{ part: 9 }]);
  });

  test("have as many chips as the mapping says", async () => {
    const of = async (chip: string, chipsPerCard: number) =>
      (await read([devices([on(chip)])], { mapping: { chipsPerCard } })).faults?.[0]?.part;
    expect(await of("Ascend910-3", 2)).toBe(1);
    expect(await of("Ascend910-15", 1)).toBe(15);
    expect(await of("npu-9", 4)).toBe(2);
  });

  test("told before the node was known to have sixteen chips are owned up to", async () => {
    const { skipped } = await read([
      devices([on("Ascend910-3")]),
      devices([], TAKEN + 60),
      devices([on("Ascend910-9")], TAKEN + 120),
    ]);
    expect(lost(skipped)).toMatchObject([{ reason: expect.stringMatching(/say `chipsPerCard: 2`/), line: 3 }]);
  });
});
