import type { FaultKind } from "@ordeal/model";
import fc from "fast-check";
import type { AllOptions } from "./options.ts";

/**
 * The kinds of one case. A random subset gives each kind cases in which it is not drowned by the others (swarm testing,
 * Groce et al., ISSTA 2012). It does not shrink: it is no part of the case, only of how the case came about.
 */
export const swarm = ({ kinds, swarm }: AllOptions): fc.Arbitrary<ReadonlyArray<FaultKind>> =>
  swarm && kinds.length > 1 ? fc.noShrink(fc.subarray([...kinds], { minLength: 1 })) : fc.constant(kinds);
