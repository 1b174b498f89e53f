import { type EventData, instantUs, type Recovery, type Scenario } from "@ordeal/model";

export const recoveryAt = ({ recovery, changes, startsAt }: Scenario, atUs: number): Recovery => {
  const dated = changes
    .map((change) => ({ recovery: change.recovery, fromUs: instantUs(change.at, startsAt) ?? 0 }))
    .filter(({ fromUs }) => fromUs <= atUs)
    .sort((a, b) => a.fromUs - b.fromUs);
  return dated.reduce((current, change) => change.recovery ?? current, recovery);
};

/**
 * What a fault may take to be noticed, in microseconds: what it brought itself, else the recovery's own latency for its
 * way of failing. More than one where the journal leaves open which of a hazard's kinds it was; none for an injected one.
 */
export const latenciesOf = (
  { faults, hazards }: Scenario,
  { faultId, kind, origin }: EventData<"fault.started">,
  ownUs: number,
): ReadonlyArray<number> => {
  if (origin === "experiment") {
    const index = faults.findIndex((spec, place) => {
      const id = spec.id ?? `${spec.kind}-${place + 1}`;
      return spec.kind === kind && (faultId === id || (spec.every !== undefined && faultId.startsWith(`${id}#`)));
    });
    return index < 0 ? [] : [faults[index]?.detectAfter ?? ownUs];
  }
  const kinds = hazards.filter(({ id }) => faultId.startsWith(`${id}#`)).flatMap((hazard) => hazard.kinds);
  return kinds.filter((one) => one.kind === kind).map(({ detectAfter }) => detectAfter ?? ownUs);
};
