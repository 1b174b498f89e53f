/** @jsxRuntime automatic @jsxImportSource preact */

import { humanNumber } from "@ordeal/model";
import { Wide } from "../charts/wide.tsx";
import { type CellState, type ClusterState, cellMeanings, cellStates } from "./cluster-state.ts";

/** The same facts as the picture, for who cannot see it: supernode by supernode, how many cards are in which state. */
export const SupernodeTable = ({
  state,
  onChoose,
}: {
  readonly state: ClusterState;
  readonly onChoose: (address: string) => void;
}) => {
  const { nodes, nodesPerSupernode, cardsPerNode } = state.shape;
  const rows = Array.from({ length: state.supernodes }, (_, supernode) => {
    const counts = new Map<CellState, number>();
    const end = Math.min(nodes, (supernode + 1) * nodesPerSupernode);
    for (let node = supernode * nodesPerSupernode; node < end; node++)
      for (let card = 0; card < cardsPerNode; card++) {
        const cell = state.stateOf(node, card);
        counts.set(cell, (counts.get(cell) ?? 0) + 1);
      }
    return { supernode, counts, temperatureC: state.loopOf(supernode * nodesPerSupernode)?.temperatureC };
  });
  return (
    <Wide name="Cards by state">
      <table>
        <caption>Cards by state</caption>
        <thead>
          <tr>
            <th scope="col">supernode</th>
            {cellStates.map((cell) => (
              <th scope="col" class="number" key={cell} title={cellMeanings[cell]}>
                {cell}
              </th>
            ))}
            <th scope="col" class="number">
              °C
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ supernode, counts, temperatureC }) => {
            const name = `sn${String(supernode).padStart(2, "0")}`;
            return (
              <tr key={supernode}>
                <th scope="row">
                  <button type="button" onClick={() => onChoose(name)}>
                    {name}
                  </button>
                </th>
                {cellStates.map((cell) => (
                  <td class="number" key={cell}>
                    {counts.has(cell) ? humanNumber(counts.get(cell) ?? 0) : "·"}
                  </td>
                ))}
                <td class="number">{temperatureC === undefined ? "–" : temperatureC.toFixed(1)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Wide>
  );
};
