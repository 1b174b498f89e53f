import { addressOf, busSlot, busyPercent, clockMHz, type Exporter, memoryMiB, usedMiB } from "./exporter.ts";

/**
 * Ascend's npu-exporter (MindCluster, "Prometheus Metrics API"). Every card has a health. One that does not work answers
 * nothing else: a metric whose DCMI call fails is not reported there either.
 */
export const npu: Exporter = {
  sensors: [
    {
      name: "npu_chip_info_health_status",
      help: "whether the card works: 1 healthy, 0 not",
      value: ({ healthy }) => Number(healthy),
      isRead: () => true,
    },
    {
      name: "npu_chip_info_temperature",
      help: "temperature of the card, in degrees Celsius",
      value: ({ temperatureC }) => temperatureC,
    },
    { name: "npu_chip_info_power", help: "power that the card draws, in watts", value: ({ powerW }) => powerW },
    {
      name: "npu_chip_info_link_status",
      help: "whether the card's uplinks are whole: 1 up, 0 not",
      value: ({ linkUp }) => Number(linkUp),
    },
    { name: "npu_chip_info_utilization", help: "use of the AI cores, in percent", value: busyPercent },
    { name: "npu_chip_info_aicore_current_freq", help: "current clock of the AI cores, in MHz", value: clockMHz },
    { name: "npu_chip_info_hbm_total_memory", help: "HBM of the card, in MB", value: memoryMiB },
    { name: "npu_chip_info_hbm_used_memory", help: "HBM of the card that is used, in MB", value: usedMiB },
  ],
  labels: (card, { model }) => ({
    node: card.node,
    id: String(card.card),
    vdie_id: addressOf(card),
    model_name: model,
    pcie_bus_info: `0000:${busSlot(card)}`,
  }),
  count: { name: "machine_npu_nums", help: "cards of the whole cluster" },
};
