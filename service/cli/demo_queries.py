"""Three queries that answer what the service is for, over the demo's articles."""

from __future__ import annotations

QUERIES = {
    "Who said what, and how surely? Claims that are somebody else's word.": """\
{
  claims(filter: { modality: [REPORTED] }, first: 5) {
    totalCount
    nodes {
      quote
      modality
      factuality
      attribution
      claimant { name }
      article { title }
    }
  }
}
""",
    "Who is in the news, and with whom?": """\
{
  actors(filter: { name: "OpenAI" }, first: 1) {
    nodes {
      name
      kind
      mentionCount
      coMentioned(first: 5) { nodes { name kind } }
      articles(first: 3) { nodes { title publishedAt } }
    }
  }
}
""",
    "Find « Sam Altman » from a piece of the name, accents or not, in articles, actors and claims.": """\
{
  search(query: "altman", first: 5) {
    totalCount
    edges {
      score
      highlights { field text ranges { start end } }
      node {
        __typename
        ... on Article { title }
        ... on Actor { name kind }
        ... on Claim { text modality }
      }
    }
  }
}
""",
}
"""Query texts by what they answer."""
