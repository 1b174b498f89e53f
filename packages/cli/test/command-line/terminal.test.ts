import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { main, program, start } from "../../../../test/support/program.ts";
import { folder, smallExperiment } from "../support.ts";

const hasPython = (() => {
  try {
    execFileSync("python3", ["-c", "import pty"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

/** What a terminal got from a command until Ctrl-C had ended it, pressed when the pattern was seen. */
const onTerminal = (pattern: string, args: ReadonlyArray<string>) =>
  new Promise<{ readonly code: number | null; readonly got: string }>((resolve) => {
    const { command, args: given, env } = program(main, args);
    const script = join(import.meta.dirname, "terminal.py");
    const child = start("python3", [script, pattern, "100", command, ...given], { env });
    let got = "";
    child.stdout?.on("data", (chunk) => (got += chunk));
    child.on("close", (code) => resolve({ code, got }));
  });

/** What stands on the lines of a terminal in the end, as far as ours moves about: in a line, and back to one that it kept. */
const shown = (got: string): string =>
  got
    .split("\r\n")
    .map((line) => line.split("\u001b[2K").at(-1)?.split("\u001b[K").at(-1))
    .join("\n");

test.skipIf(!hasPython)(
  "a terminal whose command is interrupted shows how far it came and the command that goes on, and no bar",
  async () => {
    const long = {
      duration: "3650 days",
      checkpoint: "{ interval: 20 seconds, tiers: [{ stall: 1 second, persist: 1 second, load: 20 seconds }] }",
      thresholds: "[]",
    };
    const at = folder({ "e.yaml": smallExperiment(long) });
    const args = ["run", join(at, "e.yaml"), "--out", at, "--allow-events", "900000000", "--no-verdict"];
    const { code, got } = await onTerminal("day \\d+", args);
    expect(code).toBe(130);
    expect(got).toContain("░");
    // The cursor is back, and lines are wrapped again.
    expect(got.lastIndexOf("\u001b[?25h")).toBeGreaterThan(got.lastIndexOf("\u001b[?25l"));
    expect(got.lastIndexOf("\u001b[?7h")).toBeGreaterThan(got.lastIndexOf("\u001b[?7l"));
    expect(shown(got)).toMatch(
      /^Interrupted: "A small test" came to day \d+, .*\nRun it again: pnpm ordeal run \S+e\.yaml --seed 7 --allow-events 900000000 --out \S+ --no-verdict\n$/,
    );
  },
);
