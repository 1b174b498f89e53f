import { ordealCommand } from "@ordeal/model";
import { shellAssignment, shellEnvironment, shellWord } from "../print/shell.ts";
import { accessFlags } from "../verbs/agent-flags.ts";
import type { ReplayFlags } from "./flags.ts";

/** One line that replays the same again, ready for a shell. */
export const replayCommand = (
  flags: ReplayFlags,
  { environment, ...change }: Partial<ReplayFlags> & { readonly environment?: ReadonlyMap<string, string> } = {},
): string => {
  const {
    timeline,
    on,
    seed,
    set,
    without = [],
    map,
    vary,
    against,
    agent,
    rate,
    tokenFile,
    ca,
    from,
    to,
    allowEvents,
    baseline,
  } = { ...flags, ...change };
  const assigned = (flag: string, texts: ReadonlyArray<string>) =>
    texts.map((text) => {
      const equals = text.indexOf("=");
      return equals < 0
        ? `${flag} ${shellWord(text)}`
        : `${flag} ${shellAssignment(text.slice(0, equals), text.slice(equals + 1))}`;
    });
  return [
    `${shellEnvironment(environment)}${ordealCommand} replay`,
    shellWord(timeline),
    ...(on === undefined ? [] : [`--on ${shellWord(on)}`]),
    ...(from === undefined ? [] : [`--from ${shellWord(from)}`]),
    ...(to === undefined ? [] : [`--to ${shellWord(to)}`]),
    ...(seed === undefined ? [] : [`--seed ${seed}`]),
    ...assigned("--set", set),
    ...without.map((id) => `--without ${shellWord(id)}`),
    ...(baseline === undefined ? [] : [`--baseline ${shellWord(baseline)}`]),
    ...(map === "order" ? [] : [`--map ${map}`]),
    ...assigned("--vary", vary),
    ...(against.length === 0 ? [] : [`--against ${against.join(" ")}`]),
    ...(agent === undefined ? [] : [`--agent ${shellWord(agent)}`]),
    ...(rate === undefined ? [] : [`--rate ${rate}`]),
    ...accessFlags({ tokenFile, ca }),
    ...(allowEvents === undefined ? [] : [`--allow-events ${allowEvents}`]),
  ].join(" ");
};
