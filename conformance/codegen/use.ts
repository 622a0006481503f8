// What an app does with the generated types; compiled with --strict, never run.
import type { ActorPageQuery, AnythingQuery, FindQuery } from '../build/codegen/types.js';

export function whoSaidWhat(page: ActorPageQuery): string[] {
  return (page.actor?.claims.nodes ?? []).map((claim) => `${claim.modality}: ${claim.text} (${claim.article.title})`);
}

export function label(answer: AnythingQuery): string {
  switch (answer.node?.__typename) {
    case 'Article':
      return answer.node.title;
    case 'Claim':
      return answer.node.quote;
    default:
      return answer.node?.id ?? 'nothing';
  }
}

export function bestScore(answer: FindQuery): number | undefined {
  return answer.search.edges[0]?.score;
}
