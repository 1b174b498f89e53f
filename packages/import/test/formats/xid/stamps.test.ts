import { describe, expect, test } from "vitest";
import { imported, said } from "./support.ts";

const words = said(79, "GPU has fallen off the bus.");
const epochUs = Date.UTC(2024, 4, 5, 23, 8, 9) * 1_000;
const entry = { _HOSTNAME: "gpu-017", _TRANSPORT: "kernel", __REALTIME_TIMESTAMP: String(epochUs) };
const instant = "2024-05-05T23:08:09.000Z";

/** What a line that says when and where is written as. */
const lines: ReadonlyArray<readonly [string, string, string]> = [
  ["syslog", `May  6 07:08:09 gpu-017 kernel: ${words}`, "gpu-017"],
  ["syslog with the kernel's own clock", `May  6 07:08:09 gpu-017 kernel: [ 1234.567890] ${words}`, "gpu-017"],
  ["syslog with a caller", `May  6 07:08:09 gpu-017 kernel: [ 1234.567890][ T1234] ${words}`, "gpu-017"],
  ["syslog with a priority", `<4>May  6 07:08:09 gpu-017 kernel: ${words}`, "gpu-017"],
  ["syslog without a blank after the kernel", `May  6 07:08:09 gpu-017 kernel:${words}`, "gpu-017"],
  ["syslog with two blanks after the kernel", `May  6 07:08:09 gpu-017 kernel:  ${words}`, "gpu-017"],
  ["syslog with the kernel's own clock at once", `May  6 07:08:09 gpu-017 kernel:[ 1234.567890] ${words}`, "gpu-017"],
  ["syslog with a weekday and a year", `Mon May  6 07:08:09 2024 gpu-017 kernel: ${words}`, "gpu-017"],
  ["syslog with a year after the time", `May  6 07:08:09 2024 gpu-017 kernel: ${words}`, "gpu-017"],
  ["a facility before the host", `2024-05-06T07:08:09+08:00 kern.warning gpu-017 kernel: ${words}`, "gpu-017"],
  ["a facility without a host", `May  6 07:08:09 kern.warn kernel: ${words}`, "host"],
  ["rsyslog's repeated message", `May  6 07:08:09 gpu-017 kernel: message repeated 3 times: [ ${words}]`, "gpu-017"],
  [
    "rsyslog's repeated message with the kernel's own clock",
    `May  6 07:08:09 gpu-017 kernel: message repeated 3 times: [[ 1234.567890] ${words}]`,
    "gpu-017",
  ],
  ["BusyBox's syslog", `May  6 07:08:09 gpu-017 kern.warn kernel: ${words}`, "gpu-017"],
  ["syslog with a year", `May  6 2024 07:08:09 gpu-017.cluster.local kernel: ${words}`, "gpu-017.cluster.local"],
  ["syslog without a program", `May  6 07:08:09 gpu-017 ${words}`, "gpu-017"],
  ["syslog with the kernel's own clock alone", `May  6 07:08:09 gpu-017 [ 1234.567890] ${words}`, "gpu-017"],
  ["syslog without a host", `May  6 07:08:09 kernel: ${words}`, "host"],
  ["journalctl -o short-precise", `May 06 07:08:09.000000 gpu-017 kernel: ${words}`, "gpu-017"],
  ["journalctl in Chinese", `5月 06 07:08:09 gpu-017 kernel: ${words}`, "gpu-017"],
  ["journalctl -o short-iso", `2024-05-06T07:08:09+0800 gpu-017 kernel: ${words}`, "gpu-017"],
  ["rsyslog", `2024-05-06T07:08:09.000000+08:00 gpu-017 kernel: ${words}`, "gpu-017"],
  ["an ISO date without a host", `2024-05-06T07:08:09.000000+08:00 kernel: ${words}`, "host"],
  ["an ISO date and a host in capitals", `2024-05-06T07:08:09.000000+08:00 NODE kernel: ${words}`, "NODE"],
  ["journalctl -o short-full", `Mon 2024-05-06 07:08:09 CST gpu-017 kernel: ${words}`, "gpu-017"],
  ["journalctl -o short-full in Chinese", `一 2024-05-06 07:08:09 CST gpu-017 kernel: ${words}`, "gpu-017"],
  ["journalctl -o short-full with an offset", `Mon 2024-05-06 07:08:09 +08 gpu-017 kernel: ${words}`, "gpu-017"],
  ["journalctl -o short-unix", `${epochUs / 1e6}.000000 gpu-017 kernel: ${words}`, "gpu-017"],
  ["journalctl -o json", JSON.stringify({ ...entry, MESSAGE: words }), "gpu-017"],
  ["journalctl -o json, in bytes", JSON.stringify({ ...entry, MESSAGE: [...Buffer.from(words)] }), "gpu-017"],
  ["journalctl -o json-sse", `data: ${JSON.stringify({ ...entry, MESSAGE: words })}`, "gpu-017"],
  ["journalctl -o json-seq", `\u001e${JSON.stringify({ ...entry, MESSAGE: words })}`, "gpu-017"],
  ["dmesg -T", `[Mon May  6 07:08:09 2024] ${words}`, "host"],
  ["dmesg -T in Chinese", `[一 5月  6 07:08:09 2024] ${words}`, "host"],
  ["dmesg -T -x", `kern  :err   : [Mon May  6 07:08:09 2024] ${words}`, "host"],
  ["dmesg --time-format iso", `2024-05-06T07:08:09,000000+08:00 ${words}`, "host"],
  ["a Chinese date", `2024年05月06日 07:08:09 gpu-017 kernel: ${words}`, "gpu-017"],
  ["a Chinese date of date", `2024年 05月 06日 星期一 07:08:09 CST gpu-017 kernel: ${words}`, "gpu-017"],
  ["RFC 5424", `<4>1 2024-05-06T07:08:09.000000+08:00 gpu-017 kernel - - - ${words}`, "gpu-017"],
  [
    "RFC 5424 with data",
    `<4>1 2024-05-06T07:08:09.000000+08:00 gpu-017 kernel - - [a@1 b="c \\"]d"][e@2 f="g"] \ufeff${words}`,
    "gpu-017",
  ],
  ["RFC 5424 without a host", `<4>1 2024-05-06T07:08:09.000000+08:00 - kernel - - - ${words}`, "host"],
  ["pdsh", `gpu-017: [Mon May  6 07:08:09 2024] ${words}`, "gpu-017"],
  [
    "a container that prints the log",
    `2024-05-06T00:00:00.5Z stdout F May  6 07:08:09 gpu-017 kernel: ${words}`,
    "gpu-017",
  ],
  ["a container that prints dmesg", `2024-05-05T23:08:09.000000000Z stderr F [ 1234.567890] ${words}`, "host"],
  [
    "a container of Docker",
    JSON.stringify({ log: `[ 1234.567890] ${words}\n`, stream: "stdout", time: "2024-05-05T23:08:09.000Z" }),
    "host",
  ],
];

