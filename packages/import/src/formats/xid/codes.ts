import type { FaultKind } from "@ordeal/model";

/** What an Xid means, and what it does to a training run; `undefined` where it strikes nothing by itself. */
export interface XidMeaning {
  readonly meaning: string;
  readonly kind: FaultKind | undefined;
}

const harmless = (meaning: string): XidMeaning => ({ meaning, kind: undefined });
/** The program that used the card is ended; the card goes on. */
const program = (meaning: string): XidMeaning => ({ meaning, kind: "job.crash" });
/** The card must be reset or replaced. */
const card = (meaning: string): XidMeaning => ({ meaning, kind: "card.crash" });
/** The card answers no more, and nobody says so: only a timeout finds it. */
const hang = (meaning: string): XidMeaning => ({ meaning, kind: "card.hang" });
const link = (meaning: string): XidMeaning => ({ meaning, kind: "link.down" });

/**
 * The Xid errors of NVIDIA's drivers. Meanings are those of "Xid Errors" (https://docs.nvidia.com/deploy/xid-errors/); the
 * kinds are our reading of the actions it recommends: restart the application, reset or replace the GPU, ignore.
 */
export const xidCodes: ReadonlyMap<number, XidMeaning> = new Map([
  [1, program("invalid or corrupted push buffer stream")],
  [2, program("invalid or corrupted push buffer stream")],
  [3, program("invalid or corrupted push buffer stream")],
  [4, program("invalid or corrupted push buffer stream")],
  [5, program("invalid or corrupted push buffer stream")],
  [6, program("invalid or corrupted push buffer stream")],
  [7, program("invalid or corrupted push buffer address")],
  [8, program("GPU stopped processing")],
  [9, program("driver error programming the GPU")],
  [11, program("invalid or corrupted push buffer stream")],
  [12, program("driver error handling a GPU exception")],
  [13, program("graphics engine exception")],
  [16, harmless("display engine hung")],
  [18, card("bus mastering disabled in PCI config space")],
  [19, harmless("display engine error")],
  [24, hang("GPU semaphore timeout")],
  [25, program("invalid or illegal push buffer stream")],
  [26, card("framebuffer timeout")],
  [30, program("GPU semaphore access error")],
  [31, program("GPU memory page fault")],
  [32, program("invalid or corrupted push buffer stream")],
  [33, card("internal micro-controller error")],
  [37, program("driver firmware error")],
  [38, program("driver firmware error")],
  [43, program("GPU stopped processing")],
  [44, program("graphics engine fault during a context switch")],
  [45, harmless("preemptive cleanup, after errors before it")],
  [46, hang("GPU stopped processing")],
  [48, card("double bit ECC error")],
  [54, card("auxiliary power is not connected to the GPU board")],
  [56, harmless("display engine error")],
  [57, card("error programming the video memory interface")],
  [58, card("unstable video memory interface detected")],
  [59, card("internal micro-controller error")],
  [61, card("internal micro-controller breakpoint or warning")],
  [62, card("internal micro-controller halt")],
  [63, harmless("ECC page retirement or row remapping recorded")],
  [64, card("ECC page retirement or row remapper recording failed")],
  [66, program("illegal access by the driver")],
  [67, program("illegal access by the driver")],
  [68, program("video decoder exception")],
  [69, program("graphics engine class error")],
  [74, link("NVLink error")],
  [78, harmless("vGPU start error")],
  [79, card("GPU has fallen off the bus")],
  [80, card("corrupted data sent to the GPU")],
  [81, harmless("VGA subsystem error")],
  [92, harmless("high single-bit ECC error rate")],
  [93, harmless("InfoROM wear limit violated, not fatal")],
  [94, program("contained ECC error")],
  [95, card("uncontained ECC error")],
  [109, program("context switch timeout")],
  [110, card("security fault")],
  [119, hang("GSP RPC timeout")],
  [120, card("GSP error")],
  [121, harmless("C2C link corrected error")],
  [122, card("SPI PMU RPC read failure")],
  [123, card("SPI PMU RPC write failure")],
  [124, card("SPI PMU RPC erase failure")],
  [125, card("InfoROM file system failure")],
  [136, link("link training failed")],
  [137, program("NVLink FLA privilege error")],
  [140, card("unrecovered ECC error")],
  [143, card("GPU initialization failure")],
  [144, link("NVLink: SAW error")],
  [145, link("NVLink: RLW error")],
  [146, link("NVLink: TLW error")],
  [147, link("NVLink: TREX error")],
  [148, link("NVLink: NVLPW error")],
  [149, link("NVLink: NETIR error")],
  [150, link("NVLink: MSE error")],
  [151, card("key rotation error")],
  [154, harmless("GPU recovery action changed")],
  [155, harmless("NVLink: SW defined error")],
  [156, harmless("resource retirement recorded")],
  [157, card("resource retirement recording failed")],
]);
