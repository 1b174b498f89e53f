import type { FaultKind } from "@ordeal/model";
import type { Alert } from "./alert.ts";

/** Labels that say something, by their names without spelling: `npu_id`, `npuId` and `NPU-ID` are one. */
export type PlainLabels = ReadonlyMap<string, string>;

export const plainLabelsOf = ({ labels }: Pick<Alert, "labels">): PlainLabels =>
  new Map(
    Object.entries(labels).flatMap(([label, value]) => {
      const said = value.trim();
      return said === "" ? [] : [[label.toLowerCase().replace(/[^a-z\d]/g, ""), said]];
    }),
  );

/** The first of these labels that there is. */
export const firstOf = (labels: PlainLabels, names: ReadonlyArray<string>): string | undefined => {
  const name = names.find((one) => labels.has(one));
  return name === undefined ? undefined : labels.get(name);
};

/** Labels that say which machine an alert is of, the first that an alert has; `instance` is an address with a port. */
const machines = ["node", "hostname", "host", "nodename", "kubernetesnode", "switch", "rack", "instance"];
/** Labels that go before them where another thing than a machine is struck, by the first word of the kind. */
const things: Readonly<Record<string, ReadonlyArray<string>>> = {
  switch: ["switch", "tor", "leaf", "spine"],
  power: ["rack"],
  cooling: ["loop", "cdu", "rack"],
};

/** What an alert is of; `undefined` when no label says it. */
export const componentOf = (kind: FaultKind, labels: PlainLabels): string | undefined =>
  firstOf(labels, things[kind.slice(0, kind.indexOf("."))] ?? []) ?? machineOf(labels);

/** The machine that an alert is of. */
export const machineOf = (labels: PlainLabels): string | undefined =>
  firstOf(labels, machines)?.replace(/^(\[[^\]]+\]|[^:]+):\d+$/, "$1");
