import { faultKindNames, isMomentary } from "@ordeal/model";
import { expect, test } from "vitest";
import { behaviours } from "../../src/faults/index.ts";

test("the kinds that take no duration are those that are over in a moment", () => {
  for (const kind of faultKindNames) expect(behaviours[kind].lasts === "moment", kind).toBe(isMomentary(kind));
});
