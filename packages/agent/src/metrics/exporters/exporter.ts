import type { Cluster } from "@ordeal/model";
import type { CardReading } from "@ordeal/simulator";

/** What all cards of a cluster are. */
export type CardMake = Cluster["card"];

/** One sensor of a card, under the name that an exporter gives it. */
export interface Sensor {
  readonly name: string;
  readonly help: string;
  readonly value: (card: CardReading, make: CardMake) => number;
  /** Which cards it can be read of: those that work, unless given. */
  readonly isRead?: (card: CardReading) => boolean;
  /** Labels of this sensor alone. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** How one maker's exporter shows its cards to Prometheus. */
export interface Exporter {
  readonly sensors: ReadonlyArray<Sensor>;
  readonly labels: (card: CardReading, make: CardMake) => Readonly<Record<string, string>>;
  /** How it counts the cards, where it does. */
  readonly count?: { readonly name: string; readonly help: string };
}

/** How much of its memory a card of the job uses: assumed. */
const USED_SHARE = 0.9;
const MIB = 2 ** 20;

export const memoryMiB = (_: CardReading, { memory }: CardMake): number => memory / MIB;
export const usedMiB = (card: CardReading, make: CardMake): number =>
  card.inJob ? Math.round(memoryMiB(card, make) * USED_SHARE) : 0;
export const freeMiB = (card: CardReading, make: CardMake): number => memoryMiB(card, make) - usedMiB(card, make);
export const clockMHz = ({ clockShare }: CardReading, make: CardMake): number => make.clockMHz * clockShare;
export const busyPercent = ({ computes }: CardReading): number => (computes ? 100 : 0);

/** Where a card sits on the bus of its node: one slot after the other, assumed. */
export const busSlot = ({ card }: CardReading): string =>
  `${(card + 1).toString(16).toUpperCase().padStart(2, "0")}:00.0`;

/** The component, as an experiment addresses it. */
export const addressOf = ({ node, card }: CardReading): string => `${node}/c${card}`;
