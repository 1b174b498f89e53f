import type { CardReading } from "@ordeal/simulator";
import { addressOf, busSlot, busyPercent, clockMHz, type Exporter, freeMiB, usedMiB } from "./exporter.ts";

/** "GPU has fallen off the bus" (NVIDIA, Xid errors): a card that crashed, or was powered off by its own heat. */
const FALLEN_OFF_THE_BUS = 79;

/** A node that is down answers nothing, as its exporter runs on it. */
const isKnown = ({ hostUp }: CardReading): boolean => hostUp;

/**
 * NVIDIA's dcgm-exporter, as far as its default counters show something that is simulated (dcgm-exporter,
 * `etc/default-counters.csv`). Of a card that fell off the bus its Xid is left and nothing else: what DCGM cannot read is
 * not reported.
 */
export const dcgm: Exporter = {
  sensors: [
    { name: "DCGM_FI_DEV_SM_CLOCK", help: "clock of the multiprocessors, in MHz", value: clockMHz },
    {
      name: "DCGM_FI_DEV_GPU_TEMP",
      help: "temperature of the GPU, in degrees Celsius",
      value: ({ temperatureC }) => temperatureC,
    },
    { name: "DCGM_FI_DEV_POWER_USAGE", help: "power that the GPU draws, in watts", value: ({ powerW }) => powerW },
    { name: "DCGM_FI_DEV_GPU_UTIL", help: "use of the GPU, in percent", value: busyPercent },
    {
      name: "DCGM_FI_DEV_XID_ERRORS",
      help: "the last Xid error, by its number; 0 without one",
      value: ({ healthy }) => (healthy ? 0 : FALLEN_OFF_THE_BUS),
      isRead: isKnown,
    },
    { name: "DCGM_FI_DEV_FB_FREE", help: "memory of the GPU that is free, in MiB", value: freeMiB },
    { name: "DCGM_FI_DEV_FB_USED", help: "memory of the GPU that is used, in MiB", value: usedMiB },
  ],
  labels: (card, { model }) => ({
    gpu: String(card.card),
    UUID: `GPU-${addressOf(card)}`,
    pci_bus_id: `00000000:${busSlot(card)}`,
    device: `nvidia${card.card}`,
    modelName: model,
    Hostname: card.node,
  }),
};
