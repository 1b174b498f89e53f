import { setFlagsFromString } from "node:v8";
import { type ExporterName, type LogLine, serve } from "@ordeal/agent";
import { decode, isInstalled, limits, ordealCommand, PositiveDurationUs } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { dashboardLater, dashboardPage } from "../live/dashboard.ts";
import { openBrowser } from "../live/open-browser.ts";
import { describeLab, openLab } from "../live/open-lab.ts";
import { shellWord } from "../print/shell.ts";
import { Screen } from "../screen.ts";
import { version } from "../version.ts";
import { readPem, readToken } from "./agent-flags.ts";
import { exitCodes } from "./exit.ts";
import { printBadInput } from "./input.ts";

export interface ServeFlags {
  readonly host: string;
  readonly port: number;
  readonly tokenFile: string | undefined;
  /** Files of a certificate and of its key. */
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  /** How long a lease lasts that says nothing of it, as people write it. */
  readonly lease: string | undefined;
  /** A lab's file: a real job in place of the mock cluster. */
  readonly live?: string | undefined;
  /** Whose names cards go by on `/metrics`; each run's own makers' unless given. */
  readonly metrics?: ExporterName | undefined;
  readonly quiet: boolean;
  /** Experiments that the dashboard offers to open. */
  readonly experiments?: ReadonlyArray<string>;
  /** Whether the dashboard is opened in a browser. */
  readonly open?: boolean;
}

/** Serves the mock cluster, or a lab, until it is interrupted. One line on stdout tells the address; the log goes to stderr. */
export const agent = Effect.fnUntraced(function* (flags: ServeFlags) {
  const { host, port, tokenFile, lease, metrics, quiet } = flags;
  const { out, err } = yield* Screen;
  const token = readToken(tokenFile);
  if (typeof token === "object") {
    err.write(`${token.problem}\n`);
    return exitCodes.badInput;
  }
  const leaseMs = lease === undefined ? undefined : readLeaseMs(lease);
  if (typeof leaseMs === "string" || port < 0 || port > 65_535) {
    err.write(`${typeof leaseMs === "string" ? leaseMs : `--port expected a number from 0 to 65535, found ${port}`}\n`);
    return exitCodes.badInput;
  }
  const tls = readTls(flags);
  if (tls !== undefined && "problem" in tls) {
    err.write(`${tls.problem}\n`);
    return exitCodes.badInput;
  }
  const { experiments = [] } = flags;
  const dashboard = experiments.length === 0 ? { later: dashboardLater() } : yield* dashboardPage(experiments);
  if ("bad" in dashboard) {
    err.write(printBadInput(dashboard.bad, "; the agent is not started"));
    return exitCodes.badInput;
  }
  // What is said and soon forgotten would let the space for what is new grow, and nobody would take that back. What lives
  // longer is collected once it has grown by a fifth, not doubled: whoever makes the agent busy does not make it large.
  for (const flag of ["--semi-space-growth-factor=1", "--heap-growing-percent=20"]) setFlagsFromString(flag);
  const log = (line: LogLine) => err.write(`${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`);
  const serving = Effect.gen(function* () {
    const lab = flags.live === undefined ? undefined : yield* openLab(flags.live, leaseMs);
    const { url } = yield* serve({
      ...(lab === undefined ? {} : { backend: lab.backend }),
      host,
      port,
      version,
      page: "later" in dashboard ? dashboard.later : async () => dashboard.page,
      ...(token === undefined ? {} : { token }),
      ...(tls === undefined ? {} : { tls }),
      ...(leaseMs === undefined ? {} : { leaseMs }),
      ...(metrics === undefined ? {} : { exporter: metrics }),
      ...(quiet ? {} : { log }),
    });
    const pages = url.replace(/^ws(.*)\/v1$/, "http$1");
    out.write(`Ordeal agent at ${url}, with ${pages}/metrics and ${pages}/healthz\n`);
    err.write(`Dashboard: ${pages}/${token === undefined ? "" : "?token=TOKEN, with the token in its place; once"}\n`);
    if (flags.open === true) {
      const address = token === undefined ? `${pages}/` : `${pages}/?token=${encodeURIComponent(token)}`;
      if (!(yield* Effect.promise(() => openBrowser(address))))
        err.write(`No browser could be opened here: go to ${pages}/ yourself.\n`);
    }
    const flag = tokenFile === undefined ? "" : ` --token-file ${shellWord(tokenFile)}`;
    if (lab !== undefined) err.write(describeLab(lab));
    const live = "experiments/live/01-kill-a-rank.yaml";
    const mock = "experiments/10-evening-drill.yaml";
    err.write(
      `Try: ${ordealCommand} run ${isInstalled ? "experiment.yaml" : lab === undefined ? mock : live} --agent ${url.replace(/\/v1$/, "")}${flag}\n`,
    );
    return yield* Effect.never;
  });
  return yield* Effect.scoped(serving).pipe(
    Effect.catchTag("NoLab", ({ reason }) => {
      err.write(reason);
      return Effect.succeed(exitCodes.badInput);
    }),
    Effect.catchTag("CannotServe", ({ reason }) => {
      err.write(`the agent cannot start: ${reason}\n`);
      return Effect.succeed(exitCodes.badInput);
    }),
  );
});

/** The certificate and its key; nothing where neither is named. */
const readTls = ({ tlsCert, tlsKey }: ServeFlags) => {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    const [there, missing] = tlsCert === undefined ? ["--tls-key", "--tls-cert"] : ["--tls-cert", "--tls-key"];
    return { problem: `${there} needs ${missing} beside it: a certificate and its key` };
  }
  const cert = readPem("--tls-cert", tlsCert);
  const key = readPem("--tls-key", tlsKey);
  return typeof cert === "object" ? cert : typeof key === "object" ? key : { cert, key };
};

/** A lease's length in milliseconds, or what is wrong with it. */
const readLeaseMs = (written: string): number | string => {
  const decoded = decode(PositiveDurationUs, written);
  const ms = "value" in decoded ? Math.round(decoded.value / 1_000) : Number.NaN;
  const { leaseMsMin, leaseMsMax } = limits;
  return ms >= leaseMsMin && ms <= leaseMsMax
    ? ms
    : `--lease expected a duration from ${leaseMsMin / 1_000} to ${leaseMsMax / 1_000} seconds, found "${written}"`;
};
