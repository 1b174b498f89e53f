import type { JournalEvent } from "@ordeal/model";
import { describe, expect, test } from "vitest";
import { ControlPlane } from "../../src/cluster/control-plane.ts";
import { Journal } from "../../src/journal.ts";

describe("the control plane", () => {
  test("answers when no stall is left of those that overlap, and says each time whether it does", () => {
    const said: Array<JournalEvent> = [];
    const controlPlane = new ControlPlane(new Journal({ onEvent: (event) => said.push(event) }));
    expect(controlPlane.isUp).toBe(true);
    controlPlane.stall(1, 1);
    controlPlane.stall(2, 1);
    controlPlane.stall(3, -1);
    expect(controlPlane.isUp).toBe(false);
    controlPlane.stall(4, -1);
    expect(controlPlane.isUp).toBe(true);
    expect(said.map(({ atUs, data }) => [atUs, data])).toEqual([
      [1, { up: false }],
      [2, { up: false }],
      [3, { up: false }],
      [4, { up: true }],
    ]);
  });

  test("tells its news once, however much there was", () => {
    const controlPlane = new ControlPlane(new Journal({}));
    expect(controlPlane.takeNews()).toBe(false);
    controlPlane.noteCapacity();
    controlPlane.stall(1, 1);
    expect([controlPlane.takeNews(), controlPlane.takeNews()]).toEqual([true, false]);
    controlPlane.stall(2, -1);
    expect(controlPlane.takeNews()).toBe(true);
  });
});
