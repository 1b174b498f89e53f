import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { HOUR_US, MINUTE_US, SECOND_US, type TimelineFault } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { importing, samples, type Told } from "../support.ts";

const sample = (name: string): string => join(samples, name);
const mapping = (name: string): unknown => parse(readFileSync(sample(name), "utf8"));

/** The faults of a sample with their times as ISO dates, written as NDJSON and as YAML alike. */
const faultsOf = async (
  format: string,
  file: string,
  told: Told = {},
): Promise<ReadonlyArray<Partial<TimelineFault> & { when: string }>> => {
  const { imported, refused, timeline } = await importing(format, { file: sample(file) }, told);
  expect(refused).toBeUndefined();
  expect(timeline?.format).toBe(`import ${format}`);
  expect(imported?.faults).toBe(timeline?.faults.length);
  const yaml = await importing(format, { file: sample(file) }, { ...told, as: "yaml" });
  const instant = (one: typeof timeline, { at }: TimelineFault): number =>
    typeof at === "number" ? (one?.startsAt ?? 0) * 1_000 + at : (at?.dateMs ?? Number.NaN) * 1_000;
  expect(yaml.timeline?.faults.map((fault) => ({ ...fault, at: instant(yaml.timeline, fault) }))).toEqual(
    timeline?.faults.map((fault) => ({ ...fault, at: instant(timeline, fault) })),
  );
  return (timeline?.faults ?? []).map(({ at: _, note: __, ...fault }, index) => {
    const us = instant(timeline, timeline?.faults[index] as TimelineFault);
    const ms = Math.floor(us / 1_000);
    const micros = String(us - ms * 1_000).padStart(3, "0");
    return {
      when: timeline?.startsAt === undefined ? `${us}` : new Date(ms).toISOString().replace("Z", `${micros}Z`),
      ...fault,
    };
  });
};

describe("xid", () => {
  test("reads dmesg, whose times count from the machine's start, and one fault of a burst", async () => {
    expect(await faultsOf("xid", "dmesg.log")).toEqual([
      { when: "86412120461", kind: "job.crash", component: "host", part: 0, cause: "Xid 31: GPU memory page fault" },
      {
        when: "90001000007",
        kind: "card.crash",
        component: "host",
        part: 1,
        cause: "Xid 79: GPU has fallen off the bus",
      },
    ]);
  });

  test("reads dmesg -T in a zone; what only follows from another Xid is no fault", async () => {
    expect(await faultsOf("xid", "dmesg-t.log", { zone: "UTC" })).toEqual([
      {
        when: "2024-05-06T07:08:09.000000Z",
        kind: "card.crash",
        component: "host",
        part: 0,
        cause: "Xid 48: double bit ECC error",
      },
    ]);
  });

  test("reads syslog across the turn of a year; the cards of a host are numbered as they appear", async () => {
    const told = { zone: "Asia/Shanghai", year: 2023 };
    expect(await faultsOf("xid", "syslog.log", told)).toEqual([
      {
        when: "2023-12-31T15:58:40.000000Z",
        kind: "card.crash",
        component: "gpu-017",
        part: 0,
        duration: 10 * MINUTE_US,
        cause: "Xid 74: NVLink error",
      },
      {
        when: "2023-12-31T16:03:11.000000Z",
        kind: "job.crash",
        component: "gpu-022",
        part: 0,
        cause: "Xid 94: contained ECC error",
      },
      {
        when: "2023-12-31T16:05:00.000000Z",
        kind: "card.crash",
        component: "gpu-022",
        part: 0,
        duration: 10 * MINUTE_US,
        cause: "Xid 95: uncontained ECC error",
      },
      {
        when: "2023-12-31T16:09:30.000000Z",
        kind: "job.crash",
        component: "gpu-022",
        part: 1,
        cause: "Xid 13: graphics engine exception",
      },
    ]);
    const { imported } = await importing("xid", { file: sample("syslog.log") }, told);
    expect(imported?.skipped.find(({ isHarmless }) => !isHarmless)).toMatchObject({
      count: 1,
      line: 6,
      reason: expect.stringContaining("Xid 9999"),
    });
  });

  test("reads journalctl's dates to the microsecond", async () => {
    expect(await faultsOf("xid", "journal.log")).toMatchObject([
      { when: "2024-05-05T23:08:09.123456Z", kind: "card.crash", component: "gpu-101", part: 0 },
      { when: "2024-05-05T23:08:15.000001Z", kind: "card.crash", component: "gpu-101", part: 0 },
      { when: "2024-05-05T23:12:00.000000Z", kind: "card.crash", component: "gpu-102", part: 0 },
    ]);
  });

  test("takes what a code means from a rule of the mapping first", async () => {
    const rules = [
      { when: { xid: "^9999$" }, kind: "card.slow", speed: "50 %" },
      { when: { host: "gpu-022" }, ignore: true },
    ];
    const told = { zone: "UTC", year: 2023, mapping: { rules } };
    expect(await faultsOf("xid", "syslog.log", told)).toMatchObject([
      { kind: "card.crash", component: "gpu-017" },
      { kind: "card.slow", speed: 0.5, component: "gpu-003" },
    ]);
  });
});

