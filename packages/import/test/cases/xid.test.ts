import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeShared } from "../../../../test/support/describe-shared.ts";
import { sharedPath } from "../../../../test/support/shared-folder.ts";
import { imported } from "../formats/xid/support.ts";

const read = (name: string): string => readFileSync(sharedPath(`cases/import/${name}`), "utf8");

describeShared("cases/import", "Xid logs that strangers tried", () => {
  test("01: cards that are divided are the card", async () => {
    const { faults } = await imported(read("01-xid-mig.log"), { zone: "UTC" });
    expect(faults.map(({ kind, part }) => [kind, part])).toEqual([
      ["job.crash", 0],
      ["job.crash", 0],
      ["card.crash", 0],
    ]);
  });

  test("02: stamps of dmesg --time-format iso and dmesg -x are read; one without a date names the command", async () => {
    const { faults, skipped } = await imported(read("02-xid-dmesg-iso.log"), { zone: "+08:00" });
    expect(faults.map(({ at, component }) => [at, component])).toEqual([
      ["2024-05-05T23:08:09.123Z", "host"],
      ["2024-05-05T23:12:09.000Z", "host"],
      ["2024-05-05T23:13:09.000Z", "host"],
    ]);
    expect(skipped).toMatchObject([{ count: 1, isHarmless: false, reason: expect.stringContaining("dmesg -T") }]);
  });

  test("03: a line without a host is of host", async () => {
    const { faults } = await imported(read("03-xid-journal-nohost.log"), { zone: "UTC", year: 2024 });
    expect(faults.map(({ component }) => component)).toEqual(["host", "gpu-017"]);
  });

  test("04: what is not fatal is no outage, two links are two, and none is a port", async () => {
    const { faults, skipped } = await imported(read("04-xid-nvlink5.log"));
    expect(faults.map(({ at, kind, part }) => [at.slice(14, 19), kind, part])).toEqual([
      ["28:09", "card.crash", 0],
      ["38:09", "card.crash", 0],
      ["38:10", "card.crash", 0],
      ["48:09", "card.crash", 1],
    ]);
    expect(skipped).toMatchObject([{ count: 3, isHarmless: true }]);
  });

  test("05: a card off the bus crashes once, also where the message spans lines", async () => {
    expect((await imported(read("05-xid-fallen-noxid.log"))).faults).toEqual([
      { at: "1843.308145 s", kind: "card.crash", component: "host", part: 0 },
      { at: "2043.000001 s", kind: "card.crash", component: "host", part: 1 },
    ]);
  });

  test("09c: codes mean what the catalog wants done", async () => {
    const { faults, skipped, timeline } = await imported(read("09c-xid-catalog.log"), { zone: "UTC", year: 2024 });
    const kinds = timeline?.faults.map(({ cause, kind, duration }) => [
      cause?.split(":")[0],
      kind,
      duration !== undefined,
    ]);
    expect(kinds).toEqual([
      ["Xid 109", "card.crash", true],
      ["Xid 155", "card.crash", true],
      ["Xid 156", "card.crash", true],
      ["Xid 80", "job.crash", false],
      ["Xid 39", "job.crash", false],
      ["Xid 158", "card.crash", true],
    ]);
    expect(faults.length).toBe(6);
    expect(skipped).toMatchObject([{ count: 1, isHarmless: true, such: [expect.stringMatching(/^Xid 157:/)] }]);
  });

  test("10c: each host's dates have the year of that host", async () => {
    const { faults } = await imported(read("10c-xid-two-hosts.log"), { zone: "UTC", year: 2023 });
    expect(faults.map(({ at, component }) => [at.slice(0, 10), component])).toEqual([
      ["2023-05-06", "gpu-1"],
      ["2023-05-07", "gpu-2"],
      ["2023-12-20", "gpu-1"],
    ]);
  });

  test("10i: what monitors quote is no second fault", async () => {
    const { faults, skipped } = await imported(read("10i-xid-quoted.log"), { zone: "UTC", year: 2024 });
    expect(faults.map(({ component }) => component)).toEqual(["gpu-017"]);
    expect(skipped).toMatchObject([{ count: 2, isHarmless: true, reason: expect.stringContaining("quotes") }]);
  });
});
