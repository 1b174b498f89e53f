import type { FaultKind } from "@ordeal/model";

/** The catalog that the meanings are read from. */
export const xidCatalog = {
  name: "NVIDIA's Xid catalog",
  url: "https://docs.nvidia.com/deploy/xid-errors/analyzing-xid-catalog.html",
  /** It bears no number: this is the day of the state that was read. */
  version: "29 October 2025",
} as const;

/**
 * What the catalog wants done at once (its "immediate action"), as far as it tells what becomes of a training run:
 *
 * - `restart`: the program that used the card is ended; the card goes on;
 * - `reset`: the card must be reset, and works again after that;
 * - `repair`: the card is gone until somebody restarts the host, looks at it or replaces it;
 * - `severity`: an NVLink error, which is nothing or needs a reset, as its line says: `Nonfatal` or `Fatal`;
 * - `none`: nothing is struck by it: a record, a test, or the consequence of an Xid before it;
 * - `unknown`: a name without an action, or an action that tells nothing of what was struck ("contact support").
 */
export type XidAction = "restart" | "reset" | "repair" | "severity" | "none" | "unknown";

/** Which of an Xid's repetitions are the same fault: those of the card, or of one NVLink of the card. */
export type XidScope = "card" | "link";

export interface XidEntry {
  readonly meaning: string;
  readonly action: XidAction;
  readonly scope: XidScope;
}

/** What an Xid does to a training run. */
export interface XidMeaning {
  readonly meaning: string;
  /** `undefined` where it strikes nothing by itself. */
  readonly kind: FaultKind | undefined;
  /** How long the card is out, in microseconds, where that is known to be short; else as long as its repair takes. */
  readonly durationUs: number | undefined;
}

/** How long a card is out that is reset: the node is emptied, the card reset and tried (assumed). */
export const RESET_US = 600_000_000;

const entries = (action: XidAction, meanings: Readonly<Record<number, string>>, scope: XidScope = "card") =>
  Object.entries(meanings).map(([code, meaning]) => [Number(code), { meaning, action, scope }] as const);

/** One engine of several of a kind has a code of its own. */
const engines = (name: string, codes: ReadonlyArray<number>) =>
  entries("restart", Object.fromEntries(codes.map((code, index) => [code, `${name} ${index} error`])));

