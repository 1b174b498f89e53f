import { type FaultSpec, UserFunctionFailed } from "@ordeal/model";
import type { Simulation } from "@ordeal/simulator";
import type { BackendRun, Soon } from "../backend/backend.ts";
import { Refused } from "../backend/refused.ts";
import { type DrivenRun, type Driver, HEALED_AT_ONCE } from "./driver.ts";
import type { Said } from "./said.ts";
import { Slicer } from "./slicer.ts";

/** One run of the mock cluster: a simulation that goes on in slices. */
export class MockRun implements BackendRun, DrivenRun {
  readonly simulation: Simulation;
  private readonly slicer: Slicer;
  private readonly said: Said;
  private readonly driver: Driver | undefined;

  /** Without a driver nobody else waits: heals are whole, and whoever uses the run asks for its slices. */
  constructor(simulation: Simulation, said: Said, nowMs: () => number, driver: Driver | undefined) {
    this.simulation = simulation;
    this.said = said;
    this.slicer = new Slicer(simulation, nowMs);
    this.driver = driver;
  }

  get nowUs(): number {
    return this.simulation.nowUs;
  }

  get endUs(): number {
    return this.simulation.endUs;
  }

  get isOver(): boolean {
    return this.simulation.nowUs >= this.simulation.endUs;
  }

  /** One slice towards an instant, of about `budgetMs` at most. Whether the run is there; throws `runBroke`. */
  slice(untilUs: number, budgetMs: number): boolean {
    if (this.driver !== undefined && this.said.isTooMuch) {
      throw new Refused(
        "tooMany",
        "the run said more than the agent can keep account of: it can be looked at, and goes no further",
      );
    }
    try {
      return this.slicer.slice(untilUs, budgetMs);
    } catch (error) {
      // A function that the experiment brings is in this process: what is wrong with it is not the cluster's to say.
      if (error instanceof UserFunctionFailed) throw error;
      throw broke(error);
    }
  }

  inject(fault: FaultSpec, bound: { readonly id: string; readonly ttlUs: number }): void {
    try {
      this.simulation.inject(fault, bound);
    } catch (error) {
      if (error instanceof RangeError) throw new Refused("faultExists", error.message);
      throw broke(error);
    }
  }

  heal(faultIds: ReadonlyArray<string>): Soon<ReadonlyArray<string>> {
    const { driver } = this;
    if (faultIds.length <= HEALED_AT_ONCE || driver === undefined) return this.healAtOnce(faultIds);
    return driver.heal(this, faultIds);
  }

  healAtOnce(faultIds: ReadonlyArray<string>): ReadonlyArray<string> {
    return this.simulation.healAll(faultIds);
  }

  injected(): ReturnType<Simulation["injectedFaults"]> {
    return this.simulation.injectedFaults();
  }

  get injectedCount(): number {
    return this.simulation.injectedCount;
  }

  advance(untilUs: number, isBehind: () => boolean): Promise<void> {
    return this.driven.advance(this, untilUs, isBehind);
  }

  pace(rate: number, untilUs: number): Promise<boolean> {
    return this.driven.pace(this, rate, untilUs);
  }

  private get driven(): Driver {
    if (this.driver === undefined) throw new Error("nobody drives this run: ask for its slices");
    return this.driver;
  }

  snapshot(): ReturnType<Simulation["snapshot"]> {
    return this.simulation.snapshot();
  }

  result(): ReturnType<Simulation["result"]> {
    return this.simulation.result();
  }

  telemetry(everyCardUpTo: number): ReturnType<Simulation["telemetry"]> {
    return this.simulation.telemetry(everyCardUpTo);
  }

  close(reason: Error): void {
    this.said.end();
    this.driver?.drop(this, reason);
  }
}

const broke = (error: unknown): Refused =>
  new Refused("runBroke", error instanceof Error ? error.message : String(error));
