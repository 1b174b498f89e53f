import { DAY_US, type FaultKind, HOUR_US, MINUTE_US, SECOND_US, writeFault } from "@ordeal/model";
import type { FittedHazard, FittedKind } from "./hazard.ts";
import type { Estimated } from "./interval.ts";
import type { FittedPeriods } from "./periods.ts";
import type { FittedRepair } from "./repair-law.ts";

/** A number in as many digits as a fit can tell, and no trailing zeros. */
export const rounded = (value: number, digits = 4): number => Number(value.toPrecision(digits));

const units = [
  ["days", DAY_US, 3],
  ["hours", HOUR_US, 1],
  ["minutes", MINUTE_US, 1],
  ["seconds", SECOND_US, 1],
  ["millis", 1_000, 1],
  ["micros", 1, 1],
] as const;

/** A duration as an experiment reads it, in four digits and the largest unit that it has at least one of. */
export const writtenDuration = (us: number): string => {
  const [name, size] = units.find(([, unit, least]) => us >= least * unit) ?? (["micros", 1] as const);
  const count = name === "micros" ? Math.max(1, Math.round(us)) : rounded(us / size);
  return `${count} ${count === 1 ? name.slice(0, -1) : name}`;
};

/** What each kind of component is called in a rate; the others have no rate of their own. */
const rateNames: Readonly<Record<string, string>> = { uplink: "link" };
const ratedComponents = new Set(["card", "node", "uplink", "plane", "tor", "rack", "supernode", "loop"]);

/** Faults a microsecond, as an experiment reads them: of a component, or of the fleet. */
export const writtenRate = (
  { component, components }: Pick<FittedHazard, "component" | "components">,
  perUs: number,
) => {
  const name = rateNames[component] ?? component;
  return components !== undefined && ratedComponents.has(component)
    ? `${plain(rounded(perUs * DAY_US * 1_000))} per 1,000 ${name}-days`
    : `${plain(rounded(perUs * DAY_US * (components ?? 1) * 1_000))} per 1000 days`;
};

/** Without an exponent above zero, which `toString` writes with a sign that is no number's. */
const plain = (value: number): string => value.toString().replace("e+", "e");

/** Below this many percent a number has an exponent, which no share is read with, and a share is none. */
const PERCENT_MIN = 1e-6;

/** A share as a person reads it. */
export const writtenShare = (share: number): string => {
  const percent = rounded(share * 100, 3);
  return `${percent < PERCENT_MIN ? 0 : percent} %`;
};

/** A repair law that has a mean above its median, as a lognormal law must. */
export const writtenRepair = ({ medianUs, meanUs }: FittedRepair): Readonly<Record<string, unknown>> =>
  meanUs.value > medianUs.value * 1.0001
    ? { lognormal: { median: writtenDuration(medianUs.value), mean: writtenDuration(meanUs.value) } }
    : { fixed: writtenDuration(meanUs.value) };

/** What the intervals of a fit look like beside the values, under keys that Ordeal passes over. */
const between = (write: (value: number) => string | number, { interval }: Pick<Estimated, "interval">) =>
  interval.map(write);

/**
 * A fitted hazard as an experiment has it, with what is known of its certainty under `x-fitted`, which Ordeal passes over.
 */
export const writtenHazard = (hazard: FittedHazard, id: string, source: string): Readonly<Record<string, unknown>> => {
  const { arrivals, burst, periods, relapse, repair, spread, target } = hazard;
  return {
    id,
    source,
    rate: writtenRate(hazard, hazard.rate.value),
    ...(arrivals?.law === "weibull" ? { arrivals: { weibull: { shape: rounded(arrivals.shape.value, 3) } } } : {}),
    kinds: hazard.kinds.map(writtenKind),
    ...(target === undefined ? {} : { target }),
    ...(spread?.lemons === undefined || target !== undefined
      ? {}
      : {
          victims: {
            lemons: {
              share: writtenShare(spread.lemons.share.value),
              faults: writtenShare(spread.lemons.faults.value),
            },
          },
        }),
    ...(burst === undefined
      ? {}
      : { burst: { probability: writtenShare(burst.probability.value), extra: burst.extra } }),
    ...(relapse === undefined
      ? {}
      : {
          relapse: {
            probability: writtenShare(relapse.probability.value),
            within: writtenDuration(relapse.withinUs),
          },
        }),
    ...(periods === undefined ? {} : { periods: writtenPeriods(periods, (share) => writtenShare(share.value)) }),
    ...(repair === undefined ? {} : { repair: writtenRepair(repair) }),
    "x-fitted": writtenCertainty(hazard),
  };
};