/** Every code whose meaning the catalog (or, of old cards, its forerunner) gives, in order. */
export const xidCodes: ReadonlyMap<number, XidEntry> = new Map(
  [
    ...entries("restart", {
      8: "GPU stopped processing",
      11: "invalid or corrupted push buffer stream",
      13: "graphics engine exception",
      25: "invalid or illegal push buffer stream",
      31: "GPU memory page fault",
      32: "invalid or corrupted push buffer stream",
      60: "video processor exception",
      69: "graphics engine class error",
      80: "corrupted data sent to the GPU",
      94: "contained ECC error",
    }),
    ...engines("copy engine", [
      39,
      40,
      41,
      70,
      71,
      72,
      75,
      76,
      77,
      85,
      ...[126, 127, 128, 129, 130, 131, 132, 133, 134, 135],
    ]),
    ...engines("video decoder", [68, 83, 84, 88, 89, 96, 97, 98]),
    ...engines("JPEG engine", [82, 99, 100, 101, 102, 103, 104, 105]),
    ...engines("optical flow engine", [86, 139]),
    ...entries("reset", {
      46: "GPU stopped processing, timeout",
      62: "internal micro-controller halt",
      64: "ECC page retirement or row remapper recording failed",
      95: "uncontained ECC error",
      109: "context switch timeout",
      110: "security fault",
      119: "GSP RPC timeout",
      120: "GSP error",
      140: "unrecovered ECC error",
      143: "GPU initialization failure",
      156: "resource retirement recorded",
      158: "GPU fatal timeout",
    }),
    ...entries("reset", { 136: "NVLink training failed", 155: "NVLink: error defined by software" }, "link"),
    ...entries("repair", {
      48: "double bit ECC error",
      54: "auxiliary power is not connected to the GPU board",
      79: "GPU has fallen off the bus",
      151: "key rotation error",
    }),
    ...entries(
      "severity",
      {
        74: "NVLink error",
        144: "NVLink: SAW error",
        145: "NVLink: RLW error",
        146: "NVLink: TLW error",
        147: "NVLink: TREX error",
        148: "NVLink: NVLPW error",
        149: "NVLink: NETIR error",
        150: "NVLink: MSE error",
      },
      "link",
    ),
    ...entries("none", {
      14: "a made-up error, for tests",
      37: "driver firmware error, unknown method",
      38: "driver firmware error, watchdog",
      43: "GPU stopped processing, channel reset",
      44: "graphics engine fault during a context switch",
      45: "preemptive cleanup, after errors before it",
      63: "ECC page retirement or row remapping recorded",
      66: "illegal access by the driver",
      67: "illegal access by the driver",
      78: "vGPU start error",
      92: "high single-bit ECC error rate",
      93: "InfoROM wear limit violated, not fatal",
      106: "SMBPBI test message",
      107: "SMBPBI test message, silent",
      108: "NVLink remote translation error",
      121: "C2C link corrected error",
      137: "NVLink privilege error",
      141: "CUDA fast path error",
      152: "DLA SMMU error",
      153: "DLA timeout",
      154: "GPU recovery action changed",
      157: "resource retirement recording failed",
      160: "channel retirement recorded",
      161: "channel retirement recording failed",
    }),
    ...entries("unknown", {
      1: "invalid or corrupted push buffer stream",
      2: "invalid or corrupted push buffer stream",
      3: "invalid or corrupted push buffer stream",
      4: "invalid or corrupted push buffer stream",
      5: "invalid or corrupted push buffer stream",
      6: "invalid or corrupted push buffer stream",
      7: "invalid or corrupted push buffer address",
      9: "driver error programming the GPU",
      12: "driver error handling a GPU exception",
      16: "display engine hung",
      18: "bus mastering disabled in PCI config space",
      19: "display engine error",
      24: "GPU semaphore timeout",
      26: "framebuffer timeout",
      30: "GPU semaphore access error",
      33: "internal micro-controller error",
      56: "display engine error",
      57: "error programming the video memory interface",
      58: "unstable video memory interface detected",
      59: "internal micro-controller error",
      61: "internal micro-controller breakpoint or warning",
      81: "VGA subsystem error",
      122: "SPI PMU RPC read failure",
      123: "SPI PMU RPC write failure",
      124: "SPI PMU RPC erase failure",
      125: "InfoROM file system failure",
      142: "video encoder 3 error",
      159: "CHI non-data error",
      162: "power smoothing works again",
      163: "power smoothing is off",
      164: "power smoothing is near its end of life",
      165: "power smoothing is at its end of life",
      166: "NVLink: traffic before encryption was set up",
      167: "PCIe fatal timeout",
      168: "GPU memory capacity reduced",
      169: "security engine halt",
      170: "NVLink: interrupt in confidential computing mode",
      171: "uncorrectable DRAM error, detail of an Xid 48",
      172: "uncorrectable SRAM error, detail of an Xid 48",
    }),
  ].toSorted(([a], [b]) => a - b),
);

/**
 * What an Xid does to a training run, by its code and, where its line has one, the text after the code. `undefined` when
 * nobody can say: no source gives an action for the code, or it hangs on a severity that the text does not name.
 */
export const xidMeaning = (code: number, details = ""): XidMeaning | undefined => {
  const entry = xidCodes.get(code);
  if (entry === undefined) return undefined;
  const { meaning } = entry;
  const action = entry.action === "severity" ? actionOf(details) : entry.action;
  if (action === "unknown") return undefined;
  if (action === "none") return { meaning, kind: undefined, durationUs: undefined };
  if (action === "restart") return { meaning, kind: "job.crash", durationUs: undefined };
  return { meaning, kind: "card.crash", durationUs: action === "reset" ? RESET_US : undefined };
};

/** What an NVLink error needs: where its fatal forms have an action, it is a reset of the card. */
const actionOf = (details: string): "none" | "reset" | "unknown" => {
  if (/\bnon-?\s?fatal\b/i.test(details)) return "none";
  return /\bfatal\b/i.test(details) ? "reset" : "unknown";
};
