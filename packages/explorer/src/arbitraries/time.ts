import { MINUTE_US, SECOND_US } from "@ordeal/model";
import fc from "fast-check";
import { joint } from "./joint.ts";

/** Whole minutes, whole seconds, and anything: round times make things coincide, and read well. */
const grainsUs = [MINUTE_US, SECOND_US, 1] as const;

/** A time from `minUs` to `maxUs` in whole microseconds; shrinks towards `minUs`, and towards whole minutes. */
export const time = (minUs: number, maxUs: number): fc.Arbitrary<number> =>
  joint([fc.nat(grainsUs.length - 1), fc.integer({ min: minUs, max: maxUs })], ([grain, us]) =>
    Math.max(minUs, us - (us % (grainsUs[grain] as number))),
  );

/** A share from 0.01 to 0.99; shrinks towards a half. */
export const share = (): fc.Arbitrary<number> => fc.nat(99).map(shareOf);

/** The share that a number from 0 to 99 stands for; 0 for a half. */
export const shareOf = (percent: number): number => (percent === 0 ? 0.5 : percent / 100);

/** A probability from 0 to 1, both ends often; shrinks towards 0. */
export const probability = (): fc.Arbitrary<number> =>
  fc.nat(120).map((percent) => (percent <= 100 ? percent / 100 : percent % 2));

/** A value, or as often none; shrinks towards none. */
export const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });
