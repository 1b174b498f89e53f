import { expect, test } from "vitest";
import { bar } from "../../src/print/bar.ts";

test("a bar is as long as its share, in eighths of a cell", () => {
  expect(bar(1, 4)).toBe("████");
  expect(bar(0.5, 4)).toBe("██");
  expect(bar(0.53125, 4)).toBe("██▏");
  expect(bar(0, 4)).toBe("");
});

test("what is above zero shows, and what is above one does not overflow", () => {
  expect(bar(0.0001, 4)).toBe("▏");
  expect(bar(7, 4)).toBe("████");
});
