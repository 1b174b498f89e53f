import { existsSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { defineConfig } from "vitepress";

const root = join(import.meta.dirname, "..", "..");
/** Where files of the repository are read that are no pages. */
const SOURCES = "https://github.com/ordeal-dev/ordeal/blob/main";

export default defineConfig({
  title: "Ordeal",
  description: "Fault injection and resilience testing for AI training clusters",
  srcDir: "..",
  outDir: ".vitepress/dist",
  cacheDir: "../node_modules/.cache/vitepress",
  srcExclude: [
    "README.md",
    "**/node_modules/**",
    "packages/*/README.md",
    "packages/*/CHANGELOG.md",
    "examples/**",
    "**/dist/**",
  ],
  // Pages keep their places in the repository, so that every link is the same there and here.
  buildEnd: ({ outDir }) => {
    writeFileSync(join(outDir, "index.html"), `<meta http-equiv="refresh" content="0; url=docs/">\n`);
  },
  markdown: {
    config: (md) => {
      // A link to a file that is no page leads to the sources; one that leads nowhere is left, and fails the build.
      md.core.ruler.push("sources", (state) => {
        const page = (state.env as { readonly realPath?: string; readonly path: string }).realPath ?? state.env.path;
        for (const { children } of state.tokens) {
          for (const token of children ?? []) {
            const href = token.type === "link_open" ? token.attrGet("href") : null;
            if (href === null || /^(https?:|#|mailto:)/.test(href) || /\.(md|html)(#.*)?$/.test(href)) continue;
            const file = join(dirname(page), decodeURI(href.replace(/#.*$/, "")));
            if (existsSync(file)) token.attrSet("href", `${SOURCES}/${relative(root, file)}`);
          }
        }
      });
    },
  },
  themeConfig: {
    logoLink: "/docs/",
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Get started", link: "/docs/install" },
      { text: "Reference", link: "/docs/reference/" },
      { text: "The model", link: "/docs/model" },
    ],
    sidebar: [
      {
        text: "Use it",
        items: [
          { text: "Get started", link: "/docs/install" },
          { text: "Your own cluster", link: "/docs/own-cluster" },
          { text: "Experiments", link: "/docs/experiments" },
          { text: "Hunt", link: "/docs/hunt" },
          { text: "Campaign", link: "/docs/campaign" },
          { text: "Plan", link: "/docs/plan" },
          { text: "Replay an incident", link: "/docs/replay" },
          { text: "Fit your own records", link: "/docs/fit" },
          { text: "From records to a decision", link: "/docs/spares" },
          { text: "The agent", link: "/docs/agent" },
          { text: "A real job in a lab", link: "/docs/live-lab" },
          { text: "Watch a real training run", link: "/docs/live-hook" },
          { text: "Other people's formats", link: "/docs/formats" },
          { text: "Report and dashboard", link: "/docs/report" },
          { text: "Use it from your code", link: "/docs/library" },
          { text: "How to", link: "/docs/how-to/" },
          { text: "Fixtures", link: "/fixtures/README" },
        ],
      },
      {
        text: "Reference",
        items: [
          { text: "Every field", link: "/docs/reference/" },
          { text: "Presets", link: "/docs/reference/presets" },
          { text: "Import mapping", link: "/docs/reference/import-mapping" },
          { text: "Metrics", link: "/docs/metrics" },
          { text: "The protocol", link: "/packages/agent/protocol/PROTOCOL" },
          { text: "Glossary", link: "/docs/glossary" },
        ],
      },
      {
        text: "Why believe it",
        items: [
          { text: "The model", link: "/docs/model" },
          { text: "Decisions", link: "/packages/simulator/MODEL" },
          { text: "Validation", link: "/docs/validation" },
          { text: "Benchmarks", link: "/docs/benchmarks" },
          { text: "Security", link: "/SECURITY" },
        ],
      },
      {
        text: "Work on it",
        items: [
          { text: "Architecture", link: "/docs/architecture" },
          { text: "The simulator", link: "/packages/simulator/ARCHITECTURE" },
          { text: "Dependencies", link: "/docs/dependencies" },
          { text: "Contributing", link: "/CONTRIBUTING" },
          { text: "Changelog", link: "/CHANGELOG" },
        ],
      },
    ],
  },
});
