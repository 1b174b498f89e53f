import { addressOf, busyPercent, clockMHz, type Exporter, freeMiB, memoryMiB, usedMiB } from "./exporter.ts";

/**
 * AMD's device-metrics-exporter for MI3xx, without the prefix that a site may give its names (its "List of Available
 * Metrics"). A node that is down answers nothing; a card that does not work, its health only.
 */
export const amd: Exporter = {
  sensors: [
    {
      name: "gpu_health",
      help: "whether the card works: 1 healthy, 0 not",
      value: ({ healthy }) => Number(healthy),
      isRead: ({ hostUp }) => hostUp,
    },
    {
      name: "gpu_junction_temperature",
      help: "temperature of the hottest spot, in degrees Celsius",
      value: ({ temperatureC }) => temperatureC,
    },
    { name: "gpu_package_power", help: "power that the card draws, in watts", value: ({ powerW }) => powerW },
    { name: "gpu_gfx_activity", help: "use of the engines, in percent", value: busyPercent },
    {
      name: "gpu_clock",
      help: "clock of the engines, in MHz",
      value: clockMHz,
      labels: { clock_index: "0", clock_type: "system" },
    },
    { name: "gpu_total_vram", help: "memory of the card, in MB", value: memoryMiB },
    { name: "gpu_used_vram", help: "memory of the card that is used, in MB", value: usedMiB },
    { name: "gpu_free_vram", help: "memory of the card that is free, in MB", value: freeMiB },
  ],
  labels: (card, { model }) => ({
    gpu_id: String(card.card),
    serial_number: addressOf(card),
    card_model: model,
    gpu_partition_id: "0",
    gpu_compute_partition_type: "spx",
    hostname: card.node,
  }),
  count: { name: "gpu_nodes_total", help: "cards of the whole cluster" },
};
