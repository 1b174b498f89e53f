import type { Experiment, Finding, JournalEvent, Snapshot } from "@ordeal/model";
import { injectionsOf } from "../injection.ts";
import type { EngineLine } from "../journal/line.ts";
import { ProbeWatch } from "../probes/probe-watch.ts";
import { Lasting } from "./lasting.ts";
import { type SteadyReport, SteadyStateMonitor } from "./steady-state.ts";
import { Window } from "./window.ts";

/** What a look at the run comes to: what to write down, and whether to stop at once. */
export interface LookOutcome {
  readonly notes: ReadonlyArray<Omit<EngineLine, "atUs">>;
  readonly stop: boolean;
}

/** Everything that is watched while an experiment runs: its steady state, its `stopWhen`, and faults that were withheld. */
export class Monitor {
  /** Whether the run has to be looked at at all. */
  readonly isLooking: boolean;
  private readonly steady: SteadyStateMonitor | undefined;
  private readonly stopWhen: ReadonlyArray<Lasting>;
  private readonly window = new Window();
  readonly probes: ProbeWatch;
  private readonly withheld: Array<string> = [];
  private wasHeld: boolean | undefined;
  stopped: { readonly condition: string; readonly atUs: number } | undefined;

  constructor(experiment: Experiment) {
    const { steadyState, stopWhen } = experiment;
    const durations = injectionsOf(experiment).map(({ faultId, fault }) => [faultId, fault.duration ?? 0] as const);
    this.steady = steadyState === undefined ? undefined : new SteadyStateMonitor(steadyState, new Map(durations));
    this.stopWhen = stopWhen.map((condition) => new Lasting(condition));
    this.probes = new ProbeWatch(experiment);
    this.isLooking = steadyState !== undefined || stopWhen.length > 0 || !this.probes.isEmpty;
  }

  see(event: JournalEvent): void {
    this.steady?.see(event);
    this.probes.see(event);
    if (event.type !== "fault.skipped") return;
    const { faultId, reason } = event.data as { readonly faultId: string; readonly reason: string };
    if (reason.startsWith("safety.")) this.withheld.push(`${faultId} (${reason})`);
  }

  /** Takes in a look; at the last before the first fault, a steady state that does not hold is a reason to stop. */
  look(now: Snapshot, isLastBefore: boolean, probes?: ReadonlyMap<string, number | null>): LookOutcome {
    const look = this.window.add(now, probes);
    const notes: Array<LookOutcome["notes"][number]> = [];
    const broken = this.steady?.look(look);
    if (broken !== undefined && (broken.length === 0) !== this.wasHeld) {
      this.wasHeld = broken.length === 0;
      notes.push(
        this.wasHeld
          ? { engine: "steadyState.held", data: {} }
          : { engine: "steadyState.broken", data: { conditions: broken } },
      );
    }
    const isUnsteady = this.steady?.hasStruckUnsteady === true || (isLastBefore && this.wasHeld === false);
    const condition = this.stopWhen.filter((one) => one.look(look))[0]?.condition.expression;
    if (condition !== undefined) {
      this.stopped = { condition, atUs: now.atUs };
      notes.push({ engine: "stopped", data: { condition } });
    }
    return { notes, stop: condition !== undefined || isUnsteady };
  }

  get steadyReport(): SteadyReport | undefined {
    return this.steady?.report;
  }

  /** What was seen that decides the verdict, for a run that was observed up to an instant. */
  findings(untilUs: number): ReadonlyArray<Finding> {
    const findings: Array<Finding> = [];
    if (this.stopped !== undefined) {
      findings.push({ verdict: "fail", reason: `stopped, because ${this.stopped.condition}` });
    } else {
      const steady = this.steady?.judge(untilUs);
      if (steady !== undefined) findings.push(steady);
    }
    findings.push(...this.probes.findings);
    if (this.withheld.length > 0)
      findings.push({ verdict: "unknown", reason: `faults were withheld for safety: ${this.withheld.join(", ")}` });
    return findings;
  }
}
