import { ordealCommand } from "@ordeal/model";

/** What an experiment says to try next, as it works here: its author may have written it elsewhere. */
export const nextCommand = (next: string): string => next.replace(/^(?:pnpm|npx) ordeal\b/, ordealCommand);
