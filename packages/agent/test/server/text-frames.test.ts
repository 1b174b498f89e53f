import fc from "fast-check";
import { expect, test } from "vitest";
import * as ws from "ws";
import { textFrames } from "../../src/server/text-frames.ts";

/** The reader of `ws`, which its types leave out. */
const { Receiver } = ws as unknown as {
  readonly Receiver: new (
    options: object,
  ) => NodeJS.WritableStream & {
    on(event: "message", hear: (data: Buffer) => void): unknown;
  };
};

test("texts of any length and alphabet are read back, one a frame, in order, by somebody else's reader", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("", "x".repeat(125), "x".repeat(126), "é".repeat(63), "x".repeat(65_535), "x".repeat(65_536)),
  );
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 5_000 }), (texts, chunk) => {
      const read: Array<string> = [];
      const receiver = new Receiver({ isServer: false, allowSynchronousEvents: true });
      receiver.on("message", (data) => read.push(String(data)));
      const bytes = textFrames(texts);
      for (let at = 0; at < bytes.length; at += chunk) receiver.write(bytes.subarray(at, at + chunk));
      expect(read).toEqual(texts);
    }),
    { numRuns: 100 },
  );
});
