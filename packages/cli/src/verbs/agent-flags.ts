import { readFileSync } from "node:fs";
import * as Effect from "effect/Effect";
import type { Elsewhere } from "../run/experiment.ts";
import { systemReason } from "../run/outputs.ts";

export interface AgentFlags {
  readonly agent: string | undefined;
  readonly tokenFile: string | undefined;
  /** How many times as fast as real time; as fast as it can unless given. */
  readonly rate?: number | undefined;
}

/** The agent that the flags name; what is wrong with them; or nothing, for this process. */
export const agentOf = Effect.fnUntraced(function* ({ agent: url, tokenFile, rate }: AgentFlags) {
  if (rate !== undefined && rate <= 0) return { problem: `--rate expected a number above 0, found ${rate}` };
  if (url === undefined) return undefined;
  if (!/^wss?:\/\/[^/]/.test(url)) {
    return { problem: `--agent expected an address such as ws://127.0.0.1:7433, found "${url}"` };
  }
  const token = readToken(tokenFile);
  if (typeof token === "object") return token;
  const { remote } = yield* Effect.promise(() => import("@ordeal/agent"));
  const elsewhere: Elsewhere = { url, layer: remote({ url, ...(token === undefined ? {} : { token }) }) };
  return elsewhere;
});

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
