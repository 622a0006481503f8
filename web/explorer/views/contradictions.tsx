import { useEffect, useState } from "preact/hooks";
import { ask, inGraphiql, useAnswer } from "../api";
import { graphql } from "../graphql";
import type { ContradictedQuery } from "../graphql/graphql";
import { ClaimCard } from "../parts/claim";
import { Elsewhere, Waiting } from "../parts/layout";
import { useTitle } from "../title";
import { words } from "../words";

const CONTRADICTED = graphql(`
  query Contradicted($after: String) {
    claims(filter: { links: { some: { kind: [CONTRADICTS] } } }, first: 20, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { ...ClaimCard related(kind: CONTRADICTS, first: 5) { edges { id node { ...ClaimCard } } } }
    }
  }
`);

const CSV = `/v1/claims?${new URLSearchParams({
  filter: JSON.stringify({ links: { some: { kind: ["CONTRADICTS"] } } }),
  format: "csv",
})}`;

type Claims = ContradictedQuery["claims"];

/** Claims that can't both be so, the newest first. */
export function Contradictions() {
  useTitle(words.contradictions);
  const state = useAnswer(CONTRADICTED, { after: null });
  const [pages, setPages] = useState<Claims[]>([]);
  useEffect(() => setPages(state.data ? [state.data.claims] : []), [state.data]);
  const last = pages.at(-1)?.pageInfo;
  const more = async () => {
    const { claims } = await ask(CONTRADICTED, { after: last?.endCursor ?? null });
    setPages([...pages, claims]);
  };
  const pairs = pairsOf(pages);
  return (
    <>
      <h1>{words.contradictions}</h1>
      <Waiting state={state}>
        {() => (
          <div class="pairs">
            {pairs.map(({ id, claim, other }) => (
              <div class="pair contradicts" key={id}>
                <ClaimCard claim={claim} />
                <p class="kind">≠</p>
                <ClaimCard claim={other} />
              </div>
            ))}
            {pairs.length === 0 && <p>{words.nothing}</p>}
            {last?.hasNextPage && <button type="button" onClick={more}>{words.more}</button>}
          </div>
        )}
      </Waiting>
      <Elsewhere graphiql={inGraphiql(CONTRADICTED, { after: null })} csv={CSV} />
    </>
  );
}

/** Each pair once: a link is found from both of its claims. */
function pairsOf(pages: Claims[]) {
  const pairs = pages.flatMap(({ nodes }) =>
    nodes.flatMap((claim) => claim.related.edges.map(({ id, node }) => ({ id, claim, other: node }))),
  );
  return [...new Map(pairs.map((pair) => [pair.id, pair])).values()];
}
