import { type XidMeaning, xidMeaning } from "../xid/codes.ts";
import type { Alert } from "./alert.ts";
import { firstOf, type PlainLabels } from "./labels.ts";
import { wordsOf } from "./words.ts";

/** Labels that hold an Xid, and one that does when the alert is one of a GPU. */
const xidLabels = ["xid", "xidcode", "xiderror", "xiderrorcode"];
const codeLabel = "errcode";
const gpuLabels = ["gpu", "gpuid", "uuid", "gpuuuid", "errmsg", "dcgmfidriverversion"];

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
export const xidOf = (
  { labels: { alertname = "" }, annotations }: Alert,
  labels: PlainLabels,
): AlertedXid | undefined => {
  const words = wordsOf(alertname);
  const at = words.indexOf("xid");
  const isOfGpu = at >= 0 || firstOf(labels, gpuLabels) !== undefined;
  const labelled = numberOf(firstOf(labels, xidLabels) ?? (isOfGpu ? labels.get(codeLabel) : undefined));
  // No error is told as error 0: then the alert is about something else.
  if (at < 0 && (labelled ?? 0) === 0) return undefined;
  const told = Object.values(annotations ?? {});
  const code = labelled ?? numberOf(words[at + 1]) ?? numberInText(told);
  const details = [firstOf(labels, ["errmsg"]) ?? "", ...told].join("; ");
  return { code, known: code === undefined ? undefined : xidMeaning(code, details) };
};

/** `79`, `79.0`, `Xid 79`. */
const numberOf = (text = ""): number | undefined => {
  const digits = /^\s*(?:xid\W{0,3})?(\d{1,5})(?:\.0+)?\s*$/i.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

const numberInText = (texts: ReadonlyArray<string>): number | undefined => {
  const found = texts
    .map((text) => /\bxid\b\s*(?:\([^)\n]{0,40}\))?[^\d\n]{0,20}(\d{1,5})\b/i.exec(text)?.[1])
    .find((one) => one !== undefined);
  return found === undefined ? undefined : Number(found);
};
