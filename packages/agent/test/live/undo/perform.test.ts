import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { find, identify, type ProcessIdentity, signal } from "../../../src/live/machine/process.ts";
import { isUndone, perform } from "../../../src/live/undo/perform.ts";

const sleeper = async (): Promise<ProcessIdentity> => {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "spawn");
  const identity = identify(child.pid ?? 0);
  if (identity === undefined) throw new Error("it is not there");
  return identity;
};

describe.skipIf(process.platform !== "linux")("undoing", () => {
  test("lets a process go on that was stopped, and does nothing when it is done again", async () => {
    const process = await sleeper();
    signal(process, "SIGSTOP");
    await expect.poll(() => find(process)?.state).toBe("T");
    const undo = { _tag: "processContinues", process } as const;
    expect(await isUndone(undo)).toBe(false);
    expect(await perform(undo)).toBe(true);
    expect(find(process)?.state).not.toBe("T");
    expect(await perform(undo)).toBe(true);
  });

  test("never touches a process that came by the id of another, nor one of an earlier start of the machine", async () => {
    const process = await sleeper();
    signal(process, "SIGSTOP");
    await expect.poll(() => find(process)?.state).toBe("T");
    for (const other of [
      { ...process, startTime: process.startTime + 1 },
      { ...process, bootId: "another" },
    ]) {
      expect(await perform({ _tag: "processContinues", process: other })).toBe(true);
      expect(signal(other, "SIGKILL")).toBe(false);
    }
    expect(find(process)?.state).toBe("T");
  });

  test("finds undone what is not there any more", async () => {
    const gone = { pid: 4_194_000, startTime: 1, bootId: "another" };
    expect(await perform({ _tag: "linkUp", holder: gone, device: "eth0" })).toBe(true);
    expect(await perform({ _tag: "queueRemoved", holder: gone, device: "eth0" })).toBe(true);
    expect(await perform({ _tag: "groupRemoved", path: "/sys/fs/cgroup/cpu/ordeal-none" })).toBe(true);
    expect(await perform({ _tag: "unmounted", mountPoint: "/run/ordeal/none/store" })).toBe(true);
    expect(await perform({ _tag: "processesEnded", labId: "no-such-lab", holders: [gone] })).toBe(true);
  });
});
