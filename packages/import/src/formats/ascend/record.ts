import { bad, type Finding, other } from "../../finding.ts";
import { type ConfigMap, readConfigMap } from "./config-map.ts";
import { EventLog } from "./event-log.ts";
import type { DeviceEvent } from "./events.ts";
import { findingsOf, type Meaning } from "./fault.ts";
import type { Snapshot } from "./snapshot.ts";
import { Standing } from "./standing.ts";

/** What a file tells of events and snapshots, brought together. */
export class AscendRecord {
  /** Whether anything in the file is what this format reads, faults or not. */
  isOurs = false;
  readonly #meaning: Meaning;
  readonly #events = new EventLog();
  readonly #standing = new Standing();

  constructor(meaning: Meaning) {
    this.#meaning = meaning;
  }

  event(line: number, event: DeviceEvent): Iterable<Finding> {
    this.isOurs = true;
    return this.#events.read(line, event);
  }

  *configMap(line: number, configMap: ConfigMap): Generator<Finding> {
    const told = readConfigMap(configMap);
    const { name } = configMap.metadata;
    if ("snapshots" in told) yield* this.snapshots(line, told.snapshots);
    else yield "bad" in told ? bad(line, told.bad, name) : other(line, told.other, name);
  }

  *snapshots(line: number, snapshots: ReadonlyArray<Snapshot>): Generator<Finding> {
    this.isOurs = true;
    for (const snapshot of snapshots) {
      const problem = this.#meaning.chips.learn(snapshot.node, snapshot.chips);
      if (problem !== undefined) yield bad(line, problem, snapshot.node);
      const { over, still, refused, late } = this.#standing.update(line, snapshot);
      for (const one of over) yield* findingsOf(one.line, one.fault, { ms: snapshot.takenMs }, this.#meaning);
      for (let count = 0; count < still; count++) yield other(line, "a fault that stood in the snapshot before");
      for (let count = 0; count < refused; count++) yield bad(line, this.#standing.tooMany);
      for (let count = 0; count < late; count++) yield bad(line, this.#standing.late);
    }
  }

  /** What stands at the end, and what the events come to. */
  *end(): Generator<Finding> {
    for (const one of this.#standing.left()) yield* findingsOf(one.line, one.fault, undefined, this.#meaning);
    yield* this.#events.findings((line, fault, end) => findingsOf(line, fault, end, this.#meaning));
  }
}
