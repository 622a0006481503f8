import { inGraphiql, useAnswer } from "../api";
import { graphql } from "../graphql";
import type { ClaimPageQuery } from "../graphql/graphql";
import { ClaimCard, ModalityMark, Quote, Voice } from "../parts/claim";
import { Elsewhere, Waiting } from "../parts/layout";
import { useTitle } from "../title";
import { day, linkKind, stance, words } from "../words";

const CLAIM_PAGE = graphql(`
  query ClaimPage($id: ID!) {
    claim(id: $id) {
      ...ClaimCard
      factuality
      prefix
      suffix
      sentence { text }
      retiredAt
      amounts { quote value unit }
      dates { quote date }
      reviews(first: 20) { nodes { id reviewer rating url reviewedAt } }
      related(first: 20) { edges { id kind score saidBy node { ...ClaimCard } } }
    }
  }
`);

type Claim = NonNullable<ClaimPageQuery["claim"]>;

/** A claim in its sentence, with its evidence and what others say of the same, side by side. */
export function ClaimView({ id }: { id: string }) {
  const state = useAnswer(CLAIM_PAGE, { id });
  useTitle(state.data?.claim?.text);
  return (
    <>
      <Waiting state={state}>
        {({ claim }) => (claim ? <Evidence claim={claim} /> : <p role="alert">{words.missing}</p>)}
      </Waiting>
      <Elsewhere graphiql={inGraphiql(CLAIM_PAGE, { id })} csv={`/v1/claims/${id}/related?first=100&format=csv`} />
    </>
  );
}

function Evidence({ claim }: { claim: Claim }) {
  return (
    <>
      <h1>{claim.text}</h1>
      <dl class={`panel ${claim.modality.toLowerCase()}`}>
        <dt>{words.saidBy}</dt>
        <dd><Voice claim={claim} />{stance(claim.stance)}</dd>
        {claim.subject && (
          <>
            <dt>{words.about}</dt>
            <dd><a href={`/actors/${claim.subject.id}`}>{claim.subject.name}</a></dd>
          </>
        )}
        <dt>{words.howSurely}</dt>
        <dd>
          <ModalityMark of={claim.modality} /> <code>{claim.factuality}</code>
        </dd>
        {claim.sentence && (
          <>
            <dt>{words.sentence}</dt>
            <dd>{claim.sentence.text}</dd>
          </>
        )}
        <dt>{words.evidence}</dt>
        <dd>
          <span class="context">{claim.prefix}</span>
          <Quote text={claim.quote} start={claim.start} cues={claim.cues} />
          <span class="context">{claim.suffix}</span>
          <br />
          <a href={`/articles/${claim.article.id}#${claim.id}`}>{claim.article.title}</a> · {claim.article.source?.name} ·{" "}
          {day(claim.article.publishedAt)}
        </dd>
        {claim.reviews.nodes.map((review) => (
          <>
            <dt>{words.reviews}</dt>
            <dd>
              {review.url ? <a href={review.url}>{review.reviewer}</a> : review.reviewer}: {review.rating} ·{" "}
              {day(review.reviewedAt)}
            </dd>
          </>
        ))}
      </dl>
      {claim.related.edges.length > 0 && (
        <section>
          <h2>{words.related}</h2>
          <div class="pairs">
            {claim.related.edges.map(({ id, kind, node, score }) => (
              <div class={`pair ${kind.toLowerCase()}`} key={id}>
                <ClaimCard claim={claim} />
                <p class="kind">{linkKind(kind)} <small>{score.toFixed(2)}</small></p>
                <ClaimCard claim={node} />
              </div>
            ))}
          </div>
        </section>
      )}
    </>
  );
}
