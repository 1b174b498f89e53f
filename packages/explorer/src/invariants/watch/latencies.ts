import { type EventData, faultIdOf, type Recovery, type Scenario, strikesAgain } from "@ordeal/model";
import { changesUntil } from "./changes.ts";

/** The recovery as it is set at an instant. */
export const recoveryAt = (scenario: Scenario, atUs: number): Recovery =>
  changesUntil(scenario, atUs).reduce((current, { recovery }) => recovery ?? current, scenario.recovery);

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
      const id = faultIdOf(spec, place);
      return spec.kind === kind && (faultId === id || (strikesAgain(spec) && faultId.startsWith(`${id}#`)));
    });
    return index < 0 ? [] : [faults[index]?.detectAfter ?? ownUs];
  }
  const kinds = hazards.filter(({ id }) => faultId.startsWith(`${id}#`)).flatMap((hazard) => hazard.kinds);
  return kinds.filter((one) => one.kind === kind).map(({ detectAfter }) => detectAfter ?? ownUs);
};
