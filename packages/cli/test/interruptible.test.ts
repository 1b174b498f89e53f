import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { start } from "../../../test/support/program.ts";
import { within } from "../src/interruptible.ts";
import { root } from "./support.ts";

describe("work within a time", () => {
  test("gives its answer", () => {
    expect(
      within(
        1_000,
        () => 7,
        () => new Error("late"),
      ),
    ).toBe(7);
  });

  test("throws what it throws itself", () => {
    const work = () => {
      throw new TypeError("own");
    };
    expect(() => within(1_000, work, () => new Error("late"))).toThrow(TypeError);
  });

  test("is cut short where it never ends", () => {
    const endless = () => {
      for (;;);
    };
    expect(() => within(50, endless, () => new Error("late"))).toThrow("late");
  });

  test("may have work within it that is cut short sooner", () => {
    const inner = () => {
      try {
        return within(
          50,
          () => {
            for (;;);
          },
          () => new Error("inner"),
        );
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(within(5_000, inner, () => new Error("outer"))).toBe("inner");
  });
});

test("Ctrl-C is heard in the midst of work that never ends", async () => {
  const module = pathToFileURL(join(root, "packages/cli/src/interruptible.ts")).href;
  const program = `
    import { interruptible } from ${JSON.stringify(module)};
    process.on("SIGINT", () => console.log("heard"));
    console.log("begun");
    try { interruptible(() => { for (const end = performance.now() + 30_000; performance.now() < end; ); }); } catch (error) { console.log(error.name); }
  `;
  const child = start(process.execPath, ["--input-type=module", "-e", program]);
  let out = "";
  let killedMs = 0;
  child.stdout?.on("data", (bytes) => {
    out += String(bytes);
    if (!out.startsWith("begun") || killedMs > 0) return;
    // The line may be out before the loop is entered.
    killedMs = 1;
    setTimeout(() => {
      killedMs = performance.now();
      child.kill("SIGINT");
    }, 100);
  });
  const code = await new Promise((resolve) => child.on("exit", resolve));
  expect(out.split("\n").slice(0, 3)).toEqual(["begun", "heard", "CutShort"]);
  expect(code).toBe(0);
  expect(performance.now() - killedMs).toBeLessThan(2_000);
});
