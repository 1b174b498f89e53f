import { faultKinds, isFaultKind } from "@ordeal/model";
import { truncate } from "../print/truncate.ts";

const WIDTH_MAX = 28;

/** What people call a fault: its cause, or its kind when the cause says no more than what the kind means. */
export const causeName = (cause: string, kind: string): string => {
  const name = isFaultKind(kind) && faultKinds[kind].meaning === cause ? kind : cause;
  return truncate(name, WIDTH_MAX);
};
