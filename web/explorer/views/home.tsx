import { useState } from "preact/hooks";
import { inGraphiql, useAnswer, useEvents } from "../api";
import { graphql } from "../graphql";
import type { ClaimCardFragment } from "../graphql/graphql";
import { ArticleRow } from "../parts/article_row";
import { ClaimCard, Legend } from "../parts/claim";
import { Elsewhere, Waiting } from "../parts/layout";
import { useTitle } from "../title";
import { words } from "../words";

const LATEST = graphql(`
  query Latest {
    articles(first: 12) { totalCount nodes { ...ArticleRow } }
    claims(first: 6, filter: {modality: [REPORTED, PROBABLE, POSSIBLE, PREDICTED]}) { nodes { ...ClaimCard } }
  }
`);

const NEW_CLAIMS = graphql(`
  subscription NewClaims {
    claimAdded { claim { ...ClaimCard } }
  }
`);

const EXAMPLES = ["modality:reported", "lang:fr", "modality:possible"];
const LIVE_MAX = 20;

/** The first page: the newest articles, what they claim, and what comes in meanwhile. */
export function Home() {
  useTitle(undefined);
  const state = useAnswer(LATEST, {});
  const [live, setLive] = useState<ClaimCardFragment[]>([]);
  useEvents(NEW_CLAIMS, {}, ({ claimAdded }) => {
    const claim = claimAdded.claim;
    if (claim) setLive((before) => [claim, ...before.filter(({ id }) => id !== claim.id)].slice(0, LIVE_MAX));
  });
  return (
    <>
      <h1>{words.title}</h1>
      <p class="examples">
        {words.try}{" "}
        {EXAMPLES.map((example) => (
          <a key={example} href={`/search?${new URLSearchParams({ q: example })}`}><code>{example}</code></a>
        ))}
      </p>
      <Legend />
      <section aria-live="polite" hidden={live.length === 0}>
        <h2>{words.live}</h2>
        {live.map((claim) => <ClaimCard key={claim.id} claim={claim} />)}
      </section>
      <Waiting state={state}>
        {({ articles, claims }) => (
          <div class="columns">
            <section>
              <h2>{words.latest}</h2>
              {articles.nodes.map((article) => <ArticleRow key={article.id} article={article} />)}
            </section>
            <section>
              <h2>{words.claims}</h2>
              {claims.nodes.map((claim) => <ClaimCard key={claim.id} claim={claim} />)}
            </section>
          </div>
        )}
      </Waiting>
      <Elsewhere graphiql={inGraphiql(LATEST, {})} csv="/v1/articles?first=100&format=csv" />
    </>
  );
}
