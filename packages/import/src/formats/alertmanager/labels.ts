import type { FaultKind } from "@ordeal/model";
import type { Alert } from "./alert.ts";

/** A label's name without its spelling: `npu_id`, `npuId` and `NPU-ID` are one. */
export const plainLabel = (label: string): string => label.toLowerCase().replace(/[^a-z\d]/g, "");

/** Labels that say which machine an alert is of, the first that an alert has; `instance` is an address with a port. */
const machines = ["node", "hostname", "host", "nodename", "kubernetesnode", "switch", "rack", "instance"];

/** The machine that an alert is of; `undefined` when no label says it. */
export const machineOf = ({ labels }: Alert): string | undefined => {
  const value = labelled(labels, machines);
  return value?.replace(/^(\[[^\]]+\]|[^:]+):\d+$/, "$1");
};

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

  of(kind: FaultKind, alert: Alert): number | undefined {
    const { labels } = alert;
    if (kind.startsWith("link.")) return linkNumber(labels) ?? this.#card(alert);
    // A crash of a job is of one card where an Xid ended it.
    return kind.startsWith("card.") || kind === "job.crash" ? this.#card(alert) : undefined;
  }

  #card(alert: Alert): number | undefined {
    const number = cardNumbers
      .map((label) => trailing(labelled(alert.labels, [label])))
      .find((one) => one !== undefined);
    const name =
      labelled(alert.labels, cardNames) ?? (number === undefined ? labelled(alert.labels, cardNumbers) : undefined);
    const machine = machineOf(alert) ?? "";
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
const linkNumber = (labels: Alert["labels"]): number | undefined => {
  const adapter = /^[a-z]+\d*_(\d{1,4})$/i.exec(labelled(labels, ["device", "hca", "nic"]) ?? "")?.[1];
  if (adapter !== undefined) return Number(adapter);
  return linkNumbers.map((label) => lastNumber(labelled(labels, [label]))).find((one) => one !== undefined);
};

/** The value of the first of these labels that has one. */
const labelled = (labels: Alert["labels"], names: ReadonlyArray<string>): string | undefined => {
  for (const name of names) {
    const found = Object.entries(labels).find(([label, value]) => plainLabel(label) === name && value.trim() !== "");
    if (found !== undefined) return found[1].trim();
  }
  return undefined;
};

/** The number of `3`, `nvidia3`, `npu-3` and `/dev/davinci3`; `undefined` for addresses and UUIDs. */
const trailing = (value: string | undefined): number | undefined => {
  if (value === undefined || /^(?:GPU|MIG)-/i.test(value)) return undefined;
  const digits = /^(?:[a-z][a-z/_. -]*?|\/[a-z/_. -]*?)?(?:ascend910[a-z]?-)?(\d{1,4})$/i.exec(value)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** `swp12`, `Ethernet1/12` and `12` are port 12. */
export const lastNumber = (value: string | undefined): number | undefined => {
  const digits = /(\d{1,6})$/.exec(value ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
};
