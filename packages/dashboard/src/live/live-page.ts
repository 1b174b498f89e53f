import { htmlPage } from "../page.ts";
import type { OfferedRun } from "./fault-form.ts";
import { faultForms } from "./fault-forms.ts";
import { liveStyle } from "./style.ts";

/** The dashboard as one HTML page, which speaks to nobody but who served it. `client` is the script of `live/client.tsx`. */
export const livePage = (
  { version, offered }: { readonly version: string; readonly offered: ReadonlyArray<OfferedRun> },
  client: string,
): string =>
  htmlPage({
    title: "Ordeal agent",
    body: '<div id="app"></div><noscript>The dashboard needs scripts; <a href="/metrics">/metrics</a> does not.</noscript>',
    style: liveStyle,
    script: client,
    data: { data: { version, forms: faultForms(), offered } },
    connect: "'self'",
  });
