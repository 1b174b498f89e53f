/** A bug of the simulator that these invariants found. */
interface FoundBug {
  readonly what: string;
  /** Whether it is fixed: then the experiment keeps every invariant. */
  readonly isMended: boolean;
  /** The sentence of the design that it breaks. */
  readonly breaks: string;
  /** What the invariants say of it, as `name: message`. */
  readonly shows: RegExp;
  /** The smallest experiment that shows it. */
  readonly experiment: object;
}

const cluster = { name: "c", nodes: 1 };
const job = { nodes: 1, step: "10 seconds" };
const checkpoint = { interval: "1 hour", tiers: [{ stall: "1 second", load: "60 seconds" }] };
const recovery = { restart: "20 seconds" };
const base = { seed: 1, duration: "10 minutes", cluster, job, checkpoint, recovery };

export const foundBugs: ReadonlyArray<FoundBug> = [
  {
    what: "a second tier that is due at the same boundary as the first blocks for ever",
    isMended: true,
    breaks: "3.6: each [tier] with stall (blocks training), persist, load",
    shows: /^(phases: the save to .* goes on after|transfers: the save to .* was done)/,
    experiment: {
      ...base,
      checkpoint: {
        interval: "1 minute",
        tiers: [{ stall: "1 second" }, { name: "b", stall: "1 second", persist: "9 seconds" }],
      },
    },
  },
  {
    what: "a node that is quarantined twice is released by the first quarantine's clock, and again when it is in the job",
    isMended: true,
    breaks: "3.9: no node both spare and in the job; 3.7: repeat offenders are quarantined",
    shows: /^membership: |^newest good: gives up/,
    experiment: {
      ...base,
      duration: "30 minutes",
      cluster: { name: "c", nodes: 2 },
      recovery: { ...recovery, quarantine: { faults: 1, window: "1 hour", release: "10 minutes" } },
      faults: [
        { kind: "node.crash", target: "sn00/n01", at: "1 minute", duration: "1 minute" },
        { kind: "node.crash", target: "sn00/n01", at: "5 minutes", duration: "1 minute" },
        { kind: "node.crash", target: "sn00/n00", at: "13 minutes", duration: "10 minutes" },
        { kind: "node.crash", target: "sn00/n01", at: "17 minutes", duration: "1 minute" },
      ],
    },
  },
  {
    what: "a straggler that is found while the job loads is taken out of use, and the job comes back on it",
    isMended: true,
    breaks: "3.9: none down in the job while it steps",
    shows: /^membership: the job stepped until/,
    experiment: {
      ...base,
      cluster: { name: "c", nodes: 2 },
      recovery: { ...recovery, detect: { straggler: "30 seconds" } },
      faults: [
        { kind: "job.crash", at: "100 seconds" },
        { kind: "card.slow", target: "sn00/n00/c0", speed: 0.5, at: "120 seconds", duration: "5 minutes" },
      ],
    },
  },
  {
    what: "a job comes back over a path that is cut, when the cut is shorter than the timeout",
    isMended: true,
    breaks: "3.3: a cut path stalls the job whatever comm is; 3.9: none down in the job while it steps",
    shows: /^membership: the job stepped until/,
    experiment: {
      ...base,
      cluster: { ...cluster, scaleUp: { planes: 1 } },
      faults: [
        { kind: "job.crash", at: "100 seconds" },
        { kind: "link.down", target: "sn00/plane0", at: "170 seconds", duration: "50 seconds" },
      ],
    },
  },
  {
    what: "a switch that takes a node's last ports fails over as if others were left, and the job steps on without the node",
    isMended: true,
    breaks: "3.3: a cut path stalls the job whatever comm is; 3.9: none down in the job while it steps",
    shows: /^membership: the job stepped until/,
    experiment: {
      ...base,
      cluster: { ...cluster, scaleOut: { uplinks: 2, tors: 2 } },
      faults: [
        { kind: "link.down", target: "sn00/n00/up00", at: "100 seconds", duration: "200 seconds" },
        { kind: "switch.down", target: "tor00b", at: "150 seconds", duration: "100 seconds" },
      ],
    },
  },
  {
    what: "when the newest copy is rejected, one is loaded that retention had let go",
    isMended: true,
    breaks: "3.6: keep {last n, and one every so often for so long}",
    shows: /^no bad resume: .*let go by retention/,
    experiment: {
      ...base,
      checkpoint: {
        interval: "1 minute",
        tiers: [{ stall: "1 second", load: "5 seconds", keep: { last: 1, for: "0 seconds" } }],
      },
      faults: [
        { kind: "checkpoint.corrupt", at: "200 seconds" },
        { kind: "job.crash", at: "201 seconds" },
      ],
    },
  },
  {
    what: "a rung that keeps progress goes on with a state that is known to be corrupted",
    isMended: true,
    breaks: "3.4: card.corrupt: the run goes back to the last clean one, or to step 0 if none is kept",
    shows: /^no bad resume: resumed from memory, which is known to be corrupted/,
    experiment: {
      ...base,
      cluster: { name: "c", nodes: 2 },
      recovery: {
        detect: { corruption: "1 minute" },
        policy: { ladder: [{ name: "swap", does: "spare", keepsProgress: true }] },
      },
      faults: [{ kind: "card.corrupt", target: "sn00/n00/c0", at: "100 seconds" }],
    },
  },
  {
    what: "a loop trips in the name of the fault that struck it last, even when that one is over and another trips it",
    isMended: true,
    breaks: "3.9: all faults that ended are gone",
    shows: /^faults end: job\.(stopped|struck) in the name of .*, which is over/,
    experiment: {
      ...base,
      faults: [
        { kind: "cooling.pump", target: "cdu0", at: "100 seconds", duration: "5 minutes" },
        { kind: "cooling.pump", target: "cdu0", flow: 0.9, at: "105 seconds", duration: "5 seconds" },
      ],
    },
  },
  {
    what: "the timeout of a hang runs on through a restart: when the job hangs again it is found too early",
    isMended: true,
    breaks: "3.4: card.hang: seen only by timeout; 3.7: hang: collective timeout",
    shows: /^phases: the hang by/,
    experiment: {
      ...base,
      recovery: { ...recovery, detect: { hang: "100 seconds" } },
      faults: [
        { kind: "card.hang", target: "sn00/n00/c0", at: "100 seconds" },
        { kind: "card.hang", target: "sn00/n00/c1", at: "190 seconds", duration: "300 seconds" },
      ],
    },
  },
  {
    what: "a save that is due at the instant of a heal is missed",
    isMended: true,
    breaks: "3.1: heals, then completions; 3.6: a save starts at the next step boundary",
    shows: /^(saves in time|steps in order|conservation|phases|transfers): /,
    experiment: {
      ...base,
      checkpoint: { interval: { steps: 5 }, tiers: [{ stall: "1 second" }] },
      faults: [{ kind: "storage.slow", share: 0.5, at: "12 seconds", duration: "38 seconds" }],
    },
  },
  {
    what: "a step that begins at the instant of a heal runs at the speed from before it",
    isMended: true,
    breaks: "3.1: heals, then completions; 3.3: speed is sampled at step start",
    shows: /^(saves in time|steps in order|conservation): /,
    experiment: {
      ...base,
      faults: [
        { kind: "card.slow", target: "sn00/n00/c0", speed: 0.5, at: "5 seconds", duration: "25 seconds" },
        { kind: "job.crash", at: "595 seconds" },
      ],
    },
  },
];

/** Whether something that an invariant says is explained by a bug that is known and not fixed yet. */
export const isKnown = (said: string): boolean =>
  foundBugs.some(({ isMended, shows }) => !isMended && shows.test(said));
