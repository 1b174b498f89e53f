import { ChurningMap } from "../kernel/churning-map.ts";
import type { Fault } from "./fault.ts";

/** The faults that are active, in no order that matters. */
export class ActiveFaults {
  private readonly faults: Array<Fault> = [];
  /** By id, from the first time on that one was looked for. */
  private byId: ChurningMap<string, Fault> | undefined;
  /** Those that somebody scripted, by the id of the script; from the first time on that one was looked for. */
  private byScript: ChurningMap<string, Set<Fault>> | undefined;
  /** How many those are. */
  scriptedCount = 0;

  add(fault: Fault): void {
    fault.index = this.faults.length;
    this.faults.push(fault);
    this.byId?.set(fault.id, fault);
    if (fault.source.scriptId === undefined) return;
    this.scriptedCount++;
    if (this.byScript !== undefined) index(this.byScript, fault);
  }

  /** Takes out one that is among them. */
  delete(fault: Fault): void {
    const last = this.faults.pop();
    this.byId?.delete(fault.id);
    const { scriptId } = fault.source;
    if (scriptId !== undefined) this.deleteScripted(fault, scriptId);
    if (last === undefined || last === fault) return;
    last.index = fault.index;
    this.faults[fault.index] = last;
  }

  private deleteScripted(fault: Fault, scriptId: string): void {
    this.scriptedCount--;
    const ofScript = this.byScript?.get(scriptId);
    if (ofScript?.delete(fault) === true && ofScript.size === 0) this.byScript?.delete(scriptId);
  }

  private get scripts(): ChurningMap<string, Set<Fault>> {
    if (this.byScript === undefined) {
      this.byScript = new ChurningMap();
      for (const fault of this.faults) index(this.byScript, fault);
    }
    return this.byScript;
  }

  /** The active fault of an id. */
  find(id: string): Fault | undefined {
    if (this.faults.length === 0) return undefined;
    this.byId ??= new ChurningMap(this.faults.map((fault) => [fault.id, fault]));
    return this.byId.get(id);
  }

  [Symbol.iterator](): Iterator<Fault> {
    return this.faults[Symbol.iterator]();
  }

  /** All of them, oldest first. */
  list(): ReadonlyArray<Fault> {
    return [...this.faults].sort(byAge);
  }

  /** Those that meet a condition, oldest first. */
  filter(is: (fault: Fault) => boolean): ReadonlyArray<Fault> {
    const found = this.faults.filter(is);
    return found.length > 1 ? found.sort(byAge) : found;
  }

  /** Those that a script of this id struck with, oldest first: one, or its repetitions. */
  ofScript(scriptId: string): ReadonlyArray<Fault> {
    return [...(this.scripts.get(scriptId) ?? [])].sort(byAge);
  }

  hasOfScript(scriptId: string): boolean {
    return this.scripts.has(scriptId);
  }

  /** Those that somebody scripted, in no order that matters. */
  *scripted(): Generator<Fault> {
    for (const ofScript of this.scripts.values()) yield* ofScript;
  }
}

/** Puts a scripted fault with the others of its script. */
const index = (byScript: ChurningMap<string, Set<Fault>>, fault: Fault): void => {
  const { scriptId } = fault.source;
  if (scriptId === undefined) return;
  const ofScript = byScript.get(scriptId);
  if (ofScript === undefined) byScript.set(scriptId, new Set([fault]));
  else ofScript.add(fault);
};

const byAge = (a: Fault, b: Fault): number => a.startUs - b.startUs || (a.id < b.id ? -1 : 1);
