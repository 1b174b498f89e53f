import * as Schema from "effect/Schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Bytes, BytesPerSecond, Flops } from "../../src/index.ts";
import { nonsense, read, refused } from "../support.ts";

describe("a size", () => {
  test.each([
    ["5.7 TB", 5.7e12],
    ["5.7TB", 5.7e12],
    ["80 GiB", 80 * 2 ** 30],
    ["81559 MiB", 81_559 * 2 ** 20],
    ["512 B", 512],
    ["3 kB", 3_000],
    ["16 MB", 16e6],
    ["80 GB", 80e9],
    ["1 PB", 1e15],
    ["1e12 B", 1e12],
    [5_000_000, 5_000_000],
  ])("%s is %d bytes", (text, bytes) => {
    expect(read(Bytes, text)).toBe(bytes);
  });

  test.each([
    "0 B",
    "-1 TB",
    "5 tiB",
    "5 tb",
    "5 GB/s",
    "5",
    "TB",
    "1e400 B",
    "1e308 PB",
    "10 seconds",
    0,
    -5,
    ...nonsense,
  ])("%s is none", (value) => {
    expect(refused(Bytes, value)).toEqual([
      expect.stringMatching(/^expected a size above zero, such as "5\.7 TB", found /),
    ]);
  });

  test("reads back exactly as it was encoded", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e30, noNaN: true }), (bytes) => {
        expect(read(Bytes, Schema.encodeSync(Bytes)(bytes))).toBe(bytes);
      }),
    );
  });
});

describe("a bandwidth", () => {
  test("is bytes a second", () => {
    expect(read(BytesPerSecond, "2 TB/s")).toBe(2e12);
    expect(read(BytesPerSecond, "10 GB/s")).toBe(10e9);
    expect(read(BytesPerSecond, "10 GBps")).toBe(10e9);
  });

  test("may be written in bits, as network people do", () => {
    expect(read(BytesPerSecond, "400 Gbps")).toBe(50e9);
    expect(read(BytesPerSecond, "400 Gb/s")).toBe(50e9);
  });

  test.each(["2 TB", "2 Tb", "2 tb/s", "0 B/s", "-2 TB/s", 0, ...nonsense])("%s is none", (value) => {
    expect(refused(BytesPerSecond, value)).toEqual([
      expect.stringMatching(/^expected a bandwidth above zero, such as "2 TB\/s", found /),
    ]);
  });
});

describe("arithmetic", () => {
  test.each([
    ["989.4 TFLOPS", 989.4e12],
    ["0.75 PFLOPS", 0.75e15],
    ["1307.4 TFLOP/s", 1307.4e12],
    [752e12, 752e12],
  ])("%s is %d FLOP a second", (written, flops) => {
    expect(read(Flops, written)).toBe(flops);
  });

  test.each(["989.4 T", "989.4 TB/s", "0 TFLOPS", -1, 0, ...nonsense])("%s is none", (value) => {
    expect(refused(Flops, value)).toEqual([expect.stringMatching(/^expected a number of FLOP a second above zero/)]);
  });
});
