import { cardsOf, type Scenario } from "@ordeal/model";
import type { Telemetry } from "@ordeal/simulator";

/** What the sensors of a lab show: there are none, of temperatures and powers. */
export const unmeasured = ({ cluster }: Scenario): Telemetry => ({
  cardsTotal: cardsOf(cluster),
  supernodes: [],
  supernodesLeftOut: 0,
  cards: [],
  cardsLeftOut: 0,
});
