import { inGraphiql, useAnswer } from "../api";
import { graphql } from "../graphql";
import { ClaimCard } from "../parts/claim";
import { Elsewhere, Waiting } from "../parts/layout";
import { useTitle } from "../title";
import { words } from "../words";

const CONTRADICTED = graphql(`
  query Contradicted {
    claims(first: 100) {
      nodes { ...ClaimCard related(kind: CONTRADICTS, first: 3) { edges { id score node { ...ClaimCard } } } }
    }
  }
`);

/** Claims that can't both be so, the newest first. */
export function Contradictions() {
  useTitle(words.contradictions);
  const state = useAnswer(CONTRADICTED, {});
  return (
    <>
      <h1>{words.contradictions}</h1>
      <Waiting state={state}>
        {({ claims }) => (
          <div class="pairs">
            {claims.nodes.flatMap((claim) =>
              claim.related.edges.map(({ id, node }) => (
                <div class="pair contradicts" key={id}>
                  <ClaimCard claim={claim} />
                  <p class="kind">≠</p>
                  <ClaimCard claim={node} />
                </div>
              )),
            )}
          </div>
        )}
      </Waiting>
      <Elsewhere graphiql={inGraphiql(CONTRADICTED, {})} />
    </>
  );
}
