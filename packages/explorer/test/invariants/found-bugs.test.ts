import { describe, expect, test } from "vitest";
import { checkInvariants } from "../../src/index.ts";
import { foundBugs } from "./found-bugs.ts";
import { evidenceOf } from "./support.ts";

const saidOf = (experiment: object): ReadonlyArray<string> =>
  checkInvariants(evidenceOf(experiment)).map(({ invariant, message }) => `${invariant}: ${message}`);

describe("fixed, and to stay so:", () => {
  for (const { what, experiment } of foundBugs.filter(({ isMended }) => isMended))
    test(what, () => expect(saidOf(experiment)).toEqual([]));
});

const open = foundBugs.filter(({ isMended }) => !isMended);
if (open.length > 0) {
  describe("still to be fixed (when one of these tests fails, set its isMended in found-bugs.ts):", () => {
    for (const { what, shows, experiment } of open)
      test.fails(what, () => expect(saidOf(experiment).filter((said) => shows.test(said))).toEqual([]));
  });
}
