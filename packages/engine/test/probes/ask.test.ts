import type { Probe } from "@ordeal/model";
import * as Effect from "effect/Effect";
import { expect, test } from "vitest";
import { askProbe } from "../../src/probes/ask.ts";
import { answering } from "./server.ts";

const ask = (probe: Partial<Probe>) =>
  Effect.runPromise(askProbe({ name: "eye", reads: "status", timeout: 2_000_000, expect: [], ...probe }));

test("an HTTP probe reads the status, the seconds, or what a JSON pointer names", async () => {
  const http = await answering((_, response) => {
    response.statusCode = 207;
    response.end(JSON.stringify({ queue: { "a/b": [1, 42] }, ok: true, name: "x" }));
  });
  expect(await ask({ http })).toEqual({ value: 207 });
  expect(await ask({ http, reads: "/queue/a~1b/1" })).toEqual({ value: 42 });
  expect(await ask({ http, reads: "/ok" })).toEqual({ value: 1 });
  expect((await ask({ http, reads: "seconds" })).value).toBeGreaterThanOrEqual(0);
  expect(await ask({ http, reads: "/name" })).toEqual({ value: null, reason: "what is at /name is no number" });
  expect(await ask({ http, reads: "/constructor" })).toEqual({
    value: null,
    reason: "its answer has nothing at /constructor",
  });
});

test("whoever does not answer, answers too late or too long, gives no sample", async () => {
  const silent = await answering(() => {});
  expect(await ask({ http: silent, timeout: 50_000 })).toEqual({ value: null, reason: "no answer within 0.05 s" });
  const dripping = await answering((_, response) => void response.write("1"));
  expect(await ask({ http: dripping, timeout: 50_000 })).toEqual({ value: null, reason: "no answer within 0.05 s" });
  const endless = await answering((_, response) => void response.end("x".repeat(1_100_000)));
  expect((await ask({ http: endless })).reason).toMatch(/longer than 1048576 bytes/);
  expect((await ask({ http: "http://127.0.0.1:1/" })).reason).toMatch(/cannot be reached|fetch failed|bad port/);
});

test("a probe goes where it was told, and follows nobody elsewhere", async () => {
  let isReached = false;
  const inner = await answering((_, response) => {
    isReached = true;
    response.end("{}");
  });
  const http = await answering((_, response) => void response.writeHead(302, { location: inner }).end());
  expect(await ask({ http })).toEqual({ value: 302 });
  expect((await ask({ http, reads: "/x" })).reason).toBe("it answered with status 302");
  expect(isReached).toBe(false);
});

test("a query comes to the one number that Prometheus gives, or to no sample", async () => {
  const answer =
    (data: unknown, status = "success") =>
    async () => {
      const prometheus = await answering((request, response) => {
        const url = new URL(request.url ?? "", "http://h");
        if (url.pathname !== "/api/v1/query" || url.searchParams.get("query") !== "max(up)") response.statusCode = 404;
        response.end(JSON.stringify({ status, data }));
      });
      return ask({ prometheus, query: "max(up)" });
    };
  const vector = (...values: ReadonlyArray<string>) => ({
    resultType: "vector",
    result: values.map((value) => ({ metric: { job: "x" }, value: [1_700_000_000.1, value] })),
  });
  expect(await answer(vector("3.5"))()).toEqual({ value: 3.5 });
  expect(await answer({ resultType: "scalar", result: [1, "7"] })()).toEqual({ value: 7 });
  expect(await answer(vector())()).toEqual({ value: null, reason: "the query came to no series" });
  expect((await answer(vector("1", "2"))()).reason).toMatch(/2 series/);
  expect(await answer(vector("NaN"))()).toEqual({ value: null, reason: "the query came to NaN" });
  expect(await answer(vector("+Inf"))()).toEqual({ value: null, reason: "the query came to +Inf" });
  expect((await answer(vector("1"), "error")()).reason).toMatch(/not as Prometheus does/);
  expect((await answer("garbage")()).reason).toMatch(/not as Prometheus does/);
});
