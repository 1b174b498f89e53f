import type { Fault } from "./fault.ts";

/** The faults that are active, in no order that matters. */
export class ActiveFaults {
  private readonly faults: Array<Fault> = [];
  /** By id, from the first time on that one was looked for. */
  private byId: Map<string, Fault> | undefined;
  /** Those that somebody scripted, by the id of the script. */
  private readonly byScript = new Map<string, Set<Fault>>();
  /** How many those are. */
  scriptedCount = 0;

  add(fault: Fault): void {
    fault.index = this.faults.length;
    this.faults.push(fault);
    this.byId?.set(fault.id, fault);
    const { scriptId } = fault.source;
    if (scriptId === undefined) return;
    this.scriptedCount++;
    const ofScript = this.byScript.get(scriptId);
    if (ofScript === undefined) this.byScript.set(scriptId, new Set([fault]));
    else ofScript.add(fault);
  }

  delete(fault: Fault): void {
    const last = this.faults.pop();
    this.byId?.delete(fault.id);
    this.deleteScripted(fault);
    if (last === undefined || last === fault) return;
    last.index = fault.index;
    this.faults[fault.index] = last;
  }

  private deleteScripted(fault: Fault): void {
    const { scriptId } = fault.source;
    const ofScript = scriptId === undefined ? undefined : this.byScript.get(scriptId);
    if (scriptId === undefined || ofScript === undefined) return;
    if (ofScript.delete(fault)) this.scriptedCount--;
    if (ofScript.size === 0) this.byScript.delete(scriptId);
  }

  /** The active fault of an id. */
  find(id: string): Fault | undefined {
    if (this.faults.length === 0) return undefined;
    this.byId ??= new Map(this.faults.map((fault) => [fault.id, fault]));
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
    return [...(this.byScript.get(scriptId) ?? [])].sort(byAge);
  }

  hasOfScript(scriptId: string): boolean {
    return this.byScript.has(scriptId);
  }

  /** Those that somebody scripted, in no order that matters. */
  *scripted(): Generator<Fault> {
    for (const ofScript of this.byScript.values()) yield* ofScript;
  }
}

const byAge = (a: Fault, b: Fault): number => a.startUs - b.startUs || (a.id < b.id ? -1 : 1);
