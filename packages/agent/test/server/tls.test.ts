import { request } from "node:https";
import { createConnection } from "node:net";
import { Agent } from "@ordeal/engine";
import * as Effect from "effect/Effect";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { makeCertificate } from "../../../../test/support/certificate.ts";
import { remote, serve } from "../../src/index.ts";
import { startServer } from "./raw.ts";

const tls = makeCertificate();
const other = makeCertificate();

/** What an engine's client gets of an agent: its answer, or why there is none. */
const described = (url: string, ca?: string): Promise<string> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const agent = yield* Agent;
        return (yield* agent.describe).agent;
      }).pipe(Effect.provide(remote({ url, token: "right", ...(ca === undefined ? {} : { ca }) }))),
    ).pipe(Effect.catch(({ reason }) => Effect.succeed(reason))),
  );

const page = (url: string, ca: string): Promise<string> =>
  new Promise((resolve, reject) => {
    request(url, { ca }, (response) => {
      let text = "";
      response.on("data", (part) => {
        text += part;
      });
      response.on("end", () => resolve(`${response.statusCode} ${text}`));
    })
      .on("error", reject)
      .end();
  });

describe.skipIf(tls === undefined || other === undefined)(
  "an agent with a certificate (skipped where openssl, which makes one, is missing)",
  () => {
    const { cert } = tls ?? { cert: "" };
    const started = () => startServer({ token: "right", ...(tls === undefined ? {} : { tls }) });

    test("is driven over wss by whoever trusts the certificate, and shows its pages over https", async () => {
      const { url } = await started();
      expect(url).toMatch(/^wss:\/\/127\.0\.0\.1:\d+\/v1$/);
      expect(await described(url, cert)).toBe("ordeal mock cluster");
      expect(await page(`${url.replace(/^wss(.*)\/v1$/, "https$1")}/healthz`, cert)).toMatch(/^200 .*"status":"ok"/);
    });

    test("is not trusted by anybody else, who is told what to do", async () => {
      const { url } = await started();
      expect(await described(url)).toMatch(/nobody who is trusted vouches .*: name who does with --ca FILE/);
      expect(await described(url, other?.cert)).toContain("--ca FILE");
    });

    test("wants the token all the same", async () => {
      const { url } = await started();
      const refused = await new Promise((resolve) => {
        const socket = new WebSocket(url, { ca: cert });
        socket.on("unexpected-response", (_, { statusCode }) => resolve(statusCode));
        socket.on("error", () => {});
      });
      expect(refused).toBe(401);
    });

    test("refuses what is not encrypted, says so, and goes on", async () => {
      const { url, port } = await started();
      const answer = await new Promise<string>((resolve) => {
        let got = "";
        const socket = createConnection(port, "127.0.0.1", () =>
          socket.write("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        );
        socket.on("data", (bytes) => {
          got += bytes;
        });
        socket.on("close", () => resolve(got));
      });
      expect(answer).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n[\s\S]*expected TLS: https or wss\n$/);
      expect(await described(url.replace("wss:", "ws:"))).toMatch(/it speaks TLS only: use wss:\/\//);
      expect(await described(url, cert)).toBe("ordeal mock cluster");
    });

    test("ends connections that begin a handshake and do not end it, or say nothing, within seconds", async () => {
      const { port } = await started();
      const tookMs = await Promise.all(
        ["", "\u0016\u0003\u0001"].map(
          (text) =>
            new Promise<number>((resolve) => {
              const startedMs = performance.now();
              const socket = createConnection(port, "127.0.0.1", () => text !== "" && socket.write(text, "latin1"));
              socket.on("error", () => {});
              socket.on("close", () => resolve(performance.now() - startedMs));
            }),
        ),
      );
      for (const took of tookMs) expect(took).toBeLessThan(6_500);
    }, 15_000);

    test("that is none keeps the agent from starting", async () => {
      const tls = { cert: "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----", key: "x" };
      const serving = serve({ host: "127.0.0.1", port: 0, version: "test", tls });
      const reason = await Effect.runPromise(
        Effect.scoped(serving).pipe(
          Effect.map(() => "it started"),
          Effect.catch(({ reason }) => Effect.succeed(reason)),
        ),
      );
      expect(reason).toMatch(/certificate|PEM/i);
    });
  },
);
