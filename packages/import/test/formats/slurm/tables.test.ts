import { describe, expect, test } from "vitest";
import { importing, type Told } from "../../support.ts";

const read = async (text: string, told: Told = { zone: "UTC" }) => {
  const { imported, timeline, refused } = await importing("slurm", { text }, told);
  const startMs = timeline?.startsAt ?? 0;
  return {
    refused: refused?.message,
    skipped: imported?.skipped.map(({ reason, count }) => `${count} ${reason}`),
    faults: timeline?.faults.map(({ kind, at, duration, component }) =>
      [
        kind,
        new Date(startMs + (at as number) / 1_000).toISOString().slice(5, 19),
        component ?? "-",
        ...(duration === undefined ? [] : [`${duration / 60e6} min`]),
      ].join(" "),
    ),
  };
};

const events = `
   Cluster        NodeName           TimeStart             TimeEnd  State                         Reason                 User
---------- --------------- ------------------- ------------------- ------ ------------------------------ --------------------
  shenzhen                 2024-05-06T00:00:00             Unknown             Cluster Registered TRES
  shenzhen          c[1-2] 2024-05-06T01:00:00 2024-05-06T01:30:00  DOWN*                 Not responding         slurm(64030)
  shenzhen              c3 2024-05-06T02:00:00             Unknown  DRAIN    风扇 fan broken, ticket 9                root(0)
  shenzhen              c4 2024-05-06T03:00:00 2024-05-06T03:10:00 DRAIN+                     bad memory                root(0)
  shenzhen node[0001-0050+ 2024-05-06T04:00:00             Unknown   DOWN                          power                root(0)
`;

const jobs = `
JobID           JobName      State                 End        NodeList
------------ ---------- ---------- ------------------- ---------------
7001              pangu  NODE_FAIL 2024-05-06T07:08:10              c7
7001.batch        batch  CANCELLED 2024-05-06T07:08:10              c7
7002              pangu OUT_OF_ME+ 2024-05-06T09:00:00       c[01-10+
7003              pangu CANCELLED+ 2024-05-06T09:30:00   None assigned
7004              bench  BOOT_FAIL 2024-05-06T10:00:00            c[9]
`;

describe("columns that are aligned", () => {
  test("by sacctmgr show event are read by the dashes under their names", async () => {
    expect(await read(events)).toEqual({
      refused: undefined,
      faults: ["node.crash 05-06T01:00:00 c1 30 min", "node.crash 05-06T01:00:00 c2 30 min"],
      skipped: [
        "1 an event of the whole cluster, of no node",
        "1 a node that was not down",
        "1 a state of a node that was cut short: list it with --parsable2",
        "1 a list of nodes that was cut short: list it with --parsable2",
      ],
    });
  });

  test("by sacct are read the same way, with states that were cut", async () => {
    expect(await read(jobs)).toMatchObject({
      faults: ["node.crash 05-06T07:08:10 c7", "job.crash 05-06T09:00:00 -", "node.crash 05-06T10:00:00 c9"],
      skipped: ["1 a step of a job, which has a row of its own", "1 a job that no fault ended"],
    });
  });

  test("by sacct without End are refused with the command that tells it", async () => {
    const { refused } = await read(
      "JobID           JobName      State ExitCode\n------------ ---------- ---------- --------\n" +
        "7001              pangu  NODE_FAIL      0:0\n",
    );
    expect(refused).toContain("run sacct --parsable2 --format=JobID,JobName,State,Start,End,NodeList");
  });

  test("without the line of dashes say how to list them", async () => {
    const text = events.replace(/^-.*\n/m, "");
    expect((await read(text)).refused).toContain("a row that does not fit its columns: list them with --parsable2");
  });
});

