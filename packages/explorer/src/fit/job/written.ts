import { writtenDuration } from "../written.ts";
import { ONLY_TIER } from "./samples.ts";
import type { FittedTime } from "./times.ts";

/** A spread below this share of the mean is none worth a law. */
const SPREAD_MIN = 0.1;
/** Fewer restarts have a mean and no law. */
const LAW_SAMPLES_MIN = 20;

/**
 * What a job's times are in an experiment: the parts of `job`, `checkpoint` and `recovery` that were seen. A restart has a
 * law where it scatters; everything else takes its mean.
 */
export const writtenJob = (times: ReadonlyArray<FittedTime>): Readonly<Record<string, unknown>> => {
  const mean = (measure: FittedTime["measure"], tier?: string): string | undefined => {
    const time = times.find((one) => one.measure === measure && one.tier === tier);
    return time === undefined ? undefined : writtenMean(time);
  };
  const tiers = [
    ...new Set(times.flatMap(({ measure, tier }) => (measure === "stall" && tier !== undefined ? [tier] : []))),
  ];
  const step = mean("step");
  const detect = times.flatMap((time) =>
    time.measure.startsWith("detect.") ? [[time.measure.slice("detect.".length), writtenMean(time)] as const] : [],
  );
  const restart = times.find(({ measure }) => measure === "restart");
  const recovery = {
    ...(restart === undefined ? {} : { restart: writtenTakes(restart) }),
    ...(detect.length === 0 ? {} : { detect: Object.fromEntries(detect) }),
  };
  return {
    ...(step === undefined ? {} : { job: { step } }),
    ...(tiers.length === 0
      ? {}
      : {
          checkpoint: {
            tiers: tiers.map((tier) => ({
              ...(tier === ONLY_TIER ? {} : { name: tier }),
              stall: mean("stall", tier),
              ...optional("persist", mean("persist", tier)),
              ...optional("load", mean("load", tier)),
            })),
          },
        }),
    ...(Object.keys(recovery).length === 0 ? {} : { recovery }),
    "x-fitted": {
      confidence: "95 %",
      ...Object.fromEntries(
        times.map((time) => [
          time.tier === undefined || time.tier === ONLY_TIER ? time.measure : `${time.measure} of ${time.tier}`,
          {
            mean: writtenMean(time),
            ...optional("interval", time.meanUs.interval?.map(writtenUs)),
            median: writtenUs(time.medianUs),
            p90: writtenUs(time.p90Us),
            samples: time.samples,
            ...(time.counted === time.samples ? {} : { steps: time.counted }),
          },
        ]),
      ),
    },
  };
};

const optional = (key: string, value: unknown): object => (value === undefined ? {} : { [key]: value });

const writtenUs = (us: number): string => (us < 0.5 ? "0 seconds" : writtenDuration(us));

const writtenMean = ({ meanUs }: FittedTime): string => writtenUs(meanUs.value);

/** A time that scatters is drawn by a lognormal law with its median and mean; one that does not takes as long each time. */
const writtenTakes = (time: FittedTime): unknown => {
  const { samples, deviationUs, meanUs, medianUs } = time;
  const isSpread =
    samples >= LAW_SAMPLES_MIN && deviationUs > SPREAD_MIN * meanUs.value && medianUs < meanUs.value * 0.999;
  return isSpread ? { lognormal: { median: writtenUs(medianUs), mean: writtenUs(meanUs.value) } } : writtenMean(time);
};
