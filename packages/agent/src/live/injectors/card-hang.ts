import { signal } from "../machine/process.ts";
import { always, type Injector } from "./injector.ts";

/** A collective never completes: the rank of a card stands still. */
export const cardHang: Injector = {
  kind: "card.hang",
  targets: ["card"],
  mechanism: "SIGSTOP of the card's rank, until it is killed, or SIGCONT",
  undo: "exact",
  probe: always,
  inject: async (_, { ranks, willUndo }) => {
    if (ranks.length === 0) throw new Error("no process computes on it now");
    for (const { process } of ranks) {
      willUndo({ _tag: "processContinues", process });
      signal(process, "SIGSTOP");
    }
  },
};
