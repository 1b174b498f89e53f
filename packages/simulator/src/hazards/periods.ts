import type { PeriodLaw } from "@ordeal/model";
import type { Chance } from "../kernel/chance.ts";
import { exp, log, log1p, normalTail } from "../kernel/math.ts";
import type { Stream, Streams } from "../kernel/random.ts";

/** What repairs are drawn from. */
export type RepairChance = Pick<Stream, "normal" | "exponential">;

/** One period: what its rate is of the mean rate, the normal that its repairs have in common, and its kinds. */
interface Period {
  readonly rate: number;
  /** What its rate was drawn from. */
  readonly rateNormal: number;
  readonly repairNormal: number;
  /** How often each of the hazard's kinds comes in it; empty where all periods are alike in that. */
  readonly weights: ReadonlyArray<number>;
  /** The hazard's own time at which it begins. */
  readonly beginsUs: number;
}

/** Below this, as good as every fault of a period is of one kind. */
const CONCENTRATION_MIN = 1e-6;

/** The lowest chance that the tail of a normal is taken to have: of repairs drawn so, none is longer than 37 means. */
const TAIL_LEAST = 1e-16;

/**
 * Good and bad periods of one hazard. Its arrivals are those of a steady rate in a time of its own, which passes at the
 * rate of each period: so a stationary renewal process becomes a doubly stochastic one with the same mean rate. The run
 * begins anywhere in a period. Rates are lognormal with mean 1, their logarithms an autoregression. The shares of
 * the kinds are of the Dirichlet law about their weights, with the concentration 1/ρ − 1. Repairs of one period have a
 * normal in common: √ρ·U + √(1 − ρ)·Z is as normal as Z, so that every single repair keeps its law.
 */
export class Periods {
  private readonly law: PeriodLaw;
  private readonly weights: ReadonlyArray<number>;
  private readonly streams: Streams;
  private readonly endUs: number;
  /** How much of the first period is over when the run begins. */
  private readonly offsetUs: number;
  /** Those that were needed so far; what was drawn once stays, whatever seed the run goes on with. */
  private readonly periods: Array<Period> = [];

  /** `weights`: how often each of the hazard's kinds comes in the long run. */
  constructor(law: PeriodLaw, weights: ReadonlyArray<number>, chance: Chance, name: string, endUs: number) {
    this.law = law;
    this.weights = weights;
    this.endUs = endUs;
    this.streams = chance.lastingStreams(`${name}/periods`);
    this.offsetUs = Math.floor(chance.fixedStream(`${name}/periods/begin`).uniform() * law.every);
  }

  /** When so much of the hazard's own time has passed, in float microseconds; Infinity after the run's end. */
  instantUs(ownUs: number): number {
    for (let index = this.latestBegun(ownUs); ; index++) {
      const { rate, beginsUs } = this.at(index);
      const nextUs = this.beginUs(index + 1);
      const instantUs = this.beginUs(index) + (ownUs - beginsUs) / rate;
      if (instantUs < nextUs) return instantUs;
      if (nextUs >= this.endUs) return Number.POSITIVE_INFINITY;
    }
  }

  /** How much of the hazard's own time has passed at an instant of the run. */
  elapsedUs(atUs: number): number {
    const index = this.indexAt(atUs);
    const { rate, beginsUs } = this.at(index);
    return beginsUs + rate * (atUs - this.beginUs(index));
  }

  /** How often each of the hazard's kinds comes in the period of an instant. */
  weightsAt(atUs: number): ReadonlyArray<number> {
    return this.law.kindCorrelation === 0 ? this.weights : this.at(this.indexAt(atUs)).weights;
  }

  /** What a repair of a fault that struck then is drawn from. */
  repairChance(atUs: number, stream: RepairChance): RepairChance {
    const { repairCorrelation: common } = this.law;
    if (common === 0) return stream;
    const shared = Math.sqrt(common) * this.at(this.indexAt(atUs)).repairNormal;
    const own = Math.sqrt(1 - common);
    const normal = () => shared + own * stream.normal();
    return { normal, exponential: () => -log(Math.max(TAIL_LEAST, normalTail(normal()))) };
  }

  /** The run begins within the first period. */
  private beginUs(index: number): number {
    return index === 0 ? 0 : index * this.law.every - this.offsetUs;
  }

  private indexAt(atUs: number): number {
    return Math.floor((atUs + this.offsetUs) / this.law.every);
  }

  /** The last of the periods known so far that begins by then. */
  private latestBegun(ownUs: number): number {
    let index = Math.max(0, this.periods.length - 1);
    while (index > 0 && (this.periods[index] as Period).beginsUs > ownUs) index--;
    return index;
  }

  private at(index: number): Period {
    for (let next = this.periods.length; next <= index; next++) this.periods.push(this.draw(next));
    return this.periods[index] as Period;
  }

  private draw(index: number): Period {
    const { ratePersistence, rateVariation } = this.law;
    const before = this.periods[index - 1];
    const stream = this.streams.at(index);
    const repairNormal = stream.normal();
    const fresh = stream.normal();
    const rateNormal =
      before === undefined
        ? fresh
        : ratePersistence * before.rateNormal + Math.sqrt(1 - ratePersistence * ratePersistence) * fresh;
    // Lognormal of mean 1: σ² = ln(1 + c²), c being the coefficient of variation.
    const variance = log1p(rateVariation * rateVariation);
    return {
      repairNormal,
      rateNormal,
      rate: exp(Math.sqrt(variance) * rateNormal - variance / 2),
      weights: this.drawWeights(stream),
      beginsUs:
        before === undefined ? 0 : before.beginsUs + before.rate * (this.beginUs(index) - this.beginUs(index - 1)),
    };
  }

  /** Gamma draws, which are in proportion to a Dirichlet one; as logarithms, for a small shape makes them very small. */
  private drawWeights(stream: Stream): ReadonlyArray<number> {
    const { kindCorrelation } = this.law;
    if (kindCorrelation === 0) return [];
    const concentration = Math.max(CONCENTRATION_MIN, 1 / kindCorrelation - 1);
    const total = this.weights.reduce((sum, weight) => sum + weight, 0);
    const logs = this.weights.map((weight) => logGammaDraw((concentration * weight) / total, stream));
    const most = Math.max(...logs);
    return most === Number.NEGATIVE_INFINITY ? this.weights : logs.map((one) => exp(one - most));
  }
}

/** The logarithm of a gamma draw of any shape above 0: of G(a + 1)·U^(1/a). */
const logGammaDraw = (shape: number, stream: Stream): number =>
  shape === 0 ? Number.NEGATIVE_INFINITY : log(stream.gamma(shape + 1)) - stream.exponential() / shape;
