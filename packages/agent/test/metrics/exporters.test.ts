import { openRun } from "@ordeal/simulator";
import { describe, expect, test } from "vitest";
import { type ExporterName, exporterNames, exporterOf } from "../../src/metrics/exporters/index.ts";
import { metricsText } from "../../src/metrics/index.ts";
import { experimentOf, parseMetrics, written } from "../support.ts";

const H100 = { model: "NVIDIA H100 80GB HBM3", memory: "81559 MiB", clockMHz: 1_980 };

/** A page of one run at an instant, as an agent would write it. */
const page = (
  second: number,
  sections: object = {},
  options: { readonly card?: object; readonly exporter?: ExporterName; readonly everyCardUpTo?: number } = {},
) => {
  const { card = H100, ...showing } = options;
  const { cluster } = written();
  const scenario = experimentOf({ cluster: { ...cluster, card }, ...sections });
  const run = openRun(scenario, { seed: 1 });
  run.advance(second * 1e6);
  return metricsText([{ id: "r", scenario, backend: run }], { isHalted: false, version: "1.2.3", ...showing });
};
const seriesOf = (text: string, name: string) =>
  [...parseMetrics(text)].filter(([series]) => series.startsWith(`${name}{`));
const namesOf = (text: string) => [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name as string);
const after = (fault: object) => ({ faults: [{ at: "1000 seconds", ...fault }] });

describe("a card", () => {
  test.each<[model: string, exporter: ExporterName]>([
    ["NVIDIA H100 80GB HBM3", "dcgm"],
    ["NVIDIA GB200", "dcgm"],
    ["h200-sxm", "dcgm"],
    ["AMD Instinct MI300X", "amd"],
    ["mi300x", "amd"],
    ["Ascend910C", "npu"],
    ["TPU v5p", "npu"],
  ])("that is called %s goes by the names of %s", (model, exporter) => {
    expect(exporterOf({ model })).toBe(exporter);
  });

  test("goes by no other exporter's names, and by those that were asked for where they were", () => {
    const own: Readonly<Record<ExporterName, RegExp>> = { dcgm: /^DCGM_/, npu: /^(npu_|machine_)/, amd: /^gpu_/ };
    for (const exporter of exporterNames) {
      const foreign = namesOf(page(100, {}, { exporter })).filter((name) => !name.startsWith("ordeal_"));
      expect(foreign.length).toBeGreaterThan(5);
      for (const name of foreign) expect(name).toMatch(own[exporter]);
    }
    expect(namesOf(page(100)).filter((name) => /^DCGM_/.test(name))).toHaveLength(7);
  });
});

describe("dcgm-exporter's names", () => {
  const labels =
    '{run="r",gpu="3",UUID="GPU-sn00/n01/c3",pci_bus_id="00000000:04:00.0",device="nvidia3",modelName="NVIDIA H100 80GB HBM3",Hostname="sn00/n01"}';

  test("show every card of a small cluster, with the labels and figures of such a card", () => {
    const text = page(100);
    const series = parseMetrics(text);
    expect(seriesOf(text, "DCGM_FI_DEV_GPU_TEMP")).toHaveLength(48);
    expect(series.get(`DCGM_FI_DEV_SM_CLOCK${labels}`)).toBe(1_980);
    expect(series.get(`DCGM_FI_DEV_POWER_USAGE${labels}`)).toBe(700);
    expect(series.get(`DCGM_FI_DEV_GPU_UTIL${labels}`)).toBe(100);
    expect(series.get(`DCGM_FI_DEV_XID_ERRORS${labels}`)).toBe(0);
    const used = series.get(`DCGM_FI_DEV_FB_USED${labels}`) ?? 0;
    expect(used + (series.get(`DCGM_FI_DEV_FB_FREE${labels}`) ?? 0)).toBe(81_559);
  });

  test("show a spare as idle", () => {
    const idle = seriesOf(page(100), "DCGM_FI_DEV_GPU_UTIL").filter(([, percent]) => percent === 0);
    expect(idle).toHaveLength(16);
    expect(idle.every(([name]) => /Hostname="sn01\/n0[12]"/.test(name))).toBe(true);
  });

  test("leave a card that crashed its Xid alone", () => {
    const text = page(1_001, after({ kind: "card.crash", target: "sn00/n01/c3" }));
    expect(seriesOf(text, "DCGM_FI_DEV_XID_ERRORS").filter(([, xid]) => xid !== 0)).toEqual([
      [`DCGM_FI_DEV_XID_ERRORS${labels}`, 79],
    ]);
    expect(seriesOf(text, "DCGM_FI_DEV_GPU_TEMP")).toHaveLength(47);
  });

  test.each([
    ["node.crash", "sn00/n01", 40],
    ["power.rack", "sn00/rack00", 24],
  ])("leave nothing of a node that is down: %s", (kind, target, left) => {
    const text = page(1_001, after({ kind, target }));
    for (const name of ["DCGM_FI_DEV_XID_ERRORS", "DCGM_FI_DEV_GPU_TEMP"])
      expect(seriesOf(text, name), name).toHaveLength(left);
  });
});

describe("AMD's names", () => {
  const card = { model: "AMD Instinct MI300X", memory: "192 GiB", clockMHz: 2_100 };
  const labels =
    'run="r",gpu_id="3",serial_number="sn00/n01/c3",card_model="AMD Instinct MI300X",gpu_partition_id="0",gpu_compute_partition_type="spx",hostname="sn00/n01"';

  test("show such a card, and leave one that crashed its health alone", () => {
    const series = parseMetrics(page(100, {}, { card }));
    expect(series.get(`gpu_clock{${labels},clock_index="0",clock_type="system"}`)).toBe(2_100);
    expect(series.get(`gpu_total_vram{${labels}}`)).toBe(196_608);
    expect(series.get('gpu_nodes_total{run="r"}')).toBe(48);
    const crashed = page(1_001, after({ kind: "card.crash", target: "sn00/n01/c3" }), { card });
    expect(parseMetrics(crashed).get(`gpu_health{${labels}}`)).toBe(0);
    expect(seriesOf(crashed, "gpu_junction_temperature")).toHaveLength(47);
  });
});

test("the page says its version and the machine of each run", () => {
  const series = parseMetrics(page(100));
  expect(series.get(`ordeal_build_info{version="1.2.3",nodejs="${process.version}"}`)).toBe(1);
  const info = 'ordeal_cluster_info{run="r",cluster="small",card="NVIDIA H100 80GB HBM3",exporter="dcgm"}';
  expect(series.get(info)).toBe(1);
  expect(series.get('ordeal_cluster_cards{run="r"}')).toBe(48);
});

test("a cluster of more than 1,024 cards shows those alone that are not as all others", () => {
  const cluster = { ...written().cluster, card: H100 };
  const cards = (nodes: number) => seriesOf(page(100, { cluster: { ...cluster, nodes } }), "DCGM_FI_DEV_GPU_TEMP");
  expect(cards(128)).toHaveLength(1_024);
  expect(cards(129)).toHaveLength(0);
});
