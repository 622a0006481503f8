import type { ClaimCardFragment, Modality } from "../graphql/graphql";
import { cut, type Span } from "../text";
import { day, modality, stance, voice, words } from "../words";

export const MODALITIES: readonly Modality[] = [
  "ASSERTED",
  "REPORTED",
  "PROBABLE",
  "POSSIBLE",
  "CONDITIONAL",
  "PREDICTED",
];

/** How surely something is said, as a word with its colour and line. */
export function ModalityMark({ of }: { of: Modality }) {
  return <span class={`modality ${of.toLowerCase()}`}>{modality(of)}</span>;
}

/** The colours and lines of the modalities, named. */
export function Legend() {
  return (
    <ul class="legend" aria-label={words.legend}>
      {MODALITIES.map((one) => (
        <li key={one}><ModalityMark of={one} /></li>
      ))}
    </ul>
  );
}

/** A quotation with the words that carry its hedge marked. */
export function Quote({ text, start, cues }: { text: string; start: number; cues: readonly Span[] }) {
  return (
    <q>
      {cut(text, cues, start).map((piece) =>
        piece.spans.length ? <mark key={piece.start} class="cue">{piece.text}</mark> : piece.text,
      )}
    </q>
  );
}

/** Whose word a claim is, with a link where it is an actor. */
export function Voice({ claim }: { claim: ClaimCardFragment }) {
  return claim.claimant ? <a href={`/actors/${claim.claimant.id}`}>{claim.claimant.name}</a> : <>{voice(claim)}</>;
}

/** A claim in a list: who says what, how surely, where. */
export function ClaimCard({ claim, note }: { claim: ClaimCardFragment; note?: string }) {
  return (
    <article class={`card ${claim.modality.toLowerCase()}`}>
      <p class="meta">
        <Voice claim={claim} />{stance(claim.stance)} · <ModalityMark of={claim.modality} />
        {note && <> · {note}</>}
      </p>
      <p><a href={`/claims/${claim.id}`}>{claim.text}</a></p>
      <p class="quote"><Quote text={claim.quote} start={claim.start} cues={claim.cues} /></p>
      <p class="meta">
        <a href={`/articles/${claim.article.id}#${claim.id}`}>{claim.article.title}</a>
        {claim.article.source && <> · {claim.article.source.name}</>} · {day(claim.article.publishedAt)}
      </p>
    </article>
  );
}
