import { join } from "node:path";
import type { AnyEvent } from "@ordeal/model";
import { expect, test } from "vitest";
import { perfetto } from "../../src/export/formats/perfetto.ts";
import { otlpTraceLines } from "../../src/export/otlp-file.ts";
import { eventsOf } from "../../src/export/recorded-run.ts";
import { RunSpans } from "../../src/export/run-spans.ts";
import type { CountedSource } from "../../src/import/source.ts";
import { folder } from "../support.ts";

/** A run that saves for ever, and in which every tenth save a card crashes and is repaired. */
const endless = async function* (): AsyncGenerator<AnyEvent> {
  const data = { seed: 1, nodes: 1, cards: 8, jobNodes: 1, stepUs: 1, durationUs: 1, intervalUs: null };
  yield { seq: 0, atUs: 0, type: "run.started", data };
  for (let seq = 1; ; ) {
    yield { seq, atUs: seq++, type: "checkpoint.save.started", data: { tier: "storage", step: seq } };
    yield { seq, atUs: seq++, type: "checkpoint.save.ended", data: { tier: "storage", step: seq } };
    if (seq % 20 !== 1) continue;
    const faultId = `cards#${seq}`;
    const fault = {
      faultId,
      kind: "card.crash",
      targets: ["sn00/n00/c0"],
      origin: "hazard",
      cause: "x",
      untilUs: null,
    } as const;
    yield { seq, atUs: seq++, type: "fault.started", data: fault };
    yield { seq, atUs: seq++, type: "fault.ended", data: { faultId } };
  }
};

const summary = { title: "", seed: 1, events: 0, untilUs: 0, unhealed: [], verdict: undefined, incomplete: "" };
const steady = { first: undefined, last: undefined };
const run = { journal: "", ordeal: "", summary, began: undefined, sha256: "", result: undefined, steady };

test.each([
  ["a trace has a beginning", perfetto],
  ["there are spans", otlpTraceLines],
])("of a run without end %s: it is written while the journal is read", async (_, write) => {
  let text = "";
  for await (const piece of write({ run, events: endless, startsAtMs: 0 })) {
    text += piece;
    if (text.length > 2_000_000) break;
  }
  expect(text.match(/save to storage/g)?.length).toBeGreaterThan(1_000);
});

test("of a run only what is going on is held", async () => {
  const spans = new RunSpans();
  let ended = 0;
  let lanes = 0;
  for await (const event of endless()) {
    for (const { lane } of spans.see(event)) {
      ended += 1;
      lanes = Math.max(lanes, lane + 1);
    }
    if (ended > 20_000) break;
  }
  expect(lanes).toBe(1);
  // The phase that the job is in, and at most one save and one fault.
  expect(spans.close(1e9).length).toBeLessThanOrEqual(3);
});

test("a journal is read piece by piece, and left where nobody reads on", async () => {
  const line = (seq: number) => `{"seq":${seq},"atUs":${seq},"type":"fault.ended","data":{"faultId":"a"}}`;
  const text = Array.from({ length: 50_000 }, (_, seq) => line(seq)).join("\n");
  const journal = join(folder({ "j.ndjson": `${text}\n` }), "j.ndjson");
  let source: CountedSource | undefined;
  const pass = {
    signal: new AbortController().signal,
    onSource: (one: CountedSource) => {
      source = one;
    },
  };
  let seen = 0;
  for await (const _ of eventsOf(journal, pass)) if (++seen === 100) break;
  expect(source?.share()).toBeLessThan(0.1);
});
