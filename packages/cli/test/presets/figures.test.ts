import { expect, test } from "vitest";
import { figuresOf } from "../../src/presets/figures.ts";
import { presets, useOfPreset } from "../../src/presets/presets.ts";

test.each(presets)("every figure of %s says where it comes from, or that it is assumed", (name) => {
  const { about, figures } = figuresOf(useOfPreset(name));
  expect(about).toMatch(/^[A-Z].*\.$/);
  expect(figures.length).toBeGreaterThan(25);
  expect(figures.filter(({ field, source }) => field !== "name" && !/\w{3}/.test(source))).toEqual([]);
});

test("a figure of a preset wins over that of the fixture that it uses, and keeps its own source", () => {
  const { figures } = figuresOf("clusters/dgx-h100");
  const of = (field: string) => figures.filter((figure) => figure.field === field);
  expect(of("cooling.throttleC")).toEqual([
    { field: "cooling.throttleC", value: "88", source: expect.stringContaining("H100 thermal slowdown") },
  ]);
  expect(of("cooling.idleW")).toEqual([{ field: "cooling.idleW", value: "120", source: "assumed" }]);
});
