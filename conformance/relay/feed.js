// A front-end's documents, as Relay's compiler wants them: fragments, pagination, a refetchable node.
import { graphql } from 'relay-runtime';

export const feed = graphql`
  query feedQuery($count: Int!, $cursor: String) {
    ...feed_articles @arguments(count: $count, cursor: $cursor)
  }
`;

export const articles = graphql`
  fragment feed_articles on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" })
  @refetchable(queryName: "feedPageQuery") {
    articles(first: $count, after: $cursor, filter: { hasClaims: true }) @connection(key: "feed_articles") {
      edges {
        node {
          id
          ...feed_article
        }
      }
    }
  }
`;

export const article = graphql`
  fragment feed_article on Article {
    title
    publishedAt
    source { name }
    claims(first: 3) { nodes { id text modality claimant { id name } } }
  }
`;

export const refetch = graphql`
  fragment feed_claim on Claim @refetchable(queryName: "feedClaimQuery") {
    text
    quote
    factuality
    cues { kind quote start end }
    related(first: 5) { edges { kind score node { id text } } }
  }
`;

export const search = graphql`
  query feedSearchQuery($query: String!) {
    search(query: $query, first: 10) {
      edges {
        score
        highlights { field text ranges { start end } }
        node {
          __typename
          ... on Article { id title }
          ... on Actor { id name }
          ... on Claim { id text }
        }
      }
    }
  }
`;
