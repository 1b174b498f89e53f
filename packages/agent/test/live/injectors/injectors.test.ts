import { faultKindNames, faultKinds } from "@ordeal/model";
import { expect, test } from "vitest";
import { injectors } from "../../../src/live/injectors/index.ts";

test("every kind is made real in a lab, or told why not; and strikes nothing that it cannot in the model", () => {
  expect(Object.keys(injectors).sort()).toEqual([...faultKindNames].sort());
  for (const [kind, injector] of Object.entries(injectors)) {
    if (typeof injector === "string") {
      expect(injector.length).toBeGreaterThan(10);
      continue;
    }
    expect(injector.kind).toBe(kind);
    expect(faultKinds[injector.kind].targets).toEqual(expect.arrayContaining([...injector.targets]));
    // Nodes are lost where the model loses them, and nowhere else.
    expect(injector.isNodeLost === true).toBe(faultKinds[injector.kind].effect === "nodes down");
  }
});
