import { inGraphiql, useAnswer } from "../api";
import { graphql } from "../graphql";
import type { Modality, SourcesHedgeQuery } from "../graphql/graphql";
import { Legend, MODALITIES } from "../parts/claim";
import { Elsewhere, Waiting } from "../parts/layout";
import { useTitle } from "../title";
import { modality, number, words } from "../words";

const SOURCES_HEDGE = graphql(`
  query SourcesHedge {
    claimStats(groupBy: [SOURCE, MODALITY], first: 1000) { source { id name } modality count }
  }
`);

type Row = { id: string; name: string; total: number; counts: Partial<Record<Modality, number>> };

/** Sources by how much of what they carry is hedged, those that hedge most first. */
export function Sources() {
  useTitle(words.sourcesHow);
  const state = useAnswer(SOURCES_HEDGE, {});
  return (
    <>
      <h1>{words.sourcesHow}</h1>
      <Legend />
      <Waiting state={state}>{({ claimStats }) => <Table rows={bySource(claimStats)} />}</Waiting>
      <Elsewhere graphiql={inGraphiql(SOURCES_HEDGE, {})} csv="/v1/sources?first=100&format=csv" />
    </>
  );
}

function Table({ rows }: { rows: Row[] }) {
  return (
    <table class="shares">
      <thead>
        <tr>
          <th scope="col">{words.sources}</th>
          <th scope="col">{words.claims}</th>
          {MODALITIES.map((one) => <th key={one} scope="col">{modality(one)}</th>)}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, name, total, counts }) => (
          <tr key={id}>
            <th scope="row"><a href={`/search?${new URLSearchParams({ q: `source:"${name}"` })}`}>{name}</a></th>
            <td>{number(total)}</td>
            {MODALITIES.map((one) => {
              const count = counts[one] ?? 0;
              return (
                <td key={one}>
                  <meter class={one.toLowerCase()} min={0} max={total} value={count} aria-hidden="true" />{" "}
                  {Math.round((100 * count) / total)} %
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function bySource(stats: SourcesHedgeQuery["claimStats"]): Row[] {
  const rows = new Map<string, Row>();
  for (const { source, modality: how, count } of stats) {
    if (!source || !how) continue;
    const row = rows.get(source.id) ?? { id: source.id, name: source.name, total: 0, counts: {} };
    row.total += count;
    row.counts[how] = count;
    rows.set(source.id, row);
  }
  const plain = (row: Row) => (row.counts.ASSERTED ?? 0) / row.total;
  return [...rows.values()].sort((a, b) => plain(a) - plain(b));
}
