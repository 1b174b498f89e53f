/** What a node's state says of it; one that was `cut` short may have gone on to say more. */
export type NodeHealth = "down" | "not down" | "cut" | "unknown";

/**
 * States and flags of a node, whole or as Slurm shortens them. `FAIL` and `FAILING` are of a node that an administrator
 * expects to fail soon; like a drained one it goes on.
 */
const down = /^(DOWN|ERR|ERROR)$/;
const silent = /^(NOT_RESPONDING|NO_RESPOND)$/;
/** A node that is away on purpose does not answer either. */
const away = /^(POWER|POW_|FUT|REB|CLOUD|BOOT$)/;
const others =
  /^(DRAIN|DRNG|FAIL|IDLE|ALLOC|MIX|COMP|MAINT|RES|PLANNED|PLND|UNK|UNDRAIN|INVAL|INV$|BLOCK|NPC|PERFCTRS|DYNAMIC|EXTERNAL|LAUNCH)/;

/** No state is longer. */
const STATE_LENGTH_MAX = 300;

/**
 * Reads a state such as `DOWN`, `drain*`, `IDLE+DRAIN+NOT_RESPONDING` or `DOWN*+DRAIN`. A `*` marks a node that does not
 * respond: whatever else it is, it is down. Source: NODE STATE CODES of Slurm's sinfo(1).
 */
export const nodeHealth = (state: string): NodeHealth => {
  if (state.length > STATE_LENGTH_MAX) return "unknown";
  const flags = state.toUpperCase().split("+");
  const names = flags.map((flag) => flag.replace(/[*~#!%$@^-]+$/, ""));
  const marks = flags.map((flag, index) => flag.slice(names[index]?.length)).join("");
  if (names.some((name) => down.test(name))) return "down";
  const isAway = /[~#!%@^]/.test(marks) || names.some((name) => away.test(name));
  const isSilent = marks.includes("*") || names.some((name) => silent.test(name));
  const known = names.filter((name) => silent.test(name) || away.test(name) || others.test(name));
  if (isSilent && !isAway && known.length > 0) return "down";
  // What is longer than its column is cut and ends with a plus.
  const isCut = names.length > 1 && names.at(-1) === "";
  if (isCut && known.length > 0) return "cut";
  return known.length === names.length ? "not down" : "unknown";
};

/** Reasons that Slurm's controller itself gives when it sets a node down, up to where `sinfo -R` cuts them. */
const downReason = /^(not responding|node unexpectedly re|resumetimeout reac|node not responding)/i;

/** What the reason alone says of a node. */
export const isDownReason = (reason: string): boolean => downReason.test(reason);