describe("csv", () => {
  test("reads starts and ends that have rows of their own", async () => {
    const faults = await faultsOf("csv", "states.csv", { mapping: mapping("states.mapping.yaml") });
    expect(faults).toEqual([
      {
        when: "2024-05-05T23:00:00.000000Z",
        kind: "card.crash",
        component: "gpu-01",
        duration: 2 * HOUR_US,
        cause: "GPU lost",
      },
      {
        when: "2024-05-06T00:30:00.000000Z",
        kind: "node.crash",
        component: "gpu-07",
        duration: 6.75 * HOUR_US,
        cause: "no route to host",
      },
      { when: "2024-05-06T22:00:00.000000Z", kind: "card.crash", component: "gpu-03", cause: "GPU lost" },
    ]);
  });

  test("reads dates of a format and zone, quoted fields over two lines, and what rules say", async () => {
    expect(await faultsOf("csv", "tickets.csv", { mapping: mapping("tickets.mapping.yaml") })).toEqual([
      {
        when: "2024-05-05T23:08:00.000000Z",
        kind: "card.crash",
        component: "r01-n03",
        part: 2,
        duration: 322 * MINUTE_US,
        cause: "ECC uncorrectable",
      },
      {
        when: "2024-05-06T16:15:00.000000Z",
        kind: "link.flap",
        component: "r01-n03",
        part: 11,
        duration: 4 * MINUTE_US,
        cause: "link flap",
        up: 30 * SECOND_US,
        down: 5 * SECOND_US,
      },
      { when: "2024-05-07T01:00:00.000000Z", kind: "node.crash", component: "r02-n10", cause: "host unreachable" },
      {
        when: "2024-05-08T02:00:00.000000Z",
        kind: "card.slow",
        component: "r02-n11",
        part: 0,
        duration: 12 * HOUR_US,
        cause: "clock low",
        speed: 0.7,
      },
    ]);
  });

  test("reads numbers of units since a date, durations in a unit, and other delimiters", async () => {
    expect(await faultsOf("csv", "failures.tsv", { mapping: mapping("failures.mapping.yaml") })).toEqual([
      {
        when: "2024-02-29T22:00:00.000000Z",
        kind: "node.crash",
        component: "17",
        duration: 4.5 * HOUR_US,
        cause: "gpu",
      },
      { when: "2024-02-29T22:00:00.000000Z", kind: "node.crash", component: "18", duration: 0, cause: "gpu" },
      { when: "2024-03-12T19:00:00.000000Z", kind: "switch.down", component: "17", cause: "switch" },
    ]);
  });
});

describe("infinitehbd", () => {
  test("pairs ends with starts; what is not over has no duration", async () => {
    const fault = (n: number) => ({ kind: "node.crash", component: `00000000-0000-4000-8000-00000000000${n}` });
    expect(await faultsOf("infinitehbd", "infinitehbd.json")).toEqual([
      { when: "2024-03-31T12:00:00.000000Z", ...fault(1), duration: 18 * HOUR_US, cause: "GPU" },
      { when: "2024-03-31T12:00:00.000000Z", ...fault(2), duration: 0, cause: "Fan" },
      { when: "2024-04-02T00:00:08.640000Z", ...fault(3), cause: "Unknown Error" },
    ]);
  });

  test("takes a kind from a rule of the mapping first", async () => {
    const rules = [
      { when: { class: "gpu", level: "hardware" }, kind: "card.crash" },
      { when: { description: "unknown" }, ignore: true },
    ];
    expect(await faultsOf("infinitehbd", "infinitehbd.json", { mapping: { rules } })).toMatchObject([
      { kind: "card.crash" },
      { kind: "node.crash" },
    ]);
  });
});

