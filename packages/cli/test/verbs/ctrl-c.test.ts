import { type ChildProcess, execFileSync } from "node:child_process";
import { readdirSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Circumstances, ordealProcess } from "../command-line/command.ts";
import { folder, smallExperiment } from "../support.ts";

/**
 * Nothing that Ctrl-C is pressed in here would end by itself: that it ends at all is what it heard. How soon it hears is a
 * figure of `pnpm bench`.
 */
const pressed = (args: ReadonlyArray<string>, when: (child: ChildProcess, press: () => void) => void) => {
  const whenStarted: Circumstances["whenStarted"] = (press, child) => when(child, press);
  return ordealProcess(args, { whenStarted });
};

/** Once the command has said this, or anything, on stderr or stdout. */
const whenSaid =
  (text = "") =>
  (child: ChildProcess, press: () => void) => {
    let said = "";
    const hear = (chunk: unknown) => {
      const before = said.includes(text) && said !== "";
      said += String(chunk);
      if (!before && said.includes(text)) press();
    };
    child.stderr?.on("data", hear);
    child.stdout?.on("data", hear);
  };

/** Somebody who takes connections and never says a word; says when one has come. */
const silentAgent = async (onTestFinished: (clean: () => void) => void) => {
  let come = () => {};
  const hasCome = new Promise<void>((resolve) => {
    come = resolve;
  });
  const server = createServer((socket) => {
    socket.on("error", () => {});
    come();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as { readonly port: number };
  return { url: `ws://127.0.0.1:${port}`, hasCome };
};

const endless = (text: string): string => `console.error("at work");\n${text}\nexport default {};\n`;

describe("Ctrl-C ends, with 130,", () => {
  test.each([["check"], ["run"], ["run", "--dry-run"], ["hunt"]])(
    "%s %s while a module loads that never comes to an end",
    async (...verb) => {
      const at = folder({ "e.ts": endless("for (;;);") });
      const { code, out } = await pressed([...verb, join(at, "e.ts")], whenSaid("at work"));
      expect(code).toBe(130);
      expect(out).toBe("");
    },
  );

  test.each([
    ["run", "e.yaml"],
    ["replay", "t.yaml"],
  ])("%s between two thoughts of a policy that thinks for long", async (verb, file) => {
    const thinks = "for (const startedMs = performance.now(); performance.now() < startedMs + 250; );";
    const rung = '{ name: "restart", does: "job", takes: "1 minute" }';
    const faults = Array.from({ length: 170 }, (_, nth) => `  - { kind: job.crash, at: ${nth + 5} minutes }\n`).join(
      "",
    );
    const at = folder({
      "policy.ts": `export default { policy: () => { console.error("at work"); ${thinks} return ${rung}; } };\n`,
      "e.yaml": smallExperiment({
        recovery: "{ use: ./policy.ts }",
        faults: `\n${faults}`,
        job: "{ nodes: 4, step: 1 second }",
      }),
      "t.yaml": `title: A diary\non: ./e.yaml\nfaults:\n${faults}`,
    });
    const { code, err } = await pressed([verb, join(at, file)], whenSaid("at work"));
    expect(err).toContain("Interrupted");
    expect(code, err).toBe(130);
    // Forty seconds of thoughts were before it.
    expect(err.split("at work").length).toBeLessThan(60);
  });

  test("import while nobody writes into the pipe that it reads", async () => {
    const at = folder({ "m.yaml": mapping });
    execFileSync("mkfifo", [join(at, "f.csv")]);
    const args = ["import", "csv", join(at, "f.csv"), "--mapping", join(at, "m.yaml")];
    const { code, err } = await pressed(args, (child, press) => {
      // It is told once the pipe is open, for then it has come to read.
      const writing = setInterval(() => {
        if (child.pid === undefined || child.exitCode !== null) return clearInterval(writing);
        if (!opened(child.pid, join(at, "f.csv"))) return;
        clearInterval(writing);
        press();
      }, 20);
    });
    expect(err).toContain("Interrupted; nothing was written.");
    expect(code).toBe(130);
  });

  test("import while it reads a stdin that does not end", async () => {
    const at = folder({ "m.yaml": mapping });
    const { code, err } = await pressed(["import", "csv", "-", "--mapping", join(at, "m.yaml")], (child, press) => {
      child.stdin?.on("error", () => {});
      child.stdin?.write("t,c\n");
      const writing = setInterval(() => {
        if (child.exitCode !== null || child.signalCode !== null) return clearInterval(writing);
        child.stdin?.write("1,n\n".repeat(1_000));
      }, 5);
      whenSaid("Importing")(child, press);
    });
    expect(err).toContain("Interrupted; nothing was written.");
    expect(code).toBe(130);
  });

  test.each([["orphans"], ["halt"], ["run", "e.yaml"]])(
    "%s %s while it waits for an agent that never answers",
    async (verb, ...files) => {
      const cleans: Array<() => void> = [];
      const agent = await silentAgent((clean) => cleans.push(clean));
      const at = folder({ "e.yaml": smallExperiment() });
      const how = verb === "run" ? ["--rate", "50", "--out", join(at, "runs"), "--strict"] : [];
      const args = [verb, ...files.map((file) => join(at, file)), "--agent", agent.url, ...how];
      const { code, err } = await pressed(args, (_, press) => void agent.hasCome.then(press));
      for (const clean of cleans) clean();
      expect(code).toBe(130);
      if (verb !== "run") return;
      const again = `--seed 7 --agent ${agent.url} --rate 50 --strict --out ${join(at, "runs")}`;
      expect(err).toContain(`Run it again: pnpm ordeal run ${join(at, "e.yaml")} ${again}\n`);
    },
  );

  test("agent, which says good-bye", async () => {
    const { code } = await pressed(["agent", "--port", "0"], whenSaid("Ordeal agent at"));
    expect([0, 130]).toContain(code);
  });
});

/** Makes sense of rows of seconds and hosts. */
const mapping = `time: { column: t, unit: seconds, since: "2024-01-01T00:00:00Z" }
component: c
rules: [{ kind: node.crash }]
`;

/** Whether a process has a file open. */
const opened = (pid: number, file: string): boolean => {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === file);
  } catch {
    return false;
  }
};

const linkOf = (path: string): string => {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
};
