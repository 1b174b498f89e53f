import { closedFormScenario, ettr, overSeeds } from "../scenario.ts";
import { estimate, type Target, within } from "../target.ts";

const SOURCE = "Kokolis et al., arXiv 2410.21680";
const GPUS_PER_NODE = 8;

/** Mean time between failures in minutes at a rate of `perThousand` per 1,000 node-days. */
const mtbfMinutes = (gpus: number, perThousand: number): number =>
  (1_440 * 1_000) / (perThousand * (gpus / GPUS_PER_NODE));

/** E[ETTR] ≈ [1 − N·r_f·(u₀ + Δt/2)] / (1 + w/Δt), here with w = 0: linear in what is lost, so too low where much is. */
const linearForm = (mtbf: number, restart: number, interval: number): number => 1 - (restart + interval / 2) / mtbf;

export const mttfTarget: Target = {
  number: 3,
  title: "mean time to failure, hours (6.5 per 1,000 node-days)",
  rows: () =>
    [
      { gpus: 16_384, hours: 1.8, days: 300 },
      { gpus: 131_072, hours: 0.225, days: 40 },
    ].map(({ gpus, hours, days }) => {
      const experiment = closedFormScenario({
        nodes: gpus / GPUS_PER_NODE,
        days,
        step: "5 seconds",
        rate: "6.5 per 1,000 node-days",
        intervalSeconds: 600,
        saveSeconds: 0,
        restartSeconds: 60,
      });
      const samples = overSeeds(experiment, 10, ({ metrics }) => (metrics.mtbf ?? Number.NaN) / 3_600);
      return within(
        { name: `${gpus} GPUs`, expected: hours, tolerance: 0.03 * hours, source: SOURCE },
        estimate(samples),
      );
    }),
};

export const ettrTarget: Target = {
  number: 4,
  title: "ETTR at a given interval (16,000 GPUs, restart 5 min, no stall)",
  rows: () =>
    [
      { minutes: 60, exact: 0.72 },
      { minutes: 5, exact: 0.934 },
    ].map(({ minutes, exact }) => {
      const experiment = closedFormScenario({
        nodes: 16_000 / GPUS_PER_NODE,
        days: 120,
        step: "5 seconds",
        rate: "6.5 per 1,000 node-days",
        intervalSeconds: 60 * minutes,
        saveSeconds: 0,
        restartSeconds: 300,
      });
      const linear = linearForm(mtbfMinutes(16_000, 6.5), 5, minutes);
      return within(
        {
          name: `Δt ${minutes} min`,
          expected: exact,
          tolerance: 0.01,
          source: `${SOURCE}; exact for exponential failures`,
          note: `the paper's linear form gives ${linear.toFixed(3)}; it charges half an interval for every failure, and an exponential one comes early in an interval more often than late: the exact form is right`,
        },
        estimate(overSeeds(experiment, 10, ettr)),
      );
    }),
};

/** The interval that is best for exponential failures, τ = M[1 + W₀(−e^(−1−δ/M))], by Newton's method on its equation. */
export const bestInterval = (save: number, mtbf: number): number => {
  let tau = Math.sqrt(2 * save * mtbf);
  for (let round = 0; round < 50; round++) {
    // e^(−(τ+δ)/M) = 1 − τ/M
    const rest = Math.exp(-(tau + save) / mtbf);
    tau -= (1 - tau / mtbf - rest) / (-1 / mtbf + rest / mtbf);
  }
  return tau;
};

export const bestEttrTarget: Target = {
  number: 5,
  title: "ETTR at the best interval (12,000 GPUs, restart 5 min)",
  rows: () =>
    [
      { save: 10, perThousand: 6.5, expected: 0.921 },
      { save: 300, perThousand: 6.5, expected: 0.735 },
      { save: 300, perThousand: 1, expected: 0.896 },
    ].map(({ save, perThousand, expected }) => {
      const experiment = closedFormScenario({
        nodes: 12_000 / GPUS_PER_NODE,
        days: perThousand === 1 ? 600 : 150,
        step: "5 seconds",
        rate: `${perThousand} per 1,000 node-days`,
        intervalSeconds: Math.round(bestInterval(save, 60 * mtbfMinutes(12_000, perThousand))),
        saveSeconds: save,
        restartSeconds: 300,
      });
      const name = `w ${save} s, ${perThousand} per 1,000 node-days`;
      return within({ name, expected, tolerance: 0.01, source: SOURCE }, estimate(overSeeds(experiment, 10, ettr)));
    }),
};

export const ftHsdpTarget: Target = {
  number: 15,
  title: "RSC-1's rate at 100,000 GPUs",
  rows: () => {
    const experiment = closedFormScenario({
      nodes: 100_000 / GPUS_PER_NODE,
      days: 60,
      step: "5 seconds",
      rate: "6.5 per 1,000 node-days",
      intervalSeconds: 300,
      saveSeconds: 0,
      restartSeconds: 60,
    });
    const samples = overSeeds(experiment, 5, ({ metrics }) => (metrics.mtbf ?? Number.NaN) / 60);
    const given = {
      name: "mean time to failure, minutes",
      expected: 18,
      tolerance: 0.54,
      source: "FT-HSDP, arXiv 2602.00277",
      assumed: `8 GPUs a node; the rate of 6.5 per 1,000 node-days gives ${mtbfMinutes(100_000, 6.5).toFixed(1)} min`,
    };
    return [within(given, estimate(samples))];
  },
};

/** Share of the time that counts, for exponential failures that strike during recovery too and saves that cost nothing. */
const exactForm = (mtbf: number, restart: number, interval: number): number =>
  interval / (mtbf * Math.exp(restart / mtbf) * Math.expm1(interval / mtbf));

export const closedFormTarget: Target = {
  number: 17,
  title: "ETTR, closed form against Monte Carlo (1,000 nodes, restart 5 min, Δt 60 min, no stall)",
  rows: () => {
    const experiment = closedFormScenario({
      nodes: 1_000,
      days: 200,
      step: "5 seconds",
      rate: "6.5 per 1,000 node-days",
      intervalSeconds: 3_600,
      saveSeconds: 0,
      restartSeconds: 300,
    });
    const mtbf = mtbfMinutes(8_000, 6.5);
    const exact = exactForm(mtbf, 5, 60);
    const given = {
      name: "the exact exponential form",
      expected: exact,
      tolerance: 0.01 * exact,
      source: `${SOURCE}, made exact: Δt/[M·e^(u₀/M)·(e^(Δt/M) − 1)]`,
      note: `1 − N·r_f·(u₀ + Δt/2) gives ${linearForm(mtbf, 5, 60).toFixed(3)}: too low, for it charges half an interval for every failure`,
      assumed: "faults strike during recovery as well",
    };
    return [within(given, estimate(overSeeds(experiment, 10, ettr)))];
  },
};
