/**
 * Why the agent refuses a request: the standard codes of JSON-RPC 2.0, and Ordeal's own from −32000 down.
 * Names are what the engine and the log call them.
 */
export const errorCodes = {
  parseError: { code: -32_700, meaning: "the frame is not JSON" },
  invalidRequest: { code: -32_600, meaning: "the frame is no JSON-RPC 2.0 request; a batch is refused as well" },
  methodNotFound: { code: -32_601, meaning: "there is no such method" },
  invalidParams: { code: -32_602, meaning: "the parameters are not what the method takes; `data` lists every problem" },
  internalError: { code: -32_603, meaning: "the agent itself broke; its log says how" },
  unknownRun: { code: -32_000, meaning: "there is no run of that id: it was never opened, or it was closed" },
  unknownFault: { code: -32_001, meaning: "there is no injected fault of that id in the run" },
  leaseExpired: { code: -32_002, meaning: "there is no such lease any more; its faults were healed" },
  halted: {
    code: -32_003,
    meaning: "the agent is halted: it heals, and takes no new fault until `agent.halt` lifts it",
  },
  tooMany: { code: -32_004, meaning: "a bound is reached, of this client or of all: the message says which" },
  unsupported: { code: -32_005, meaning: "the agent cannot inject this kind, or not into this target" },
  runOver: { code: -32_006, meaning: "the run has ended: it can be looked at, and not be struck" },
  faultExists: { code: -32_007, meaning: "a fault of that id is there, and it is another one" },
  runExists: { code: -32_008, meaning: "a run of that id is there" },
  runBroke: { code: -32_009, meaning: "the simulation of the run threw; the run is closed" },
} as const satisfies Readonly<Record<string, { readonly code: number; readonly meaning: string }>>;

export type ErrorName = keyof typeof errorCodes;
