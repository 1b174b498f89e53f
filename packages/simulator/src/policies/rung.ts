import type { Rung } from "@ordeal/model";

/** A rung with everything that is not said at its plain value. */
export const rung = (given: Pick<Rung, "name" | "does" | "takes"> & Partial<Rung>): Rung => ({
  handles: ["*"],
  takesPerThousandCards: 0,
  success: 1,
  keepsProgress: false,
  ...given,
});
