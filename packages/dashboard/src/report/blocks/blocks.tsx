/** @jsxRuntime automatic @jsxImportSource preact */
import { Wide } from "../../charts/wide.tsx";
import type { Block, BlocksPicture } from "./block.ts";
import { BarsBlock, DistributionBlock, HeatBlock, ScatterBlock } from "./charts.tsx";

/** What is no single run: its verdict, and one thing after the other. */
export const BlocksPart = ({ part, version }: { readonly part: BlocksPicture; readonly version: string }) => (
  <article>
    <section aria-label="Verdict">
      <h2>
        {part.verdict === null ? null : <span class={`verdict ${part.verdict}`}>{part.verdict.toUpperCase()}</span>}{" "}
        {part.title}
      </h2>
      <p class="headline">{part.headline}</p>
    </section>
    {part.blocks.map((block, index) => (
      <section key={index}>
        <BlockPanel block={block} />
      </section>
    ))}
    {part.commands.length === 0 ? null : (
      <section>
        <h3>How to reproduce it</h3>
        <p>Ordeal {version}.</p>
        <pre>{part.commands.join("\n")}</pre>
      </section>
    )}
  </article>
);

const BlockPanel = ({ block }: { readonly block: Block }) => {
  switch (block.show) {
    case "text":
      return <p>{block.text}</p>;
    case "lines":
      return (
        <>
          <h3>{block.title}</h3>
          <pre>{block.lines.join("\n")}</pre>
        </>
      );
    case "table":
      return <TableBlock block={block} />;
    case "heat":
      return <HeatBlock block={block} />;
    case "bars":
      return <BarsBlock block={block} />;
    case "distribution":
      return <DistributionBlock block={block} />;
    case "scatter":
      return <ScatterBlock block={block} />;
  }
};

const TableBlock = ({ block }: { readonly block: Extract<Block, { show: "table" }> }) => {
  const numberFrom = (column: number) => (column < block.names ? "" : "number");
  return (
    <>
      <h3>{block.title}</h3>
      <Wide name={block.title}>
        <table>
          <thead>
            <tr>
              {block.head.map((name, column) => (
                <th scope="col" class={numberFrom(column)} key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row, index) => (
              <tr key={index} class={index === block.best ? "best" : ""}>
                {row.map((cell, column) => (
                  <td class={numberFrom(column)} key={column}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </>
  );
};
