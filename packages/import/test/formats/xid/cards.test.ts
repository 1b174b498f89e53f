import { describe, expect, test } from "vitest";
import { imported, line, said } from "./support.ts";

describe("a card", () => {
  test("is the same however its address is written", async () => {
    const cards = [
      "PCI:0000:3b:00",
      "0000:3b:00",
      "PCI:0000:3B:00.0",
      "0000:3B:00",
      "PCI:00000000:3b:00",
      "3b:00",
      "PCI:0000:3b:00 GPU-I:05",
      "PCI:0000:3b:00 GPU-I:01 GPU-CI:00",
      "PCI:0000:3b:00 GPU-CI:00",
      "0000:3B:00.0 GPU-I:7",
      "PCI:0000:3b:00, GPU-I: 3",
    ];
    const { faults } = await imported(cards.map((card, index) => line(index * 3_600, said(31, "fault", card))));
    expect(faults.map(({ part }) => part)).toEqual(cards.map(() => 0));
  });

  test("of another address is another, each host's numbered on its own", async () => {
    const { faults } = await imported([
      line(0, said(79, "gone", "PCI:0000:3b:00"), "a-1.cluster.local"),
      line(1, said(79, "gone", "PCI:0001:3b:00"), "a-1.cluster.local"),
      line(2, said(79, "gone", "PCI:0000:3b:00"), "b_2"),
      line(3, said(79, "gone", "PCI:0000:3c:00"), "a-1.cluster.local"),
    ]);
    expect(faults.map(({ component, part }) => [component, part])).toEqual([
      ["a-1.cluster.local", 0],
      ["a-1.cluster.local", 1],
      ["b_2", 0],
      ["a-1.cluster.local", 2],
    ]);
  });

  test("of a second Xid on one line is counted as lost", async () => {
    const glued = `${said(79)} May  6 07:08:09 gpu-017 kernel: ${said(48, "x", "PCI:0000:5e:00")}`;
    const several = {
      __REALTIME_TIMESTAMP: "1714953600000000",
      _TRANSPORT: "kernel",
      MESSAGE: `${said(79)}\n${said(48)}`,
    };
    for (const log of [line(0, glued), JSON.stringify(several)]) {
      const { faults, skipped } = await imported([log]);
      expect(faults.length).toBe(1);
      expect(skipped).toMatchObject([
        { count: 1, isHarmless: false, reason: expect.stringContaining("a second Xid on one line") },
      ]);
    }
    expect((await imported([line(0, said(94, "Ch 00000001 caused by previous Xid 149"))])).skipped).toEqual([]);
  });

  test("in words that look like an Xid and are in no known form is counted as lost", async () => {
    for (const words of [
      "NVRM: Xid (somewhere): 79, gone",
      "NVRM: Xid error",
      "nvidia says NVRM: Xid (PCI:0000:3b:00): 79, gone",
    ]) {
      expect((await imported([line(0, words)])).refused, words).toContain(
        "an Xid in a form that this format does not know",
      );
    }
  });
});

