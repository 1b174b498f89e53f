import { type XidMeaning, xidCodes } from "../xid/codes.ts";
import type { Alert } from "./alert.ts";
import { plainLabel } from "./labels.ts";
import { wordsOf } from "./words.ts";

/** Labels that hold an Xid, and those that do when the alert is one of a GPU. */
const xidLabels = new Set(["xid", "xidcode", "xiderror", "xiderrorcode"]);
const codeLabels = new Set(["errcode"]);
const gpuLabels = new Set(["gpu", "gpuid", "uuid", "gpuuuid", "errmsg", "dcgmfidriverversion"]);

/** What is told of an Xid, and what it means; the Xid format decides by the same table. */
export interface AlertedXid {
  /** `undefined` when the alert is one of Xids and does not say which. */
  readonly code: number | undefined;
  readonly known: XidMeaning | undefined;
}

/**
 * The Xid that an alert tells: of a label, such as the DCGM exporter's `err_code`, else of the name or the annotations of
 * an alert whose name speaks of Xids. `undefined` for any other alert.
 */
export const xidOf = ({ labels, annotations }: Alert): AlertedXid | undefined => {
  const byLabel = new Map(
    Object.entries(labels).flatMap(([label, value]) => (value.trim() === "" ? [] : [[plainLabel(label), value]])),
  );
  const words = wordsOf(labels.alertname ?? "");
  const at = words.indexOf("xid");
  const isOfGpu = at >= 0 || [...gpuLabels].some((label) => byLabel.has(label));
  const names = [...byLabel.keys()];
  const label = names.find((name) => xidLabels.has(name)) ?? names.find((name) => isOfGpu && codeLabels.has(name));
  const labelled = numberOf(byLabel.get(label ?? ""));
  // No error is told as error 0: then the alert is about something else.
  if (at < 0 && (labelled ?? 0) === 0) return undefined;
  const code = labelled ?? numberOf(words[at + 1]) ?? numberInText(Object.values(annotations ?? {}));
  return { code, known: code === undefined ? undefined : xidCodes.get(code) };
};

/** `79`, `79.0`, `Xid 79`. */
const numberOf = (text: string | undefined): number | undefined => {
  const digits = /^\s*(?:xid\W{0,3})?(\d{1,5})(?:\.0+)?\s*$/i.exec(text ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
};

const numberInText = (texts: ReadonlyArray<string>): number | undefined => {
  const found = texts
    .map((text) => /\bxid\b\s*(?:\([^)\n]{0,40}\))?[^\d\n]{0,20}(\d{1,5})\b/i.exec(text)?.[1])
    .find((one) => one !== undefined);
  return found === undefined ? undefined : Number(found);
};