/** Periods as a hazard has them, or their intervals under the same names. */
const writtenPeriods = (
  { everyUs, rateVariation, ratePersistence, kindCorrelation, repairCorrelation }: FittedPeriods,
  write: (estimated: Estimated) => unknown,
): Readonly<Record<string, unknown>> => ({
  every: writtenDuration(everyUs),
  ...(rateVariation === undefined ? {} : { rateVariation: write(rateVariation) }),
  ...(ratePersistence === undefined ? {} : { ratePersistence: write(ratePersistence) }),
  ...(kindCorrelation === undefined ? {} : { kindCorrelation: write(kindCorrelation) }),
  ...(repairCorrelation === undefined ? {} : { repairCorrelation: write(repairCorrelation) }),
});

const writtenKind = ({ kind, cause, parameters, faults, repair }: FittedKind): Readonly<Record<string, unknown>> => ({
  kind,
  ...writtenParameters(kind, parameters),
  weight: faults,
  ...(cause === undefined ? {} : { cause }),
  ...(repair === undefined ? {} : { repair: writtenRepair(repair) }),
});

/** Its parameters as people write them: as those of a fault, less what makes it one. */
const writtenParameters = (kind: FaultKind, parameters: object): object => {
  const {
    kind: _,
    at: __,
    ...written
  } = writeFault({ kind, at: 0, ...parameters } as Parameters<typeof writeFault>[0]);
  return written;
};

/** 95 % intervals, counts and tests, for people and programs that read the file. */
const writtenCertainty = (hazard: FittedHazard): Readonly<Record<string, unknown>> => {
  const { arrivals, burst, components, dispersedInterval, dispersion, exposureUs, kinds, relapse, repair, spread } =
    hazard;
  const { periods } = hazard;
  const rate = (perUs: number): string => writtenRate(hazard, perUs);
  const kind = (of: FittedKind) => (of.cause === undefined ? of.kind : `${of.kind}: ${of.cause}`);
  return {
    confidence: "95 %",
    faults: hazard.faults,
    observed: writtenDuration(hazard.spanUs),
    ...(components === undefined ? {} : { components, componentDaysInService: rounded(exposureUs / DAY_US, 6) }),
    rate: {
      poisson: between(rate, hazard.rate),
      ...(dispersion > 1.2 ? { clustered: dispersedInterval.map(rate), varianceToMean: rounded(dispersion, 3) } : {}),
    },
    rates: Object.fromEntries(
      kinds.map((of) => [kind(of), { rate: rate(of.rate.value), interval: between(rate, of.rate) }]),
    ),
    ...(arrivals === undefined
      ? {}
      : {
          shape: { value: rounded(arrivals.shape.value, 3), interval: between((x) => rounded(x, 3), arrivals.shape) },
          arrivalLaw: { chosen: arrivals.law, goodness: rounded(arrivals.goodness.probability, 2) },
        }),
    ...(burst === undefined
      ? {}
      : { burst: { bursts: burst.bursts, of: burst.arrivals, probability: between(writtenShare, burst.probability) } }),
    ...(relapse === undefined
      ? {}
      : {
          relapse: {
            followed: relapse.followed,
            of: relapse.repairs,
            byChance: rounded(relapse.byChance, 3),
            probability: between(writtenShare, relapse.probability),
          },
        }),
    ...(spread === undefined
      ? {}
      : {
          lemons: {
            worstTenthCarries: writtenShare(spread.worstTenth),
            byChance: writtenShare(spread.worstTenthByChance),
            ...(spread.lemons === undefined
              ? {}
              : {
                  share: between(writtenShare, spread.lemons.share),
                  faults: between(writtenShare, spread.lemons.faults),
                }),
          },
        }),
    ...(periods === undefined ? {} : { periods: writtenPeriods(periods, (share) => between(writtenShare, share)) }),
    ...(repair === undefined ? {} : { repair: writtenRepairCertainty(repair) }),
  };
};

const writtenRepairCertainty = (repair: FittedRepair): Readonly<Record<string, unknown>> => ({
  by: repair.by,
  repairs: repair.repairs,
  censored: repair.censored,
  median: between(writtenDuration, repair.medianUs),
  mean: between(writtenDuration, repair.meanUs),
  goodness: rounded(repair.goodness.probability, 2),
});
