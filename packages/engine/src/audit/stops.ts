import type { AnyEvent, EventData, Interruption, RunResult } from "@ordeal/model";
import type { Account } from "./account.ts";

interface Stop {
  readonly stoppedUs: number;
  /** Until when the job had stepped. */
  readonly steppedUs: number;
  readonly faultId: string | undefined;
  readonly kind: string;
  /** How far the step was that was killed; `undefined` where nobody can tell. */
  readonly killedUs: number | undefined;
  /** The last step committed when it stopped; `undefined` where nobody can tell. */
  readonly step: number | undefined;
  resumedUs: number | undefined;
  /** The last step that it kept. */
  keptStep: number | undefined;
}

/** Every stop of the job, by the events alone. */
export class Stops {
  private readonly account: Account;
  private readonly stops: Array<Stop> = [];
  /** The faults that are known to have stopped the job, or to have struck it while it was down. */
  private readonly onJob = new Set<string>();
  /** The cause of each fault that struck, and how many struck of each kind and cause. */
  private readonly causes = new Map<string, string>();
  private readonly struck = new Map<string, number>();
  recoveries = 0;

  constructor(account: Account) {
    this.account = account;
  }

  get length(): number {
    return this.stops.length;
  }

  /** The faults that stopped the job, each once. */
  get faultsOnJobLeast(): number {
    return this.onJob.size;
  }

  /** The last of them, if the job is still down from it. */
  get open(): Stop | undefined {
    const last = this.stops.at(-1);
    return last?.resumedUs === undefined ? last : undefined;
  }

  /** Takes in an event, before the account does. Returns what cannot be so about it. */
  see(event: AnyEvent): string | undefined {
    const { open } = this;
    const { clock } = this.account.steps;
    switch (event.type) {
      case "fault.started":
        this.remember(event.data);
        return undefined;
      case "job.stopped": {
        const { faultIds, kind } = event.data;
        for (const faultId of faultIds) this.onJob.add(faultId);
        this.stops.push({
          stoppedUs: event.atUs,
          steppedUs: this.account.steppedUs,
          faultId: faultIds[0],
          kind,
          killedUs: clock.isExact ? clock.inProgressUs : undefined,
          step: clock.isExact ? clock.least : undefined,
          resumedUs: undefined,
          keptStep: undefined,
        });
        return undefined;
      }
      case "job.resumed": {
        // A job that grows back loads and goes on, and was not stopped.
        if (open === undefined) return undefined;
        const { step, lostSteps } = event.data;
        this.recoveries++;
        open.resumedUs = event.atUs;
        open.keptStep = step;
        return open.step === undefined || step + lostSteps === open.step
          ? undefined
          : `the job stopped after step ${open.step}, and resumed after step ${step} with ${lostSteps} lost`;
      }
      case "run.ended":
        if (open !== undefined) open.keptStep = event.data.step;
    }
    return undefined;
  }

  private remember({ faultId, kind, cause }: EventData<"fault.started">): void {
    this.causes.set(faultId, cause);
    const which = `${kind} by ${cause}`;
    this.struck.set(which, (this.struck.get(which) ?? 0) + 1);
  }

  /** Holds what a result says of the faults on the job against them. Returns what does not agree. */
  againstCauses(faultsByCause: RunResult["faultsByCause"]): ReadonlyArray<string> {
    return faultsByCause.flatMap(({ kind, cause, count }) => {
      const most = this.struck.get(`${kind} by ${cause}`) ?? 0;
      return count >= 0 && count <= most ? [] : [`${count} faults are ${kind} by ${cause}, and ${most} by its events`];
    });
  }

  /** Holds a result's interruptions against them, at its last instant. Returns what does not agree. */
  against(interruptions: ReadonlyArray<Interruption>, nowUs: number): ReadonlyArray<string> {
    const wrong: Array<string> = [];
    const expect = (what: string, claimed: unknown, told: unknown): void => {
      if (claimed !== told)
        wrong.push(`${what} is ${String(claimed)} in its result, and ${String(told)} by its events`);
    };
    expect("interruptions listed", interruptions.length, this.stops.length);
    for (const [index, told] of this.stops.entries()) {
      const claimed = interruptions[index];
      if (claimed === undefined) break;
      const which = `interruption ${index + 1}`;
      expect(`${which}: fault`, claimed.faultId, told.faultId);
      expect(`${which}: kind`, claimed.kind, told.kind);
      expect(`${which}: cause`, claimed.cause, this.causes.get(claimed.faultId));
      expect(`${which}: isOver`, claimed.isOver, told.resumedUs !== undefined);
      expect(`${which}: recovery µs`, claimed.recoveryUs, (told.resumedUs ?? nowUs) - claimed.atUs);
      if (claimed.atUs < told.steppedUs || claimed.atUs > told.stoppedUs)
        expect(`${which}: instant`, claimed.atUs, told.stoppedUs);
      const [least, most] = this.lostUs(told);
      if (claimed.lostUs < least || claimed.lostUs > most)
        expect(`${which}: lost µs`, claimed.lostUs, least === most ? least : `from ${least} to ${most}`);
    }
    return wrong;
  }

  /** The least and the most that a stop can have cost: how long each step took that was lost is not kept. */
  private lostUs({ killedUs, step, keptStep }: Stop): readonly [number, number] {
    const { healthyUs, slowestUs } = this.account;
    if (killedUs === undefined || step === undefined || keptStep === undefined) return [0, Number.POSITIVE_INFINITY];
    const lost = Math.max(0, step - keptStep);
    return [killedUs + lost * healthyUs, killedUs + lost * slowestUs];
  }
}
