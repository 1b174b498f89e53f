import { Bisection, type Bracket, differenceOf, type MeanEstimate } from "@ordeal/explorer";
import type { Verdict } from "@ordeal/model";
import * as Effect from "effect/Effect";
import type { Range } from "./axis.ts";
import type { Outcome } from "./settings.ts";

/** Runs one of the settings with a value of the range. */
export type At<E, R> = (value: number) => Effect.Effect<Outcome, E, R>;

/** Where along a range a target holds, as far as so many runs can tell. */
export interface TargetEdge {
  readonly ends: readonly [lower: Verdict, upper: Verdict];
  /** The last value that is known to hold the target, seen from the end that holds; `null` when neither end does. */
  readonly holds: number | null;
  /** The first that is known to fail it. Between the two nobody can tell; `null` when neither end fails. */
  readonly fails: number | null;
}

/** Looks for the values between which a target stops holding: it is assumed to hold on one side only. */
export const searchTarget = Effect.fnUntraced(function* <E, R>(range: Range, at: At<E, R>) {
  const verdictAt = (value: number) => Effect.map(at(value), ({ summary }) => summary.verdict);
  const ends = [yield* verdictAt(range.from), yield* verdictAt(range.to)] as const;
  const edge = Effect.fnUntraced(function* (verdict: Verdict) {
    const [lower, upper] = ends.map((end) => end === verdict);
    if (lower === upper) return lower === true ? range.to : null;
    const bracket = yield* halve(range, range, (value) =>
      Effect.map(verdictAt(value), (one) => (one === verdict) === lower),
    );
    return lower === true ? bracket.from : bracket.to;
  });
  const found: TargetEdge = { ends, holds: yield* edge("pass"), fails: yield* edge("fail") };
  return found;
});

/** Where along a range one of two settings becomes the better. */
export interface BreakEven {
  /** By how much the first exceeds the second in effective throughput, at either end. */
  readonly ends: readonly [lower: MeanEstimate, upper: MeanEstimate];
  /** Where the difference changes its sign; `null` when it does not. */
  readonly at: Bracket | null;
  /** The nearest values on either side at which the difference is sure, by its 95 % interval. */
  readonly sure: Bracket | null;
}

/** Looks for the value at which two settings are equally good, under the same faults. */
export const searchBreakEven = Effect.fnUntraced(function* <E, R>(range: Range, first: At<E, R>, second: At<E, R>) {
  const seen = new Map<number, MeanEstimate>();
  const differenceAt = Effect.fnUntraced(function* (value: number) {
    const [a, b] = [yield* first(value), yield* second(value)];
    const difference = differenceOf(a.sample, b.sample, { metric: "effectiveThroughput" });
    const known = difference ?? { mean: Number.NaN, deviation: 0, from: Number.NaN, to: Number.NaN };
    seen.set(value, known);
    return known;
  });
  const ends = [yield* differenceAt(range.from), yield* differenceAt(range.to)] as const;
  const found: BreakEven = { ends, at: null, sure: null };
  if (!(ends[0].mean * ends[1].mean < 0)) return found;
  const sign = Math.sign(ends[0].mean);
  const at = yield* halve(range, range, (value) =>
    Effect.map(differenceAt(value), ({ mean }) => Math.sign(mean) === sign),
  );
  const isSure = ({ from, to }: MeanEstimate, side: number): boolean => (side > 0 ? from > 0 : to < 0);
  const below = [...seen].filter(([value, one]) => value <= at.from && isSure(one, sign)).map(([value]) => value);
  const above = [...seen].filter(([value, one]) => value >= at.to && isSure(one, -sign)).map(([value]) => value);
  const sure = below.length === 0 || above.length === 0 ? null : { from: Math.max(...below), to: Math.min(...above) };
  return { ...found, at, sure };
});

const halve = Effect.fnUntraced(function* <E, R>(
  bracket: Bracket,
  range: Range,
  isLikeLower: (value: number) => Effect.Effect<boolean, E, R>,
) {
  const bisection = new Bisection(bracket, range);
  for (let value = bisection.value; value !== undefined; value = bisection.value) {
    bisection.answer(yield* isLikeLower(value));
  }
  return bisection.bracket;
});
