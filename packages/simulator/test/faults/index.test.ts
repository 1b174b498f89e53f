import { faultKindNames, isMomentary } from "@ordeal/model";
import { expect, test } from "vitest";
import { behaviours } from "../../src/faults/index.ts";

test("the kinds that take no duration are those that are over in an instant", () => {
  for (const kind of faultKindNames) expect(behaviours[kind].lasts === "an instant", kind).toBe(isMomentary(kind));
});