describe("when and where", () => {
  test.each(lines)("is read of %s", async (_, text, host) => {
    const { faults } = await imported([text], { zone: "Asia/Shanghai", year: 2024 });
    expect(faults).toEqual([{ at: instant, kind: "card.crash", component: host, part: 0 }]);
  });

  test.each([
    ["dmesg", `[12345.678901] ${words}`, "host"],
    ["dmesg -x", `kern  :err   : [12345.678901] ${words}`, "host"],
    ["dmesg -r", `<4>[12345.678901] ${words}`, "host"],
    ["dmesg -d", `[12345.678901 <    0.000012>] ${words}`, "host"],
    ["journalctl -o short-monotonic", `[12345.678901] gpu-017 kernel: ${words}`, "gpu-017"],
    ["/dev/kmsg", `4,1234,12345678901,-;${words}`, "host"],
    ["pdsh of dmesg", `gpu-017: [12345.678901] ${words}`, "gpu-017"],
  ])("is read of %s, whose times count from the machine's start", async (_, text, host) => {
    expect((await imported([text])).faults).toEqual([
      { at: "12345.678901 s", kind: "card.crash", component: host, part: 0 },
    ]);
  });

  test.each([
    ["dmesg -t", words],
    ["dmesg -H", `[May 6 07:08] ${words}`],
    ["dmesg -H, later", `[  +0.000012] ${words}`],
    ["dmesg --time-format delta", `[<    0.000012>] ${words}`],
    ["journalctl -o export", `MESSAGE=${words}`],
    ["journalctl -o json-pretty", `\t"MESSAGE" : "${words}"`],
    ["another language", `6. Mai 07:08:09 gpu-017 kernel: ${words}`],
    ["another language's month", `Mai 06 07:08:09 gpu-017 kernel: ${words}`],
    ["journalctl -o export, a card that is lost", "MESSAGE=NVRM: GPU 0000:b4:00.0: GPU has fallen off the bus."],
    ["a line of the kernel behind words that nobody knows", `2024-05-06 07:08:09 local0 <x> gpu-017 kernel: ${words}`],
    ["a program's JSON", JSON.stringify({ level: "error", msg: words })],
  ])("is refused of %s, with the command that gives a readable log", async (_, text) => {
    const { refused } = await imported([text], { zone: "UTC", year: 2024 });
    expect(refused).toMatch(/journalctl -k -o short-iso/);
  });

  test("needs a zone and a year where the line has none", async () => {
    expect((await imported([`May  6 07:08:09 h kernel: ${words}`], { zone: "UTC" })).refused).toContain("--year");
    expect((await imported([`May  6 07:08:09 h kernel: ${words}`], { year: 2024 })).refused).toContain("--zone");
    expect((await imported([`[Mon May  6 07:08:09 2024] ${words}`])).refused).toContain("--zone");
  });
});