describe("ascend", () => {
  const codes = [JSON.parse(readFileSync(sample("codes.json"), "utf8")) as unknown];

  test("reads the device plugin's events; recovery ends a fault", async () => {
    expect(await faultsOf("ascend", "ascend-events.txt", { zone: "+08:00", codes })).toEqual([
      {
        when: "2024-05-05T21:36:53.000000Z",
        kind: "job.crash",
        component: "node-07",
        part: 2,
        duration: 1_697 * SECOND_US,
        cause: "RestartBusiness 8C084E00",
      },
      {
        when: "2024-05-05T22:06:00.000000Z",
        kind: "card.crash",
        component: "node-09",
        part: 5,
        cause: "SeparateNPU 80E18402",
      },
    ]);
  });

  test("reads snapshots of a node: a fault is over when the next one does not tell it", async () => {
    expect(await faultsOf("ascend", "ascend-deviceinfo.ndjson")).toEqual([
      {
        when: "2024-05-05T23:00:00.123000Z",
        kind: "card.crash",
        component: "node-07",
        part: 3,
        duration: 129_877_000,
        cause: "SeparateNPU 80E18402",
      },
      {
        when: "2024-05-05T23:01:00.000000Z",
        kind: "card.slow",
        speed: 0.8,
        component: "node-07",
        part: 0,
        cause: "SubHealth 81078605",
      },
      {
        when: "2024-05-05T23:02:05.000000Z",
        kind: "link.down",
        component: "node-07",
        cause: "Separate [0x00f1fef5,155912,cpu,na]",
      },
    ]);
  });

  test("reads NodeD's ConfigMap: parts of a node take the node", async () => {
    expect(await faultsOf("ascend", "ascend-nodeinfo.json")).toEqual([
      { when: "2024-05-05T23:00:05.000000Z", kind: "node.crash", component: "node-11", cause: "PreSeparate 0100001D" },
    ]);
  });

  test("believes the user's tables more than the level beside a code", async () => {
    const changed = [{ SubHealthFaultCodes: ["80e18402", "0x8C084E00"] }];
    expect(await faultsOf("ascend", "ascend-events.txt", { zone: "UTC", codes: changed })).toMatchObject([
      { kind: "card.slow" },
      { kind: "card.slow" },
    ]);
  });
});

describe("alertmanager", () => {
  test("reads the API's alerts: an end in the future is none", async () => {
    expect(await faultsOf("alertmanager", "alerts.json")).toEqual([
      { when: "2024-05-06T07:08:09.123000Z", kind: "card.crash", component: "gpu-017", part: 3, cause: "GpuXidError" },
      {
        when: "2024-05-06T08:00:00.000000Z",
        kind: "node.crash",
        component: "gpu-022",
        duration: HOUR_US,
        cause: "NodeDown",
      },
    ]);
  });

  test("reads a webhook's payloads: firing, again and resolved are one fault", async () => {
    expect(await faultsOf("alertmanager", "webhook.ndjson")).toEqual([
      {
        when: "2024-05-05T23:08:09.500000Z",
        kind: "link.down",
        component: "gpu-040",
        part: 2,
        duration: 710_500_000,
        cause: "IBPortDown",
      },
      { when: "2024-05-06T00:00:00.000000Z", kind: "storage.down", component: "mds-1", cause: "LustreUnavailable" },
    ]);
  });

  test("takes labels and rules from the mapping first", async () => {
    const rules = [
      { when: { alertname: "coffee" }, kind: "job.crash" },
      { when: { alertname: "." }, ignore: true },
    ];
    const told = { mapping: { component: "instance", cause: ["alertname", "instance"], rules } };
    expect(await faultsOf("alertmanager", "alerts.json", told)).toEqual([
      {
        when: "2024-05-06T09:00:00.000000Z",
        kind: "job.crash",
        component: "kitchen",
        cause: "CoffeeMachineEmpty; kitchen",
      },
    ]);
  });
});

describe("slurm", () => {
  test("reads node events: a node that was down, not one that was drained", async () => {
    expect(await faultsOf("slurm", "slurm-events.txt", { zone: "Asia/Shanghai" })).toEqual([
      {
        when: "2024-05-05T23:08:09.000000Z",
        kind: "node.crash",
        component: "node0012",
        duration: 17_511 * SECOND_US,
        cause: "Not responding",
      },
      {
        when: "2024-05-06T10:30:00.000000Z",
        kind: "node.crash",
        component: "node0150",
        cause: "Node unexpectedly rebooted",
      },
    ]);
  });

  test("reads nodes that are out of service, and why, by sinfo -R --long", async () => {
    expect(await faultsOf("slurm", "slurm-reasons.txt", { zone: "UTC" })).toEqual([
      { when: "2024-05-06T07:08:09.000000Z", kind: "node.crash", component: "node0012", cause: "Not responding" },
      { when: "2024-05-06T07:08:09.000000Z", kind: "node.crash", component: "node0013", cause: "Not responding" },
      { when: "2024-05-06T18:30:00.000000Z", kind: "node.crash", component: "node0150", cause: "Node unexpectedly re" },
    ]);
  });

  test("reads jobs' ends: a node's failure where its node is known, a job's otherwise", async () => {
    expect(await faultsOf("slurm", "slurm-jobs.txt", { zone: "UTC" })).toEqual([
      { when: "2024-05-06T07:08:10.000000Z", kind: "job.crash", cause: "NODE_FAIL" },
      { when: "2024-05-06T09:00:00.000000Z", kind: "job.crash", cause: "FAILED" },
      { when: "2024-05-06T18:30:00.000000Z", kind: "node.crash", component: "node0150", cause: "NODE_FAIL" },
    ]);
  });
});

test("every sample is told of in the samples' README", () => {
  const readme = readFileSync(sample("README.md"), "utf8");
  const untold = readdirSync(samples).filter((name) => name !== "README.md" && !readme.includes(`\`${name}\``));
  expect(untold).toEqual([]);
});
