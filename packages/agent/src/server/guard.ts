import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Log } from "./log.ts";

/** Why a connection or a page is refused: an HTTP status, and a sentence. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405 | 503;
  readonly why: string;
}

/** Does something for somebody; whatever it throws is logged, and `instead` ends what it was done for. */
export type Guard = (act: () => void, instead: () => void) => void;

export const guardWith =
  (log: Log): Guard =>
  (act, instead) => {
    try {
      act();
    } catch (error) {
      log({ what: "agent broke", why: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      instead();
    }
  };

/** The path that a request asks for; `undefined` when no parser of URLs takes what it says. */
export const pathOf = ({ url = "/" }: IncomingMessage): string | undefined =>
  URL.canParse(url, "http://agent") ? new URL(url, "http://agent").pathname : undefined;

export const unreadable: Refusal = { status: 400, why: "expected a path that can be read" };

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

export const isLoopback = (host: string): boolean => loopback.test(host);

/**
 * Whether a request may come in. With a token, every request must bring it, or the cookie that a browser got for it. Without one the agent listens on loopback
 * only, and the request must mean it by name: a page of some site that points its own name here is refused. A browser
 * page of another origin is refused in any case.
 */
export const refusalOf = (request: IncomingMessage, token: string | undefined): Refusal | undefined => {
  const { host = "", origin, authorization } = request.headers;
  if (origin !== undefined && !isSameOrigin(origin, host)) return { status: 403, why: `foreign origin ${origin}` };
  if (token === undefined) {
    const name = host.replace(/:\d+$/, "");
    return isLoopback(name) ? undefined : { status: 403, why: `host ${host} is not this machine's own` };
  }
  const brought = /^Bearer (.+)$/.exec(authorization ?? "")?.[1];
  if (brought === undefined) {
    const pass = passIn(request.headers.cookie);
    if (pass === undefined) return { status: 401, why: "no token" };
    return isSame(pass, passOf(token)) ? undefined : { status: 401, why: "wrong token" };
  }
  return isSame(brought, token) ? undefined : { status: 401, why: "wrong token" };
};

const isSameOrigin = (origin: string, host: string): boolean => {
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
};

/** The cookie that speaks for a browser which brought the token. */
export const PASS = "ordeal-pass";

/** What stands in it: nobody learns the token from it, and an agent started anew with another token takes it no more. */
export const passOf = (token: string): string =>
  createHmac("sha256", token).update("a browser that brought the token").digest("base64url");

const passIn = (cookies = ""): string | undefined =>
  cookies
    .split(";")
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith(`${PASS}=`))
    ?.slice(PASS.length + 1);

/** Compares in a time that tells nothing of where two texts differ, nor how long they are. */
export const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
