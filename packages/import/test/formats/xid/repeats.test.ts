import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SILENCE_US } from "../../../src/formats/xid/repeats.ts";
import { imported, line, said } from "./support.ts";

const SILENCE_S = SILENCE_US / 1e6;

describe("the same Xid of the same card", () => {
  test("is one fault until there was silence for three minutes", async () => {
    const storm = Array.from({ length: 500 }, (_, index) => line(index * SILENCE_S, said(31, `address ${index}`)));
    const later = line(500 * SILENCE_S + 1, said(31));
    const { faults, skipped } = await imported([...storm, later]);
    expect(faults.map(({ at }) => at)).toEqual(["2024-05-06T00:00:00.000Z", "2024-05-07T01:00:01.000Z"]);
    expect(skipped).toMatchObject([{ count: 499, isHarmless: true }]);
  });

  test("makes as many faults as there were silences", async () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 3 * SILENCE_S }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(gaps, async (seconds) => {
        const starts = [0];
        for (const gap of seconds) starts.push((starts.at(-1) ?? 0) + gap);
        const log = starts.map((start) => line(start, said(94)));
        expect((await imported(log)).faults.length).toBe(1 + seconds.filter((gap) => gap > SILENCE_S).length);
      }),
      { numRuns: 50 },
    );
  });

  test("on another card, of another host or with another code is another fault", async () => {
    const { faults } = await imported([
      line(0, said(31)),
      line(1, said(31, "words", "PCI:0000:5e:00")),
      line(2, said(31), "gpu-018"),
      line(3, said(13)),
    ]);
    expect(faults.length).toBe(4);
  });

  test("after the machine was restarted is another fault", async () => {
    const log = [`[100.0] ${said(79)}`, `[5.0] ${said(79)}`];
    expect((await imported(log)).faults.length).toBe(2);
  });
});

describe("an Xid that a program quotes", () => {
  const quoting = (seconds: number, writer: string, host: string, words = said(79)) =>
    line(seconds, words, host).replace("kernel:", `${writer}:`);
  const quotes = [
    quoting(5, "gpud[812]", "gpu-017", `[XID found] "${said(79)}"`),
    quoting(6, "health-monitor[99]", "mon-01", `node=gpu-017 MESSAGE=${said(79)}`),
    quoting(7, "python3", "mon-01"),
    `<14>1 2024-05-06T00:10:00Z mon-01 dcgm-exporter 7 - - ${said(79)}`,
    JSON.stringify({
      __REALTIME_TIMESTAMP: "1714953600000000",
      _HOSTNAME: "mon-01",
      SYSLOG_IDENTIFIER: "gpud",
      MESSAGE: said(79),
    }),
    quoting(8, "gpud[812]", "gpu-017", "NVRM: GPU 0000:3b:00.0: GPU has fallen off the bus."),
  ];

  test("is no second fault, whether the kernel's line stands before it or after it", async () => {
    for (const log of [
      [line(0, said(79)), ...quotes],
      [...quotes, line(0, said(79))],
    ]) {
      const { faults, skipped } = await imported(log);
      expect(faults).toEqual([{ at: "2024-05-06T00:00:00.000Z", kind: "card.crash", component: "gpu-017", part: 0 }]);
      expect(skipped).toMatchObject([{ count: quotes.length, isHarmless: true }]);
    }
  });

  test("is counted as lost where the kernel's line is of another host with the same cards", async () => {
    const of17 = [line(0, said(79)), line(1, said(43), "gpu-018")];
    for (const quote of [
      quoting(5, "gpud[812]", "gpu-018"),
      quoting(6, "monitor", "mon-01", `node=gpu-018 MESSAGE=${said(79)}`),
      quoting(6, "monitor", "mon-01", `{"host":"gpu-099"} ${said(79)}`),
      quoting(6, "monitor", "gpu-017", `Hostname: gpu-018.cluster.local ${said(79)}`),
    ]) {
      const { faults, skipped } = await imported([...of17, quote]);
      expect(faults.length).toBe(1);
      expect(skipped.filter(({ isHarmless }) => !isHarmless)).toMatchObject([
        { count: 1, reason: expect.stringContaining("only a program tells of") },
      ]);
    }
  });

  test("is no second fault where a monitor's host has no cards, or the host's name is long or short", async () => {
    const { faults, skipped } = await imported([
      line(0, said(79), "gpu-017.cluster.local"),
      line(0, "usb 1-1: new device", "mon-01"),
      quoting(6, "monitor", "mon-01"),
      quoting(7, "gpud", "gpu-017"),
    ]);
    expect(faults.length).toBe(1);
    expect(skipped.every(({ isHarmless }) => isHarmless)).toBe(true);
  });

  test("is counted as lost where the log has no line of the kernel for it", async () => {
    const { faults, skipped } = await imported([line(0, said(79, "gone", "PCI:0000:5e:00")), ...quotes]);
    expect(faults.length).toBe(1);
    expect(skipped).toMatchObject([
      {
        count: quotes.length,
        isHarmless: false,
        reason: expect.stringContaining("import the kernel's log of its host"),
      },
    ]);
  });
});
