-- A claim that is retired, or stands again, has changed.
drop trigger claim_changes on claim;
create trigger claim_changes before update on claim
  for each row when (
    (old.version, old.quote, old.text, old.modality, old.polarity, old.attribution, old.unnamed_source, old.retired_at)
    is distinct from
    (new.version, new.quote, new.text, new.modality, new.polarity, new.attribution, new.unnamed_source, new.retired_at)
  )
  execute function claimgraph.note_row('3');
