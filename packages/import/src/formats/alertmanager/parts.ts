import type { FaultKind } from "@ordeal/model";
import { firstOf, machineOf, type PlainLabels } from "./labels.ts";

/** Labels that number a card, and those that only tell it from others. `id` is the NPU exporter's. */
const cardNumbers = "gpu gpuid gpuindex npu npuid card cardid accelerator deviceid minornumber index id device".split(
  " ",
);
const cardNames = "uuid gpuuuid pcibusid pciebusinfo busid vdieid serial".split(" ");
/** Labels that number a link of a machine. */
const linkNumbers = "port portid link linkid nvlink interface ifname netdev nic hca device".split(" ");

/** How many machines are remembered, and how many cards one may have. */
const MACHINES_MAX = 100_000;
const CARDS_MAX = 256;

/**
 * Which card or port of a machine an alert is of. A card that only its UUID or address tells from others has the number
 * that another alert gave it, else the first one that no card of its machine has yet.
 */
export class Parts {
  readonly #machines = new Map<string, Map<string, number>>();

  of(kind: FaultKind, labels: PlainLabels): number | undefined {
    if (kind.startsWith("link.")) return linkNumber(labels) ?? this.#card(labels);
    // A crash of a job is of one card where an Xid ended it.
    return kind.startsWith("card.") || kind === "job.crash" ? this.#card(labels) : undefined;
  }

  #card(labels: PlainLabels): number | undefined {
    const number = firstNumber(labels, cardNumbers, cardNumber);
    const name = firstOf(labels, cardNames) ?? (number === undefined ? firstOf(labels, cardNumbers) : undefined);
    const machine = machineOf(labels) ?? "";
    const cards = this.#machines.get(machine) ?? new Map<string, number>();
    if (this.#machines.size < MACHINES_MAX) this.#machines.set(machine, cards);
    if (number !== undefined) {
      if (cards.size < CARDS_MAX) cards.set(name ?? `number ${number}`, number);
      return number;
    }
    if (name === undefined) return undefined;
    const known = cards.get(name);
    if (known !== undefined || cards.size >= CARDS_MAX) return known;
    const taken = new Set(cards.values());
    const free = Array.from({ length: CARDS_MAX }, (_, card) => card).find((card) => !taken.has(card));
    if (free !== undefined) cards.set(name, free);
    return free;
  }
}

/** `mlx5_3` is link 3, whatever its one port is called. */
const linkNumber = (labels: PlainLabels): number | undefined => {
  const adapter = /^[a-z]+\d*_(\d{1,4})$/i.exec(firstOf(labels, ["device", "hca", "nic"]) ?? "")?.[1];
  return adapter === undefined ? firstNumber(labels, linkNumbers, lastNumber) : Number(adapter);
};

const firstNumber = (
  labels: PlainLabels,
  names: ReadonlyArray<string>,
  numberOf: (value: string | undefined) => number | undefined,
): number | undefined => names.map((name) => numberOf(labels.get(name))).find((number) => number !== undefined);

/** The number of `3`, `nvidia3`, `npu-3`, `Ascend910-3` and `/dev/davinci3`; `undefined` for addresses and UUIDs. */
const cardNumber = (value = ""): number | undefined => {
  if (/^(?:GPU|MIG)-/i.test(value)) return undefined;
  const digits = /^(?:\/?[a-z][a-z/_. -]*?)?(?:ascend\d+[a-z]*-)?(\d{1,4})$/i.exec(value)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** `swp12`, `Ethernet1/12` and `12` are port 12. */
export const lastNumber = (value = ""): number | undefined => {
  const digits = /(\d{1,6})$/.exec(value)?.[1];
  return digits === undefined ? undefined : Number(digits);
};
