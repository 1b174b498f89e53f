import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { escapeHtml, htmlPage, jsonText, scriptText } from "../src/page.ts";

const hostile = `</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>"'&`;

test("text cannot become markup, nor end the script that holds it", () => {
  const page = htmlPage({
    title: hostile,
    body: `<p>${escapeHtml(hostile)}</p>`,
    style: "p{color:red}",
    script: `console.log("</script><!--")`,
    data: { data: { title: hostile } },
  });
  expect(page.match(/<script/g)).toHaveLength(2);
  expect(page.match(/<\/script/g)).toHaveLength(2);
  expect(page).not.toContain("<!--");
  expect(page).not.toContain("<img");
  expect(JSON.parse(jsonText({ title: hostile }))).toEqual({ title: hostile });
});

test("the policy lets run what the page holds, by its hash, and nothing else", () => {
  const script = `document.title = "</script>"`;
  const page = htmlPage({ title: "", body: "", style: "p{}", script, data: {} });
  const policy = /content="(default-src[^"]*)"/.exec(page)?.[1]?.replaceAll("&#39;", "'") ?? "";
  const hash = createHash("sha256").update(scriptText(script)).digest("base64");
  expect(policy).toContain(`script-src 'sha256-${hash}'`);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
});
