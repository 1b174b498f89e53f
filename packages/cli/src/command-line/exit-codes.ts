import * as Context from "effect/Context";

/** What each exit code of a verb means; its help lists them. */
export const ExitCodes = Context.Reference<Readonly<Record<number, string>>>("ordeal/cli/ExitCodes", {
  defaultValue: () => ({}),
});
