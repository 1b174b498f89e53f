import { expect, test } from "vitest";
import { truncate } from "../../src/print/truncate.ts";

test("text that fits stays, and other text is cut to the cells there are", () => {
  expect(truncate("collective timeout", 18)).toBe("collective timeout");
  expect(truncate("collective timeout", 11)).toBe("collective…");
  expect(truncate("高带宽内存", 7)).toBe("高带宽…");
});
