import type { Rule } from "../../mapping/mapping.ts";

/**
 * What common alerts mean, by their names, when the mapping has no rule that fits. Names are those of the usual rule sets
 * (kube-prometheus, node exporter, DCGM exporter) and their relatives. Shares and speeds are assumed: an alert says that
 * something is slow, seldom how slow.
 */
export const defaultRules: ReadonlyArray<Rule> = [
  { when: { alertname: "^(Watchdog|InfoInhibitor|DeadMansSwitch|Heartbeat)$" }, ignore: true },
  { when: { severity: "^(info|none|notice|debug)$" }, ignore: true },
  { when: { alertname: "leak" }, kind: "cooling.leak" },
  { when: { alertname: "(pump|coolant|cdu).*(flow|down|fail|low|stop)|flow.*(low|lost)" }, kind: "cooling.pump" },
  { when: { alertname: "(inlet|coolant|chiller|supply).*(temp|hot|high)" }, kind: "cooling.inlet", rise: 5 },
  {
    when: { alertname: "(rack|pdu|ups).*(power|down|fail|lost)|power.*(rack|feed).*(lost|down|fail)" },
    kind: "power.rack",
  },
  {
    when: { alertname: "(nvlink|link|port|nic|ib|infiniband|roce|rdma|optic|transceiver|interface).*flap|flapping" },
    kind: "link.flap",
    up: "30 seconds",
    down: "5 seconds",
  },
  {
    when: { alertname: "switch.*(down|unreachable|lost|fail)|(tor|leaf|spine).*(down|unreachable)" },
    kind: "switch.down",
  },
  {
    when: { alertname: "(nvlink|link|port|nic|ib|infiniband|roce|rdma|optic|transceiver|interface).*(down|lost|fail)" },
    kind: "link.down",
  },
  {
    when: {
      alertname:
        "(nvlink|link|port|nic|ib|infiniband|roce|rdma|optic|transceiver|interface).*(degrad|err|slow|ber|crc|discard)",
    },
    kind: "link.degrade",
    share: "50 %",
  },
  {
    when: { alertname: "(gpu|npu|card|accelerator|dcgm).*(thermal|throttl|temp|clock|slow|straggl)" },
    kind: "card.slow",
    speed: "80 %",
  },
  {
    when: {
      alertname: "(gpu|npu|card|accelerator).*(hang|hung|stuck)|nccl.*timeout|hccl.*timeout|collective.*timeout",
    },
    kind: "card.hang",
  },
  { when: { alertname: "silent.*corrupt|\\bsdc\\b" }, kind: "card.corrupt" },
  {
    when: {
      alertname:
        "xid|ecc|dbe|uncorrect|(gpu|npu|card|accelerator|dcgm).*(lost|down|fail|fault|missing|unhealthy|error|fell|fallen|remap)",
    },
    kind: "card.crash",
  },
  {
    when: { alertname: "(storage|lustre|gpfs|ceph|nfs|filesystem|beegfs|3fs).*(slow|degrad|latency)" },
    kind: "storage.slow",
    share: "50 %",
  },
  {
    when: { alertname: "(storage|lustre|gpfs|ceph|nfs|beegfs|3fs).*(down|unavailable|unreachable|fail)" },
    kind: "storage.down",
  },
  {
    when: { alertname: "(slurmctld|scheduler|volcano|kubeapi|apiserver).*(down|unreachable|absent|fail)" },
    kind: "scheduler.stall",
  },
  { when: { alertname: "(training|train|job).*(fail|crash|abort)" }, kind: "job.crash" },
  {
    when: {
      alertname:
        "(node|host|server|instance|machine|kubelet|target|bmc).*(down|notready|not_ready|unreachable|lost|crash|panic|reboot|fail|offline)",
    },
    kind: "node.crash",
  },
];
