import { spawn } from "node:child_process";

/** What opens an address in the browser that somebody uses, by platform. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...ReadonlyArray<string>]>>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** Opens an address in the browser. Whether there is anything that does so: where there is no screen, nothing may be. */
export const openBrowser = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const [command, ...before] = openers[process.platform] ?? ["xdg-open"];
    const child = spawn(command, [...before, url], { stdio: "ignore", detached: true });
    child.once("error", () => resolve(false));
    child.once("spawn", () => {
      child.unref();
      resolve(true);
    });
  });