describe("a card that has fallen off the bus", () => {
  const parts = [
    "NVRM: The NVIDIA GPU 0000:b3:00.0",
    "NVRM: (PCI ID: 10de:26b5) installed in this system has",
    "NVRM: fallen off the bus and is not responding to commands.",
  ];

  test("is found in a message whose lines are stamped, are not, or are written as one", async () => {
    const logs = [
      parts.map((part) => line(0, part)),
      [line(0, parts[0] ?? ""), ...parts.slice(1).map((part) => `               ${part}`)],
      [line(0, parts.join("#012"))],
      [
        JSON.stringify({
          __REALTIME_TIMESTAMP: "1714953600000000",
          _HOSTNAME: "gpu-017",
          _TRANSPORT: "kernel",
          MESSAGE: parts.join("\n"),
        }),
      ],
    ];
    for (const log of logs) {
      const { faults } = await imported(log);
      expect(faults, log.join("\n")).toEqual([
        { at: "2024-05-06T00:00:00.000Z", kind: "card.crash", component: "gpu-017", part: 0 },
      ]);
    }
  });

  test("is found however the kernel words it", async () => {
    const bare = parts.map((part) => part.replace("NVRM: ", " "));
    for (const log of [
      [line(0, parts[0] ?? ""), ...bare.slice(1).map((part) => line(0, part))],
      [
        line(0, "NVRM: The NVIDIA GPU 0000:b3:00.0 (PCI ID: 10de:2330)"),
        ...parts.slice(1).map((part) => line(0, part)),
      ],
      [line(0, "NVRM: GPU at PCI:0000:b3:00 has fallen off the bus.")],
      [line(0, "NVRM: GPU 0000:b3:00.0: GPU fell off the PCIe bus")],
      [line(0, "nvidia 0000:b3:00.0: GPU has fallen off the bus")],
    ]) {
      const { faults } = await imported(log);
      expect(faults, log.join("\n")).toEqual([
        { at: "2024-05-06T00:00:00.000Z", kind: "card.crash", component: "gpu-017", part: 0 },
      ]);
    }
    expect((await imported([line(0, "mlx5_core 0000:b3:00.0: fallen off the bus")])).faults).toEqual([]);
  });

  test("is found also where lines of other hosts stand between", async () => {
    const log = parts.flatMap((part) => [
      line(0, part, "a"),
      line(0, part.replace("b3", "c4"), "b"),
      line(0, "usb 1-1: new device", "a"),
    ]);
    expect((await imported(log)).faults.map(({ component }) => component)).toEqual(["a", "b"]);
  });

  test("is the same fault as its Xid 79, whichever comes first", async () => {
    const words = "NVRM: GPU 0000:3b:00.0: GPU has fallen off the bus.";
    for (const log of [
      [line(0, words), line(1, said(79))],
      [line(0, said(79)), line(1, words)],
    ]) {
      expect((await imported(log)).faults.length).toBe(1);
    }
  });

  test("is counted as lost where nothing says which card it is", async () => {
    const { refused } = await imported([line(0, parts[2] ?? "")]);
    expect(refused).toContain("without saying which");
  });
});

describe("an NVLink's error", () => {
  const fatal = (link: string) => `NETIR_LINK_DOWN Fatal XC0 i0 ${link} (0x1 0x2)`;

  test("strikes the card, never a port of the network", async () => {
    const { faults } = await imported([
      line(0, said(149, fatal("Link 12"))),
      line(1, said(74, "NVLink: fatal error detected on link 12(0x0, 0x0)")),
    ]);
    expect(faults.map(({ kind, part }) => [kind, part])).toEqual([
      ["card.crash", 0],
      ["card.crash", 0],
    ]);
  });

  test("of another link is another fault, of the same link the same", async () => {
    const links = ["Link 07", "Link 7", "Link 08", "Link -1", "Link -1"];
    const { faults } = await imported(links.map((link, index) => line(index, said(149, fatal(link)))));
    expect(faults.map(({ at }) => at.slice(17, 19))).toEqual(["00", "02", "03"]);
  });

  test("is no outage where it is not fatal, however that is written", async () => {
    for (const severity of ["Nonfatal", "Non-fatal", "NONFATAL", "non fatal"]) {
      const { faults, skipped } = await imported([line(0, said(145, `RLW_RXPIPE ${severity} XC0 i0 Link 13 (0x1)`))]);
      expect(faults).toEqual([]);
      expect(skipped).toMatchObject([{ isHarmless: true }]);
    }
  });

  test("whose line names no severity is unknown", async () => {
    expect((await imported([line(0, said(149, "NETIR"))])).refused).toContain("an Xid of unknown meaning");
  });

  test("that a rule makes a link's has the link's number as its part", async () => {
    const rules = [{ when: { xid: "^149$" }, kind: "link.down" }];
    const told = { mapping: { rules } };
    const { faults } = await imported(
      [line(0, said(149, fatal("Link 09"))), line(1, said(149, fatal("Link -1")))],
      told,
    );
    expect(faults.map(({ kind, part }) => [kind, part])).toEqual([
      ["link.down", 9],
      ["link.down", undefined],
    ]);
  });
});

test("codes that nobody knows are all named, however many there are", async () => {
  const codes = [61, 165, 166, 167, 168, 169, 170, 9_999];
  const log = codes.flatMap((code, index) => [line(index, said(code)), line(index, said(code))]);
  const { skipped } = await imported([line(0, said(79)), ...log]);
  expect(skipped.map(({ count, isHarmless }) => [count, isHarmless])).toEqual(codes.map(() => [2, false]));
  for (const code of codes) expect(skipped.some(({ reason }) => reason.includes(`(Xid ${code}`))).toBe(true);
});
