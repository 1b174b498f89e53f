/** What NVIDIA's driver said in the kernel's log. */
export type DriverMessage =
  /** `written` is the card as the line has it, perhaps with its MIG instance; `address` is the same in all its lines. */
  | {
      readonly kind: "xid";
      readonly code: number;
      readonly written: string;
      readonly address: string;
      readonly details: string;
    }
  /** A card that is no longer on the bus. The message may lie on several lines: then one names the card, one says it. */
  | { readonly kind: "lost card"; readonly address: string | undefined }
  | { readonly kind: "about a card"; readonly address: string }
  | { readonly kind: "strange xid" }
  | { readonly kind: "switch" }
  | { readonly kind: "other" };

/** `(PCI:0000:3b:00)`, and of a card that is divided (MIG) `(PCI:0000:3b:00 GPU-I:01 GPU-CI:00)`. */
const xid = /^NVRM: Xid \(((?:PCI:)?[0-9a-f:.]{4,20}(?:[ ,][^)]{1,80})?)\): (\d{1,5})\b[,:]?\s*(.*)$/is;
/** Within a message: as JSON has them, and as rsyslog writes them. */
const lineBreaks = /(?:\n|#012)\s*(?:NVRM: )?/g;
const strange = /^NVRM: .{0,40}\bXid\b/i;
const address = /(?:^|[^0-9a-f])((?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}(?:\.[0-7])?)(?![0-9a-f])/i;

/** `NVRM: ` of the driver's own words, `nvidia 0000:3b:00.0: ` of what it says through the kernel's device. */
export const ofDriver = /^\s*(?:NVRM: ?|nvidia (?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]: )/i;
/** What is said of a card that is lost. */
export const offTheBus = /\b(?:fallen|fell) off (?:of )?the (?:pcie? )?bus\b/i;
/** Where the card stands on a line before. */
const lostBefore = /^\s*(?:fallen|fell) off\b/i;

/** Reads a message of the kernel. */
export const readDriverMessage = (words: string): DriverMessage => {
  const message = words.replace(lineBreaks, " ");
  const [, written = "", code = "", details = ""] = xid.exec(message) ?? [];
  if (code !== "") {
    return { kind: "xid", code: Number(code), written, address: cardAddress(written), details: details.trim() };
  }
  if (/\bSXid \(/.test(message)) return { kind: "switch" };
  if (strange.test(message)) return { kind: "strange xid" };
  const isLost = offTheBus.test(message);
  if (isLost && lostBefore.test(message)) return { kind: "lost card", address: undefined };
  if (!ofDriver.test(message)) return { kind: "other" };
  const named = /(?:\bGPU\b|^nvidia ).{0,40}/.exec(message)?.[0].match(address)?.[1];
  if (isLost) {
    return { kind: "lost card", address: named === undefined ? undefined : cardAddress(named) };
  }
  return named === undefined ? { kind: "other" } : { kind: "about a card", address: cardAddress(named) };
};

/** What a program's words quote of the driver, if they do. */
export const quotedMessage = (words: string): DriverMessage | undefined => {
  const at = words.indexOf("NVRM: ");
  return at < 0 ? undefined : readDriverMessage(words.slice(at));
};

/** One spelling of a card's address: domain, bus and device in lower case, without the function. */
export const cardAddress = (written: string): string => {
  const match = /^(?:PCI:)?(?:([0-9a-f]{1,8}):)?([0-9a-f]{1,2}):([0-9a-f]{1,2})(?:\.[0-7])?(?:[ ,]|$)/i.exec(written);
  if (match === null) return written.toLowerCase();
  const [, domain = "0", bus = "", device = ""] = match;
  const hex = (digits: string, length: number) => Number.parseInt(digits, 16).toString(16).padStart(length, "0");
  return `${hex(domain, 4)}:${hex(bus, 2)}:${hex(device, 2)}`;
};

/** Whether what follows an Xid tells of another: lines that were glued together, or a message of several lines. */
export const hasSecondXid = (details: string): boolean => /\bXid \((?:PCI:)?[0-9a-f]{2,8}:[0-9a-f]/i.test(details);

/** The number of the NVLink that an Xid tells of; `undefined` where it names none, also as `Link -1`. */
export const linkIn = (details: string): number | undefined => {
  const written = /\blink (?:\w+ )?\(?(-?\d{1,3})(?!\w)/i.exec(details)?.[1];
  return written === undefined || written.startsWith("-") ? undefined : Number(written);
};
