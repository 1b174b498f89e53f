import fc from "fast-check";
import { Joint } from "./joint.ts";

/**
 * What `fc.record` draws, from the same chance, but always as a plain object. Half of those have no prototype, which makes
 * them several times as slow to make and to read. Its last draw, whether it has none, is drawn all the same.
 */
export const record = <T extends object>(model: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> => {
  const keys = Object.keys(model) as Array<Extract<keyof T, string>>;
  const parts = [...keys.map((key): fc.Arbitrary<unknown> => model[key]), fc.noBias(fc.nat(1))];
  return new Joint(parts, (values) => {
    const one: { [key: string]: unknown } = {};
    for (let at = 0; at < keys.length; at++) one[keys[at] as string] = values[at];
    return one as T;
  });
};
