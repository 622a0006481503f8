/** The fields that several views show. */
import { graphql } from "./graphql";

export const CLAIM_FIELDS = graphql(`
  fragment ClaimCard on Claim {
    id
    start
    end
    quote
    text
    modality
    polarity
    stance
    attribution
    unnamedSource
    claimant { id name }
    subject { id name }
    cues { kind start end quote }
    article { id title publishedAt source { name } }
  }
`);

export const ARTICLE_FIELDS = graphql(`
  fragment ArticleRow on Article {
    id
    title
    language
    publishedAt
    source { id name }
    retraction { at reason }
    claims(first: 0) { totalCount }
  }
`);
