import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { formats } from "../src/index.ts";
import { importing, samples, type Told } from "./support.ts";

const mapping = parse(readFileSync(join(samples, "tickets.mapping.yaml"), "utf8")) as unknown;
const told: Readonly<Record<string, Told>> = {
  csv: { mapping },
  xid: { zone: "UTC", year: 2024 },
  ascend: { zone: "UTC" },
  slurm: { zone: "UTC" },
};

/** Which formats read a sample. */
const readers: ReadonlyArray<readonly [RegExp, string]> = [
  [/^(alerts|webhook)\./, "alertmanager"],
  [/^ascend-/, "ascend"],
  [/^(dmesg|dmesg-t|journal|syslog)\.log$/, "xid"],
  [/^(tickets\.csv|failures\.tsv|states\.csv)$/, "csv"],
  [/^infinitehbd/, "infinitehbd"],
  [/^slurm-/, "slurm"],
];
const files = readdirSync(samples).flatMap((name) => {
  const own = readers.find(([pattern]) => pattern.test(name))?.[1];
  return own === undefined ? [] : [{ name, own }];
});
const wrong = files.flatMap(({ name, own }) =>
  formats.filter((format) => format.name !== own).map((format) => [name, own, format.name] as const),
);

describe("a file of another format", () => {
  test.each(wrong)("%s, of %s, is refused by %s with what it looks like", async (name, own, format) => {
    const { refused } = await importing(format, { file: join(samples, name) }, told[format]);
    expect(refused?.message).toMatch(/^(has nothing in it for|nothing in it can be used)/);
    expect(refused?.format ?? own).toBe(own);
  });

  test.each(formats.filter(({ name }) => name !== "csv").map(({ name }) => [name]))(
    "%s is told of an incident timeline that it needs no import",
    async (format) => {
      const text =
        '{"title":"a","startsAt":"2024-05-06T00:00:00Z"}\n{"at":"1 hour","kind":"node.crash","component":"a"}\n';
      const { refused } = await importing(format, { text }, told[format]);
      expect(refused?.message).toMatch(/an incident timeline, which needs no import: run pnpm ordeal check/);
    },
  );

  test("says so also when it is strict", async () => {
    const { refused } = await importing("xid", { file: join(samples, "alerts.json") }, { ...told.xid, isStrict: true });
    expect(refused).toEqual({
      message:
        "has nothing in it for xid: expected NVIDIA Xid errors in a kernel log: dmesg, dmesg -T, journalctl, syslog; it looks like alerts of Prometheus",
      format: "alertmanager",
    });
  });
});

describe("what Slurm prints and no import can read names the command that can be read", () => {
  test.each([
    ["NodeName=c1 Arch=x86_64 CoresPerSocket=8\n   State=DOWN*\n", /scontrol show node: .*run sacctmgr show event/],
    ["JobId=7 JobName=a\n   JobState=NODE_FAIL\n", /scontrol show job: run sacct /],
    ["[2024-05-06T07:08:09.123] error: Nodes c[1-2] not responding\n", /log of slurmctld.*: run sacctmgr show event/],
    ["             JOBID PARTITION     NAME     USER ST\n 7 gpu a b R\n", /squeue: run sacct /],
    ["PARTITION AVAIL  TIMELIMIT  NODES  STATE NODELIST\ngpu* up infinite 2 down* c[1-2]\n", /sinfo -R --long/],
    ["c1|2024-05-06T01:00:00|Unknown|DOWN|x\n", /leave out --noheader/],
    ['{"meta":{"slurm":{}},"jobs":[]}', /leave out --json/],
  ])("%s", async (text, message) => {
    for (const isStrict of [false, true]) {
      expect((await importing("slurm", { text }, { zone: "UTC", isStrict })).refused?.message).toMatch(message);
    }
  });
});

describe("a log without an Xid is a log, however its lines say when", () => {
  test.each([
    "May  6 07:08:09 h kernel: x",
    "<6>[   12.345678] usb 1-1: new device",
    "kern  :info  : [    0.5] Linux version",
    "[May  6 07:08] nvme nvme0: x\n[  +0.000100] nvme nvme0: y",
    "[Mon May  6 07:08:09 2024] x",
    "2024-05-06T07:08:09,123456+08:00 nvme0: x",
    "2024-05-06T07:08:09.123456+08:00 h kernel: x",
    "Mon 2024-05-06 07:08:09 CST h kernel: x",
    "1714957689.123456 h kernel: x",
  ])("%j", async (line) => {
    const { imported } = await importing("xid", { text: `${line}\n` }, told.xid);
    expect(imported).toMatchObject({ faults: 0, skipped: [{ isHarmless: true }] });
  });
});

describe("a file of the format that holds no fault", () => {
  test.each([
    ["slurm", "JobID|State|End\n1|COMPLETED|2024-05-06T01:00:00\n", "a job that no fault ended"],
    ["slurm", "NodeName|TimeStart|TimeEnd|State\nc1|2024-05-06T01:00:00|Unknown|FAIL\n", "a node that was not down"],
    ["slurm", "NodeName|TimeStart|TimeEnd|State\n", undefined],
    ["alertmanager", "[]", undefined],
    ["xid", "May  6 07:08:09 h kernel: all is well\n", "a line of the log that is no Xid"],
    [
      "csv",
      "opened,closed,host,slot,symptom,severity,ticket,comment\n2024/05/06 01:00,,a,1,b,info,c,d\n",
      "ignored by a rule of the mapping",
    ],
  ])("%s %j is a timeline without faults, and says what there was", async (format, text, reason) => {
    const { imported, timeline } = await importing(format, { text }, told[format]);
    expect(timeline?.faults).toEqual([]);
    expect(imported?.skipped.map((one) => one.reason)).toEqual(reason === undefined ? [] : [reason]);
  });
});

test("a file of blanks is empty, and a spreadsheet is no CSV", async () => {
  expect((await importing("xid", { text: "\n \n" }, told.xid)).refused?.message).toMatch(/^is empty: expected NVIDIA/);
  const sheet = Buffer.from("504b0304140006000800", "hex");
  expect((await importing("csv", { text: sheet }, told.csv)).refused?.message).toMatch(/save the sheet as CSV$/);
});