describe("a clock that goes back in a log without dates", () => {
  const at = (seconds: number, host = "") => `[${seconds}.000000] ${host && `${host} kernel: `}${words}`;

  test("is said once, and times go on from the last one before it", async () => {
    const { faults, skipped } = await imported([
      at(5_000),
      "[5100.0] usb 1-1: gone",
      "[0.0] Linux version 6.8",
      at(30),
      at(400),
    ]);
    expect(faults.map(({ at: when }) => when)).toEqual(["5000 s", "5130 s", "5500 s"]);
    expect(skipped.filter(({ isHarmless }) => !isHarmless)).toMatchObject([
      { count: 1, such: ["host"], reason: expect.stringMatching(/^the clock goes back.*journalctl -k -o short-iso/) },
    ]);
    expect((await imported([at(5_000), at(30)], { isStrict: true } as never)).refused).toContain("the clock goes back");
  });

  test("is each host's own, and a little disorder is none", async () => {
    const { faults, skipped } = await imported([
      at(5_000, "a"),
      at(30, "b"),
      "[5000.9] a kernel: x",
      "[5000.1] a kernel: y",
      at(6_000, "a"),
    ]);
    expect(faults.map(({ at: when, component }) => [when, component])).toEqual([
      ["30 s", "b"],
      ["5000 s", "a"],
      ["6000 s", "a"],
    ]);
    expect(skipped.filter(({ isHarmless }) => !isHarmless)).toMatchObject([
      {
        count: 1,
        such: ["a, b"],
        reason: expect.stringMatching(/^times since the start of one machine and of another/),
      },
    ]);
  });

  test("does not matter where nothing comes after it", async () => {
    const { skipped } = await imported([at(5_000), "[0.0] Linux version 6.8"]);
    expect(skipped.every(({ isHarmless }) => isHarmless)).toBe(true);
  });
});
