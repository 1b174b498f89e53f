import fc from "fast-check";
import { expect, test } from "vitest";
import { wordsOf } from "../../../src/formats/alertmanager/words.ts";

test.each([
  ["GpuXidError", "gpu xid error"],
  ["gpu_xid_errors", "gpu xid error"],
  ["gpu-xid-error", "gpu xid error"],
  ["gpu.xid.error", "gpu xid error"],
  ["GPU XID Error", "gpu xid error"],
  ["GPUsLost", "gpu lost"],
  ["NPUFault", "npu fault"],
  ["IBPortDown", "ib port down"],
  ["NVLinkDown", "nvlink down"],
  ["RoCELinkFlapping", "roce link flapping"],
  ["KubeNodeNotReady", "kube node notready"],
  ["node_not_ready", "node notready"],
  ["HostUnreachable", "host unreachable"],
  ["Xid79", "xid 79"],
  ["DCGM_FI_DEV_XID_ERRORS", "dcgm fi dev xid error"],
  ["3FSDown", "3fs down"],
  ["k8s-node-down", "kubernetes node down"],
  ["KubeAPIServerDown", "apiserver down"],
  ["SwitchesLost", "switch lost"],
  ["GPFSStatus", "gpfs status"],
  ["", ""],
  ["___", ""],
])("%s is %s", (name, words) => {
  expect(wordsOf(name).join(" ")).toBe(words);
});

test("the spelling of a name does not change its words", () => {
  const word = fc.constantFrom("gpu", "node", "tor", "leak", "port", "down", "flap", "memory", "exporter", "lost");
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
      const capital = words.map((one) => one.charAt(0).toUpperCase() + one.slice(1));
      for (const name of [
        capital.join(""),
        words.join("_"),
        words.join("-"),
        words.join("."),
        words.join("_").toUpperCase(),
      ])
        expect(wordsOf(name)).toEqual(words);
    }),
  );
});
