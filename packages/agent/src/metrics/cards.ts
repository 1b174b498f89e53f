import type { CardReading } from "@ordeal/simulator";
import type { Metric } from "./metric.ts";

/** The card that the mock shows: Ascend 910C, 128 GB of HBM (arXiv 2506.12708); its clock is assumed. */
const MODEL_NAME = "Ascend910C";
const HBM_MB = 131_072;
const CLOCK_MHZ = 1_800;
/** How much of its HBM a card of the job uses: assumed. */
const HBM_USED_SHARE = 0.9;

type Sensor = readonly [name: string, help: string, value: (card: CardReading) => number];

/**
 * Every card has a health. One that does not work answers nothing else: as in Ascend's exporter, what the driver cannot
 * read is not there (MindCluster, "Prometheus Metrics": a metric whose DCMI call fails is not reported).
 */
const HEALTH: Sensor = [
  "npu_chip_info_health_status",
  "whether the card works: 1 healthy, 0 not",
  ({ healthy }) => Number(healthy),
];

/** The names by which operators know a card's sensors from Ascend's exporter, with their units. */
const sensors: ReadonlyArray<Sensor> = [
  HEALTH,
  ["npu_chip_info_temperature", "temperature of the card, in degrees Celsius", ({ temperatureC }) => temperatureC],
  ["npu_chip_info_power", "power that the card draws, in watts", ({ powerW }) => powerW],
  ["npu_chip_info_link_status", "whether the card's uplinks are whole: 1 up, 0 not", ({ linkUp }) => Number(linkUp)],
  [
    "npu_chip_info_aicore_current_freq",
    "current clock of the AI cores, in MHz",
    ({ clockShare }) => CLOCK_MHZ * clockShare,
  ],
  ["npu_chip_info_hbm_total_memory", "HBM of the card, in MB", () => HBM_MB],
  [
    "npu_chip_info_hbm_used_memory",
    "HBM of the card that is used, in MB",
    ({ inJob }) => (inJob ? HBM_MB * HBM_USED_SHARE : 0),
  ],
];

/** Every card that is not as all others, by its sensors. Healthy ones are in their supernode's sums only. */
export const cardMetrics: ReadonlyArray<Metric> = sensors.map((sensor) => {
  const [name, help, value] = sensor;
  return {
    name,
    help,
    *samples({ runId, telemetry }) {
      for (const card of telemetry.cards) {
        if (!card.healthy && sensor !== HEALTH) continue;
        const labels = {
          run: runId,
          node: card.node,
          id: String(card.card),
          vdie_id: `${card.node}/c${card.card}`,
          model_name: MODEL_NAME,
        };
        yield { labels, value: round(value(card)) };
      }
    },
  };
});

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
