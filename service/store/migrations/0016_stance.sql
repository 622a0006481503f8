-- What a claim's claimant does with its text, the sentence in which it stands, and cues that name its source.

alter table claim
  add column stance text not null default 'SAYS' check (stance in ('SAYS', 'DENIES', 'DOUBTS', 'ASKS')),
  -- Code points of its article's body, null where they aren't known.
  add column sentence_start integer,
  add column sentence_end integer,
  add constraint claim_sentence_holds_it check (
    (sentence_start is null) = (sentence_end is null)
    and (retired_at is not null or sentence_start is null or (sentence_start <= start_at and end_at <= sentence_end))
  );

alter table claim_cue drop constraint claim_cue_kind_check;
alter table claim_cue
  add constraint claim_cue_kind_check check (kind in ('MODALITY', 'NEGATION', 'ATTRIBUTION', 'SOURCE'));
