import { expect, test } from "vitest";
import { parseAnswer, plainText } from "../../src/client/answer.ts";

test("what is no object is passed over", () => {
  for (const text of ["", "\u0000{", "null", "7", '"x"']) expect(parseAnswer(text)).toEqual({});
  expect(parseAnswer('{"id":1,"result":{}}')).toEqual({ id: 1, result: {} });
});

test("a text of the other side's is shown without what a terminal would obey, and not for ever", () => {
  expect(plainText("broke \u001b[2J\nover")).toBe("broke �[2J�over");
  expect(plainText("x".repeat(10_000)).length).toBeLessThan(600);
});
