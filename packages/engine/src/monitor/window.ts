import { type Look, type Snapshot, THROUGHPUT_WINDOW_US } from "@ordeal/model";

type Mark = Look["before"];

/** Remembers what earlier looks saw, as far back as a signal looks. */
export class Window {
  private marks: Array<Mark> = [{ atUs: 0, progressUs: 0 }];

  /** Takes in a look, in order of time. */
  add(now: Snapshot, probes?: Look["probes"]): Look {
    const fromUs = now.atUs - THROUGHPUT_WINDOW_US;
    // The window begins at the last mark that is old enough, or at the oldest there is.
    while (this.marks.length > 1 && (this.marks[1] as Mark).atUs <= fromUs) this.marks.shift();
    const before = this.marks[0] as Mark;
    this.marks.push({ atUs: now.atUs, progressUs: now.progressUs });
    return { now, before, ...(probes === undefined ? {} : { probes }) };
  }
}
