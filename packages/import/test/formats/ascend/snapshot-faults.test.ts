import { describe, expect, test } from "vitest";
import { AT, cpu, devices, entry, lost, parts, read, switches, TAKEN } from "./written.ts";

describe("times", () => {
  test.each([
    ["seconds", Math.floor(AT / 1_000), Math.floor(AT / 1_000) * 1_000],
    ["milliseconds", AT, AT],
    ["microseconds", AT * 1_000, AT],
  ])("in %s are read by their size", async (_, fault_time, ms) => {
    const map = { "80E18402": { fault_time, fault_level: "SeparateNPU" } };
    for (const fault_type of ["PublicFault", "CardUnhealthy"]) {
      expect((await read([devices([entry({ fault_type, fault_time_and_level_map: map })])])).faults).toMatchObject([
        { ms },
      ]);
    }
  });

  test.each([[0], [-1]])("of %s are unknown: that entry is counted, the rest goes on", async (fault_time) => {
    const map = { "80E18402": { fault_time, fault_level: "SeparateNPU" } };
    const untimed = entry({ npu_name: "Ascend910-0", fault_time_and_level_map: map });
    const { faults, skipped } = await read([devices([untimed, entry()])]);
    expect(faults).toMatchObject([{ part: 4 }]);
    expect(lost(skipped)).toMatchObject([{ reason: "a fault without a time", count: 1, such: ["80E18402"] }]);
  });

  test("AlarmRaisedTime: 0 of a switch is unknown, but for the map that tells it too", async () => {
    const of = (port: number, AlarmRaisedTime: number) =>
      JSON.stringify({
        AssembledFaultCode: "[0x1,2,cpu,na]",
        SwitchChipId: 0,
        SwitchPortId: port,
        Assertion: 1,
        AlarmRaisedTime,
      });
    const FaultTimeAndLevelMap = Object.fromEntries(
      [1, 2, 3].map((port) => [
        `[0x1,2,cpu,na]_0_${port}`,
        { fault_level: "Separate", ...(port === 3 ? { fault_time: AT + 1 } : {}) },
      ]),
    );
    const { faults, skipped } = await read([
      switches({ FaultCode: [of(1, 0), of(2, AT), of(3, 0)], FaultTimeAndLevelMap }),
    ]);
    expect(faults).toMatchObject([
      { kind: "link.down", ms: AT },
      { kind: "link.down", ms: AT + 1 },
    ]);
    expect(lost(skipped)).toMatchObject([{ reason: "a fault without a time", count: 1 }]);
  });

  test("of NodeD are its heartbeat, else what the ConfigMap or Kubernetes says, else unknown", async () => {
    const info = { FaultDevList: [cpu], NodeStatus: "UnHealthy" };
    const seconds = (at: string) => Date.parse(at);
    expect((await read([parts({ ...info, HeartbeatTime: TAKEN })])).faults).toMatchObject([{ ms: TAKEN * 1_000 }]);
    expect((await read([parts({ ...info, updateTime: "2025-04-09T05:00:00+08:00" })])).faults).toMatchObject([
      { ms: seconds("2025-04-08T21:00:00Z") },
    ]);
    const managedFields = [{ time: "2025-04-08T00:00:00Z" }, { time: "2025-04-09T00:00:00Z" }, {}];
    expect((await read([parts(info, { managedFields })])).faults).toMatchObject([
      { ms: seconds("2025-04-09T00:00:00Z") },
    ]);
    const { refused } = await read([parts(info)]);
    expect(refused?.message).toMatch(/a fault of a node's part without a time, .*--show-managed-fields/);
    const { faults, skipped } = await read([devices([entry()]), parts(info)]);
    expect([faults?.length, lost(skipped).length]).toEqual([1, 1]);
  });
});

describe("levels", () => {
  test("are each code's own, however the map spells it", async () => {
    const codes = "80E18401 , 0x80e18402,A8028801";
    const map = {
      "80e18401": { fault_time: AT, fault_level: "NotHandleFault" },
      "80E18402": { fault_time: AT + 1, fault_level: "SeparateNPU" },
      A8028801: { fault_time: AT + 2, fault_level: "RestartBusiness" },
    };
    const { faults, skipped } = await read([devices([entry({ fault_code: codes, fault_time_and_level_map: map })])]);
    expect(faults).toMatchObject([
      { kind: "card.crash", ms: AT + 1 },
      { kind: "job.crash", ms: AT + 2 },
    ]);
    expect(skipped).toMatchObject([
      { reason: "a fault that MindCluster does nothing about", such: ["80E18401 NotHandle"] },
    ]);
  });

  test("of codes that share one are the worst of them: one fault, not one of each", async () => {
    const old = { fault_code: "80E18402,80E18401", alarm_raised_time: AT, fault_time_and_level_map: null };
    expect((await read([devices([entry(old)])])).faults).toMatchObject([
      { cause: "SeparateNPU 80E18402,80E18401", ms: AT },
    ]);
    const device = { ...cpu, FaultCode: ["0100001D", "03000009"] };
    const info = { FaultDevList: [device], HeartbeatTime: TAKEN };
    expect((await read([parts(info)])).faults).toMatchObject([
      { kind: "node.crash", cause: "Separate 0100001D,03000009" },
    ]);
    const codes = [{ FaultTypeCode: { NotHandleFaultCodes: ["03000009"], SeparateFaultCodes: ["0100001D"] } }];
    expect((await read([parts(info)], { codes })).faults).toMatchObject([{ cause: "Separate 0100001D" }]);
    const FaultCode = ["[0x1,2,cpu,na]", "[0x3,4,npu,na]"];
    expect((await read([switches({ FaultCode })])).faults).toMatchObject([
      { cause: "Separate [0x1,2,cpu,na],[0x3,4,npu,na]" },
    ]);
  });

  test("that a table explains leave codes of unknown level counted", async () => {
    const device = { ...cpu, FaultCode: ["0100001D", "03000009"] };
    const codes = [{ FaultTypeCode: { SeparateFaultCodes: ["0100001D"] } }];
    const { faults, skipped } = await read([parts({ FaultDevList: [device], HeartbeatTime: TAKEN })], { codes });
    expect(faults).toMatchObject([{ cause: "Separate 0100001D" }]);
    expect(lost(skipped)).toMatchObject([
      { reason: expect.stringMatching(/only the worst level/), such: ["03000009"] },
    ]);
  });

  test("of a switch are those of its port; what was recovered is no fault", async () => {
    const of = (code: string, Assertion: number) => ({
      AssembledFaultCode: code,
      SwitchChipId: 0,
      SwitchPortId: 1,
      Assertion,
      AlarmRaisedTime: AT,
    });
    const FaultTimeAndLevelMap = { a_0_1: { fault_level: "NotHandle" }, b_0_1: { fault_level: "SubHealthFault" } };
    const FaultInfo = [of("a", 1), of("b", 1), of("c", 0)];
    const { faults, skipped } = await read([switches({ FaultInfo, FaultTimeAndLevelMap })], { isStrict: true });
    expect(faults).toMatchObject([{ kind: "link.degrade", cause: "SubHealth b", ms: AT }]);
    expect(skipped).toMatchObject([{ such: ["a NotHandle"] }]);
  });

  test("of a chip that people took out need no code", async () => {
    const out = {
      fault_code: "",
      fault_handling: "ManuallySeparateNPU",
      alarm_raised_time: AT,
      fault_time_and_level_map: {},
    };
    expect((await read([devices([entry(out)])])).faults).toMatchObject([
      { kind: "card.crash", cause: "ManuallySeparateNPU" },
    ]);
    expect((await read([devices([entry({ ...out, alarm_raised_time: -1 })])])).refused?.message).toMatch(
      /a fault without a time/,
    );
  });
});
