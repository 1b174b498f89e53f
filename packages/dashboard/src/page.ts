import { createHash } from "node:crypto";

/** What one page is made of. */
export interface PageParts {
  readonly title: string;
  /** Markup that was made safe already. */
  readonly body: string;
  readonly style: string;
  readonly script: string;
  /** What the script reads, by the id of the element that holds it. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What the page may speak to, as sources of a Content-Security-Policy; nothing unless given. */
  readonly connect?: string;
}

/** One page that holds all that it needs, and by its policy runs and loads nothing else. */
export const htmlPage = ({ title, body, style, script, data, connect }: PageParts): string => {
  const code = scriptText(script);
  const policy = policyOf({ style, script: code, ...(connect === undefined ? {} : { connect }) });
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    '<link rel="icon" href="data:,">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    body,
    ...Object.entries(data).map(
      ([id, value]) => `<script type="application/json" id="${escapeHtml(id)}">${jsonText(value)}</script>`,
    ),
    `<script type="module">${code}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
};

/** Nothing may run, load or be spoken to but what is named here. */
export const policyOf = ({
  style,
  script,
  connect,
}: {
  readonly style: string;
  readonly script: string;
  readonly connect?: string;
}): string =>
  [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "img-src data:",
    ...(connect === undefined ? [] : [`connect-src ${connect}`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

const hashOf = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

/** Text between tags, or in an attribute. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** JSON in which no tag can end, and no comment begin. */
export const jsonText = (value: unknown): string => JSON.stringify(value).replace(/</g, "\\u003c");

/** A script in whose strings no tag can end and no comment begin; outside of strings neither stands in what a bundler writes. */
export const scriptText = (script: string): string => script.replace(/<(?=\/script|!--)/gi, "\\x3c");
