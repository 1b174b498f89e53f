import { readFileSync } from "node:fs";
import * as Effect from "effect/Effect";
import { shellWord } from "../print/shell.ts";
import type { Elsewhere } from "../run/experiment.ts";
import { systemReason } from "../run/outputs.ts";

export interface AgentFlags {
  readonly agent: string | undefined;
  readonly tokenFile: string | undefined;
  /** A file of certificates to trust beside those that everybody trusts. */
  readonly ca?: string | undefined;
  /** How many times as fast as real time; as fast as it can unless given. */
  readonly rate?: number | undefined;
}

/** The agent that the flags name; what is wrong with them; or nothing, for this process. */
export const agentOf = Effect.fnUntraced(function* ({ agent: url, tokenFile, ca: caFile, rate }: AgentFlags) {
  if (rate !== undefined && rate <= 0) return { problem: `--rate expected a number above 0, found ${rate}` };
  if (url === undefined) return undefined;
  if (!/^wss?:\/\/[^/]/.test(url)) {
    return { problem: `--agent expected an address such as ws://127.0.0.1:7433, found "${url}"` };
  }
  const token = readToken(tokenFile);
  if (typeof token === "object") return token;
  const ca = caFile === undefined ? undefined : readPem("--ca", caFile);
  if (typeof ca === "object") return ca;
  if (ca !== undefined && url.startsWith("ws:")) {
    return { problem: `--ca is of use with wss:// only, and ${url} is not encrypted` };
  }
  const { remote } = yield* Effect.promise(() => import("@ordeal/agent"));
  const layer = remote({ url, ...(token === undefined ? {} : { token }), ...(ca === undefined ? {} : { ca }) });
  const elsewhere: Elsewhere = { url, layer, access: accessFlags({ tokenFile, ca: caFile }) };
  return elsewhere;
});

/** The flags that open the way to an agent, ready for a shell. */
export const accessFlags = ({ tokenFile, ca }: Pick<AgentFlags, "tokenFile" | "ca">): ReadonlyArray<string> => [
  ...(tokenFile === undefined ? [] : [`--token-file ${shellWord(tokenFile)}`]),
  ...(ca === undefined ? [] : [`--ca ${shellWord(ca)}`]),
];

/** What a file holds that should be PEM, such as a certificate. */
export const readPem = (flag: string, file: string): string | { readonly problem: string } => {
  try {
    const pem = readFileSync(file, "utf8");
    return /^-----BEGIN [A-Z0-9 ]+-----/m.test(pem)
      ? pem
      : { problem: `${flag} ${file} is no PEM: it must begin with -----BEGIN …-----` };
  } catch (error) {
    return { problem: `${flag} ${file} cannot be read: ${systemReason(error)}` };
  }
};

/** The token in a file, without the newline that editors add. */
export const readToken = (file: string | undefined): string | undefined | { readonly problem: string } => {
  if (file === undefined) return undefined;
  try {
    const token = readFileSync(file, "utf8").trim();
    return token === "" ? { problem: `--token-file ${file} is empty: it must hold the token` } : token;
  } catch (error) {
    return { problem: `--token-file ${file} cannot be read: ${systemReason(error)}` };
  }
};