describe("sinfo -R", () => {
  test("with --long tells which nodes are down", async () => {
    const text = `Mon May 06 12:00:00 2024
REASON               USER         TIMESTAMP           STATE  NODELIST
Not responding       slurm(64030) 2024-05-06T01:00:00 down*  c[1-2]
NHC: check_fs_free   root(0)      2024-05-06T02:00:00 drain  c3
bad GPU              root(0)      2024-05-06T03:00:00 drng*  c4
none                 Unknown      Unknown             idle   c5
`;
    expect(await read(text)).toMatchObject({
      faults: ["node.crash 05-06T01:00:00 c1", "node.crash 05-06T01:00:00 c2", "node.crash 05-06T03:00:00 c4"],
      skipped: ["2 a node that was not down", "1 a date before the table"],
    });
  });

  test("without it tells so only where the reason is Slurm's own, and counts the others", async () => {
    const text = `REASON               USER      TIMESTAMP           NODELIST
Not responding       slurm     2024-05-06T01:00:00 c[1-2]
Node unexpectedly re slurm     2024-05-06T02:00:00 c3,d1
NHC: check_fs_free   root      2024-05-06T03:00:00 c4
`;
    expect(await read(text)).toMatchObject({
      faults: [
        "node.crash 05-06T01:00:00 c1",
        "node.crash 05-06T01:00:00 c2",
        "node.crash 05-06T02:00:00 c3",
        "node.crash 05-06T02:00:00 d1",
      ],
      skipped: ["1 whether the node was down or only drained is not said: list it with sinfo -R --long"],
    });
    const mapping = { rules: [{ when: { reason: "check_fs" }, kind: "node.crash" }] };
    expect((await read(text, { zone: "UTC", mapping })).faults).toHaveLength(5);
  });

  test("may print its times with their zone", async () => {
    const text = "REASON USER TIMESTAMP STATE NODELIST\nbad GPU root 2024-05-06T09:00:00+0800 down c1\n";
    expect((await read(text, {})).faults).toEqual(["node.crash 05-06T01:00:00 c1"]);
  });

  test("with a format of one's own is read by its delimiters", async () => {
    const text = "REASON|TIMESTAMP|STATE|NODELIST\nbad | worse|1714957200|down|c[1-2]\n";
    expect(await read(text, {})).toMatchObject({
      faults: ["node.crash 05-06T01:00:00 c1", "node.crash 05-06T01:00:00 c2"],
    });
  });
});

describe("rows with delimiters", () => {
  test("may be of sacctmgr -p, -P, or another delimiter, with seconds since 1970", async () => {
    for (const [delimiter, end] of [
      ["|", ""],
      ["|", "|"],
      [";", ""],
      ["\t", ""],
    ] as const) {
      const rows = [
        ["NodeName", "TimeStart", "TimeEnd", "State", "Reason"],
        ["c1", "1714957200", "1714957260", "DOWN", "x"],
        ["c2", "1714957200", "Unknown", "FAIL", "x"],
      ].map((fields) => `${fields.join(delimiter)}${end}\n`);
      expect(await read(rows.join(""), {}), delimiter).toMatchObject({
        faults: ["node.crash 05-06T01:00:00 c1 1 min"],
      });
    }
  });

  test("may have their delimiter in what people wrote", async () => {
    const text =
      "JobID|JobName|State|End\n1|a|b|c|FAILED|2024-05-06T01:00:00\nNodeName|TimeStart|State\nc1|2024-05-06T01:00:00|DOWN|more\n";
    expect(await read(text)).toMatchObject({
      faults: ["job.crash 05-06T01:00:00 -"],
      skipped: ["1 not as many columns as there are names"],
    });
  });

  test("of the cluster alone have no node", async () => {
    const text = "Cluster|CPUs|TimeStart|TimeEnd|ClusterNodes\nshenzhen|96|2024-05-06T01:00:00|Unknown|c[1-2]\n";
    expect(await read(text)).toMatchObject({
      faults: [],
      skipped: ["1 an event of the whole cluster, of no node"],
    });
  });
});
