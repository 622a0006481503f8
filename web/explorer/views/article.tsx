import { useEffect, useState } from "preact/hooks";
import { inGraphiql, useAnswer } from "../api";
import { graphql } from "../graphql";
import type { ArticlePageQuery } from "../graphql/graphql";
import { Legend, ModalityMark, Voice } from "../parts/claim";
import { Elsewhere, Waiting } from "../parts/layout";
import { cut, paragraphs } from "../text";
import { useTitle } from "../title";
import { day, modality, stance, voice, words } from "../words";

const ARTICLE_PAGE = graphql(`
  query ArticlePage($id: ID!) {
    article(id: $id) {
      id
      url
      title
      body
      language
      authors
      publishedAt
      source { name }
      retraction { at reason }
      actors(first: 100) { nodes { id name kind } }
      mentions(first: 100) { nodes { id start end actor { id name } } }
      claims(first: 100) {
        nodes {
          ...ClaimCard
          reviews(first: 5) { nodes { id reviewer rating url } }
          related(kind: CONTRADICTS, first: 5) { edges { id node { ...ClaimCard } } }
        }
      }
    }
  }
`);

type Article = NonNullable<ArticlePageQuery["article"]>;
type Claim = Article["claims"]["nodes"][number];
type Mention = Article["mentions"]["nodes"][number];
type Layer = { start: number; end: number; claim?: Claim; mention?: Mention; cue?: true };

/** An article with its claims underlined by how surely they are said, and who says the chosen one. */
export function ArticleView({ id }: { id: string }) {
  const state = useAnswer(ARTICLE_PAGE, { id });
  useTitle(state.data?.article?.title);
  return (
    <>
      <Waiting state={state}>
        {({ article }) => (article ? <Reading article={article} /> : <p role="alert">{words.missing}</p>)}
      </Waiting>
      <Elsewhere graphiql={inGraphiql(ARTICLE_PAGE, { id })} csv={`/v1/claims?articleId=${id}&first=100&format=csv`} />
    </>
  );
}

function Reading({ article }: { article: Article }) {
  const [chosen, setChosen] = useState(location.hash.slice(1));
  useEffect(() => {
    if (chosen) document.querySelector(`[data-claim="${CSS.escape(chosen)}"]`)?.scrollIntoView({ block: "center" });
  }, []);
  const choose = (id: string) => {
    setChosen(id);
    history.replaceState(null, "", `#${id}`);
  };
  const claim = article.claims.nodes.find(({ id }) => id === chosen);
  return (
    <div class="reading">
      <article lang={article.language}>
        <h1>{article.title}</h1>
        <p class="meta" lang={undefined}>
          {article.source?.name} {article.authors.join(", ")} · {day(article.publishedAt)}
          {article.url && <> · <a href={article.url} rel="noreferrer external">{new URL(article.url).hostname}</a></>}
        </p>
        {article.retraction && <p role="note"><strong>{words.retracted}</strong>: {article.retraction.reason}</p>}
        <Body article={article} chosen={chosen} choose={choose} />
      </article>
      <aside aria-live="polite">
        <Legend />
        {claim ? <ClaimPanel claim={claim} /> : <p>{words.pickClaim}</p>}
        <h2>{words.actors}</h2>
        <ul class="names">
          {article.actors.nodes.map((actor) => (
            <li key={actor.id}><a href={`/actors/${actor.id}`}>{actor.name}</a></li>
          ))}
        </ul>
      </aside>
    </div>
  );
}

function Body({ article, chosen, choose }: { article: Article; chosen: string; choose: (id: string) => void }) {
  const layers: Layer[] = [
    ...article.claims.nodes.flatMap((claim) => [
      { start: claim.start, end: claim.end, claim },
      ...claim.cues.map(({ start, end }) => ({ start, end, cue: true as const })),
    ]),
    ...article.mentions.nodes.map((mention) => ({ start: mention.start, end: mention.end, mention })),
  ];
  const reached = new Set<string>();
  return (
    <>
      {paragraphs(article.body).map(({ text, start }) => (
        <p key={start}>
          {cut(text, layers, start).map((piece) => {
            const claim = piece.spans.findLast((layer) => layer.claim)?.claim;
            const first = claim !== undefined && !reached.has(claim.id);
            if (claim) reached.add(claim.id);
            return <Passage key={piece.start} {...{ ...piece, claim, first, choose }} chosen={claim?.id === chosen} />;
          })}
        </p>
      ))}
    </>
  );
}

type PassageOf = {
  text: string;
  spans: Layer[];
  claim: Claim | undefined;
  /** Whether it begins its claim: the one piece of a claim that the keyboard reaches. */
  first: boolean;
  chosen: boolean;
  choose: (id: string) => void;
};

/** The shortest piece of a text: part of a claim, a hedge in it, a name, or plain words. */
function Passage({ text, spans, claim, first, chosen, choose }: PassageOf) {
  const mention = spans.find((layer) => layer.mention)?.mention;
  const named = mention ? <a class="mention" href={`/actors/${mention.actor.id}`}>{text}</a> : text;
  const shown = spans.some((layer) => layer.cue) ? <mark class="cue">{named}</mark> : named;
  if (!claim) return <>{shown}</>;
  const pick = () => choose(claim.id);
  const classes = `claim ${claim.modality.toLowerCase()}${chosen ? " chosen" : ""}`;
  if (!first) return <span class={classes} onClick={pick}>{shown}</span>;
  return (
    <span class={classes} data-claim={claim.id} onClick={pick}>
      <button
        type="button"
        class="reach"
        onFocus={pick}
        aria-pressed={chosen}
        aria-label={`${voice(claim)}${stance(claim.stance)}, ${modality(claim.modality)}: ${claim.text}`}
      />
      {shown}
    </span>
  );
}

/** Who says a claim, how surely, because of which words, who checked it, and who says otherwise. */
function ClaimPanel({ claim }: { claim: Claim }) {
  const against = claim.related.edges;
  return (
    <section class={`panel ${claim.modality.toLowerCase()}`}>
      <p><strong>{claim.text}</strong></p>
      <dl>
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
          <ModalityMark of={claim.modality} />
        </dd>
        {claim.cues.length > 0 && (
          <>
            <dt>{words.cue}</dt>
            <dd>{claim.cues.map(({ quote }) => `« ${quote} »`).join(", ")}</dd>
          </>
        )}
        {claim.reviews.nodes.map((review) => (
          <>
            <dt>{words.reviews}</dt>
            <dd>{review.url ? <a href={review.url}>{review.reviewer}</a> : review.reviewer}: {review.rating}</dd>
          </>
        ))}
      </dl>
      {against.length > 0 && (
        <>
          <h3>{words.against}</h3>
          <ul>
            {against.map(({ id, node }) => (
              <li key={id}><a href={`/claims/${node.id}`}>{voice(node)}: {node.text}</a></li>
            ))}
          </ul>
        </>
      )}
      <p><a href={`/claims/${claim.id}`}>{words.openClaim}</a></p>
    </section>
  );
}
