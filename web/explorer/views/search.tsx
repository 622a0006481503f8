import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { ask, inGraphiql, useAnswer } from "../api";
import { graphql } from "../graphql";
import type { FindQuery } from "../graphql/graphql";
import { Elsewhere, Waiting } from "../parts/layout";
import { ModalityMark } from "../parts/claim";
import { cut } from "../text";
import { useTitle } from "../title";
import { day, number, voice, words } from "../words";

const FIND = graphql(`
  query Find($query: String!, $types: [SearchType!], $after: String) {
    search(query: $query, types: $types, first: 20, after: $after) {
      totalCount
      totalCountRelation
      suggestions
      note
      facets { type { value count } }
      pageInfo { hasNextPage endCursor }
      edges {
        cursor
        score
        matchedBy
        highlights { field text start ranges { start end } }
        node {
          __typename
          ... on Article { id title language publishedAt source { name } }
          ... on Actor { id name kind description mentionCount }
          ... on Claim { ...ClaimCard }
        }
      }
    }
  }
`);

const TYPES = ["ARTICLE", "ACTOR", "CLAIM"] as const;
type Edge = FindQuery["search"]["edges"][number];

/** What a search finds: with the words that matched, and why each was found. */
export function Search() {
  const { query } = useLocation();
  const text = query.q ?? "";
  const type = TYPES.find((one) => one === query.type);
  const variables = { query: text, types: type ? [type] : null, after: null };
  useTitle(text || words.search);
  const state = useAnswer(FIND, variables);
  const [edges, setEdges] = useState<Edge[]>([]);
  const [page, setPage] = useState<FindQuery["search"]["pageInfo"]>();
  useEffect(() => {
    setEdges(state.data?.search.edges ?? []);
    setPage(state.data?.search.pageInfo);
  }, [state.data]);
  const more = async () => {
    const { search } = await ask(FIND, { ...variables, after: page?.endCursor ?? null });
    setEdges([...edges, ...search.edges]);
    setPage(search.pageInfo);
  };
  const address = (q: string, of?: string) => `/search?${new URLSearchParams({ q, ...(of && { type: of }) })}`;
  return (
    <>
      <h1>{text || words.search}</h1>
      <Waiting state={state}>
        {({ search }) => (
          <>
            <p role="status">
              {words.results(`${search.totalCountRelation === "EXACT" ? "" : "≥ "}${number(search.totalCount)}`)}
              {search.note && <> · {search.note}</>}
            </p>
            <p class="examples">
              {TYPES.map((one) => (
                <a key={one} href={address(text, one === type ? undefined : one)} aria-current={one === type}>
                  {{ ARTICLE: words.articles, ACTOR: words.actors, CLAIM: words.claims }[one]}
                </a>
              ))}
            </p>
            {search.suggestions.length > 0 && (
              <p>
                {words.didYouMean}{" "}
                {search.suggestions.map((one) => <a key={one} href={address(one)}>{one}</a>)}
              </p>
            )}
            {edges.length === 0 && <p>{words.nothing}</p>}
            <ol class="results">
              {edges.map((edge) => <li key={edge.cursor}><Result edge={edge} /></li>)}
            </ol>
            {page?.hasNextPage && <button type="button" onClick={more}>{words.more}</button>}
          </>
        )}
      </Waiting>
      <Elsewhere
        graphiql={inGraphiql(FIND, variables)}
        csv={`/v1/search?${new URLSearchParams({ q: text, ...(type && { types: type }), format: "csv" })}`}
      />
    </>
  );
}

function Result({ edge }: { edge: Edge }) {
  const { node } = edge;
  return (
    <article class={`card ${node.__typename === "Claim" ? node.modality.toLowerCase() : ""}`}>
      <h3><a href={addressOf(node)}>{titleOf(node)}</a></h3>
      <p class="meta">
        <Kind node={node} /> · {words.score} {edge.score.toFixed(2)} · {words.foundBy(edge.matchedBy.toLowerCase())}
      </p>
      {edge.highlights
        .filter(({ field }) => field !== "title" && field !== "name")
        .map((highlight) => (
          <p key={`${highlight.field}${highlight.start}`} class="quote">
            {cut(highlight.text, highlight.ranges).map((piece) =>
              piece.spans.length ? <mark key={piece.start}>{piece.text}</mark> : piece.text,
            )}
          </p>
        ))}
    </article>
  );
}

function Kind({ node }: { node: Edge["node"] }) {
  if (node.__typename === "Article")
    return <>{node.source?.name ?? words.articles} · {day(node.publishedAt)}</>;
  if (node.__typename === "Actor") return <>{node.kind.toLowerCase()} · {words.mentions(node.mentionCount)}</>;
  return <>{voice(node)} · <ModalityMark of={node.modality} /></>;
}

const addressOf = (node: Edge["node"]) =>
  `/${{ Article: "articles", Actor: "actors", Claim: "claims" }[node.__typename]}/${node.id}`;

const titleOf = (node: Edge["node"]) =>
  node.__typename === "Article" ? node.title : node.__typename === "Actor" ? node.name : node.text;
