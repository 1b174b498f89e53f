import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { meaningOfName } from "../../../src/formats/alertmanager/default-rules.ts";

const kindOf = (name: string, job?: string) => meaningOfName(name, job)?.kind;

describe("names of common alerts have a meaning", () => {
  test.each([
    ["NodeDown", "node.crash"],
    ["KubeNodeNotReady", "node.crash"],
    ["KubeNodeUnreachable", "node.crash"],
    ["HostDown", "node.crash"],
    ["GpuNodeDown", "node.crash"],
    ["node_rebooted", "node.crash"],
    ["GpuLost", "card.crash"],
    ["NodeGpuLost", "card.crash"],
    ["LostGpu", "card.crash"],
    ["NpuUnhealthy", "card.crash"],
    ["GPUFallenOffTheBus", "card.crash"],
    ["DoubleBitEccError", "card.crash"],
    ["DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", "card.crash"],
    ["GpuUncorrectableEccErrors", "card.crash"],
    ["GpuThermalThrottling", "card.slow"],
    ["npu-straggler", "card.slow"],
    ["GpuHang", "card.hang"],
    ["NcclTimeout", "card.hang"],
    ["GpuSilentDataCorruption", "card.corrupt"],
    ["IBPortDown", "link.down"],
    ["SwitchPortDown", "link.down"],
    ["TorUplinkDown", "link.down"],
    ["NVLinkDown", "card.crash"],
    ["GpuNvlinkFailed", "card.crash"],
    ["HccsLinkDown", "card.crash"],
    ["nvlink_port_down", "card.crash"],
    ["NpuRoceLinkDown", "link.down"],
    ["NodeNetworkInterfaceFlapping", "link.flap"],
    ["IBPortErrors", "link.degrade"],
    ["NodeTorDown", "switch.down"],
    ["tor_down", "switch.down"],
    ["LeafSwitchUnreachable", "switch.down"],
    ["CoolantLeakDetected", "cooling.leak"],
    ["WaterLeak", "cooling.leak"],
    ["RackLeakDetected", "cooling.leak"],
    ["CduPumpFailed", "cooling.pump"],
    ["CoolantFlowLow", "cooling.pump"],
    ["LowCoolantFlow", "cooling.pump"],
    ["InletTemperatureHigh", "cooling.inlet"],
    ["RackPowerLost", "power.rack"],
    ["LustreUnavailable", "storage.down"],
    ["NFSServerDown", "storage.down"],
    ["StorageLatencyHigh", "storage.slow"],
    ["SlurmctldDown", "scheduler.stall"],
    ["KubeAPIDown", "scheduler.stall"],
    ["TrainingJobFailed", "job.crash"],
  ])("%s is %s", (name, kind) => {
    expect(kindOf(name)).toBe(kind);
  });
});

describe("names that only look like one have none", () => {
  test.each(
    `GoMemoryLeak IpmiCollectorDown OpentelemetryCollectorDown NodeExporterDown EtcdMemberCommunicationSlow
    NetdataReportedUncorrectableDiskSectors FloppyDriveLeak PortalDown ImporterFailing CardinalityHigh LinkedInDown
    LeakDetected ConnectionLeak ReportFailed TransportDown CreditCardDown NetworkCardDown DcgmExporterDown GpuOperatorDown
    DcgmDown KubeletDown TargetDown KubeJobFailed JobFailed ServicePortDown ApiInterfaceDown KubeNodeReadinessFlapping
    NodeClockSkewDetected NodeFilesystemAlmostOutOfSpace NodeDiskFailure SwitchFanFailed SwitchPowerSupplyFailed
    RackPowerHigh GpuTemperatureHigh GpuEccError GpuError HostOutOfMemory CPUThrottlingHigh TooManyNodesDown
    NodeDownRecovered NodeRebootRequired StorageNodeDown CoolantLevelLow DataPumpDown TrafficFlowLow SymlinkDown
    NvlinkCrcErrors NVLinkErrors HccsLinkDegraded NvlinkFlapping NvswitchDown
    SilentDataCorruption DirectorDown MonitorDown VectorDown HistorySlow Down Leak gpu`
      .trim()
      .split(/\s+/),
  )("%s", (name) => {
    expect(kindOf(name)).toBeUndefined();
  });
});

test("an instance is a node where its job speaks of nodes, or nobody says", () => {
  expect(kindOf("InstanceDown")).toBe("node.crash");
  expect(kindOf("InstanceDown", "node-exporter")).toBe("node.crash");
  expect(kindOf("InstanceDown", "kubernetes-nodes")).toBe("node.crash");
  for (const job of ["node_exporter", "nodes", "gpu-node-exporter", "hosts"]) {
    expect(kindOf("InstanceDown", job), job).toBe("node.crash");
  }
  for (const job of [
    "node-problem-detector",
    "node-local-dns",
    "nodejs-app",
    "dcgm-exporter",
    "hostpath-provisioner",
  ]) {
    expect(kindOf("InstanceDown", job), job).toBeUndefined();
  }
  expect(kindOf("InstanceDown", "etcd")).toBeUndefined();
  expect(kindOf("NodeDown", "kube-state-metrics")).toBe("node.crash");
});

test("one more word that nobody knows takes any name's meaning away", () => {
  const known = fc.constantFrom("NodeDown", "GpuLost", "IBPortDown", "TorDown", "WaterLeak", "LustreDown", "GpuHang");
  const strange = fc.stringMatching(/^[A-Z][a-z]{4,8}$/).filter((word) => kindOf(`Node${word}Down`) === undefined);
  fc.assert(
    fc.property(known, strange, (name, word) => {
      expect(kindOf(`${word}${name}`)).toBeUndefined();
    }),
  );
});
