import { describe, expect, test } from "vitest";
import { importing } from "../../support.ts";
import { AT, cpu, deviceList, entry, TAKEN } from "./written.ts";

describe("what kubectl describe prints", () => {
  const describeOf = (name: string, data: Readonly<Record<string, string>>, blank: string) =>
    [
      `Name:         ${name}`,
      "Namespace:    kube-system",
      "Labels:       mx-consumer-cim=true",
      "Annotations:  <none>",
      "",
      "Data",
      "====",
      ...Object.entries(data).map(([key, text]) => `${key}:\n----\n${text}${blank}`),
      "",
      "BinaryData",
      "====",
      "",
      "Events:  <none>",
      "",
    ].join("\n");
  const info = { DeviceInfo: { ...deviceList([entry()]), UpdateTime: TAKEN } };
  const node = { NodeInfo: { FaultDevList: [cpu], HeartbeatTime: TAKEN } };

  test.each([["\n"], [""]])("is read, with and without blank lines between keys", async (blank) => {
    const data = {
      Description: "about",
      DeviceInfoCfg: JSON.stringify(info),
      ManuallySeparateNPU: "",
      NodeInfo: JSON.stringify(node),
    };
    const { imported } = await importing(
      "ascend",
      { text: describeOf("mindx-dl-deviceinfo-n1", data, blank) },
      { isStrict: true },
    );
    expect(imported).toMatchObject({ faults: 2, skipped: [] });
  });

  test("is read over several lines, and one after the other", async () => {
    const first = describeOf("mindx-dl-deviceinfo-n1", { DeviceInfoCfg: JSON.stringify(info, null, 2) }, "\n");
    const empty = { DeviceInfo: { ...deviceList([]), UpdateTime: TAKEN + 60 } };
    const text = first + describeOf("mindx-dl-deviceinfo-n1", { DeviceInfoCfg: JSON.stringify(empty) }, "\n");
    const { timeline } = await importing("ascend", { text }, { isStrict: true });
    expect(timeline?.faults).toMatchObject([{ component: "n1", duration: (TAKEN + 60) * 1e6 - AT * 1e3 }]);
  });

  test("is counted where its text is torn", async () => {
    const text = describeOf("mindx-dl-deviceinfo-n1", { DeviceInfoCfg: JSON.stringify(info).slice(0, -9) }, "\n");
    expect((await importing("ascend", { text }, {})).refused?.message).toMatch(/not written as it writes them/);
  });
});
