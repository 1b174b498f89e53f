import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll } from "vitest";
import { make } from "./sql.ts";

/** Where Debian keeps the server's programs; `undefined` where it is not installed. */
const programs = (): string | undefined => {
  const all = "/usr/lib/postgresql";
  const version = existsSync(all) ? readdirSync(all).sort().at(-1) : undefined;
  const bin = version === undefined ? undefined : join(all, version, "bin");
  return bin !== undefined && existsSync(join(bin, "initdb")) ? bin : undefined;
};

const isRoot = process.getuid?.() === 0;
const hasRunuser = existsSync("/usr/sbin/runuser") || existsSync("/sbin/runuser");

/** Why there is no PostgreSQL to test with; `undefined` where there is. */
export const whyNoPostgres = (): string | undefined =>
  programs() === undefined
    ? "PostgreSQL is not installed (Debian: postgresql)"
    : isRoot && !hasRunuser
      ? "PostgreSQL does not run as root, and runuser is not installed"
      : undefined;

/** Runs a program of PostgreSQL as somebody whom it accepts. */
const run = (name: string, args: ReadonlyArray<string>): void => {
  const program = join(programs() ?? "", name);
  const [command, all] = isRoot ? ["runuser", ["-u", "postgres", "--", program, ...args]] : [program, args];
  execFileSync(command as string, all as ReadonlyArray<string>, { stdio: "ignore", cwd: "/" });
};

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

/** A server of their own for the tests of a group, which is gone when they are over; each asks for a database. */
export const postgres = (): Postgres => {
  let server: Awaited<ReturnType<typeof startServer>>;
  let databases = 0;
  beforeAll(async () => {
    server = await startServer();
  }, 60_000);
  afterAll(() => server?.stop());
  return {
    database: async () => {
      const name = `test_${++databases}`;
      await make(server.url("postgres"), `CREATE DATABASE ${name}`);
      return server.url(name);
    },
    kill: () => server.kill(),
  };
};

export interface Postgres {
  /** The address of a database that nobody else has. */
  readonly database: () => Promise<string>;
  /** Kills it with a signal that it cannot heed, and starts it again. */
  readonly kill: () => Promise<void>;
}

const startServer = async () => {
  const folder = mkdtempSync(join(tmpdir(), "ordeal-postgres-"));
  if (isRoot) chownSync(folder, Number(idOf("-u")), Number(idOf("-g")));
  const data = join(folder, "data");
  const port = await freePort();
  const control = (...args: ReadonlyArray<string>) =>
    run("pg_ctl", ["-D", data, "-w", "-l", join(folder, "log"), ...args]);
  const options = ["-o", `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off`];
  run("initdb", ["-D", data, "-A", "trust", "-U", "ordeal", "--no-sync"]);
  control(...options, "start");
  return {
    url: (database: string) => `postgres://ordeal@127.0.0.1:${port}/${database}`,
    kill: async () => {
      process.kill(Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]), "SIGKILL");
      // Its children notice by themselves that it is gone; until they have, it does not start.
      for (let tries = 1; ; tries++) {
        await setTimeout(100);
        try {
          return control(...options, "start");
        } catch (error) {
          if (tries === STARTS_MAX) throw error;
        }
      }
    },
    stop: () => {
      control("stop", "-m", "immediate");
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const STARTS_MAX = 100;

const idOf = (flag: string): string => execFileSync("id", [flag, "postgres"], { encoding: "utf8" }).trim();
