-- Places in orders of rows.

-- A row's place in an ordering, as text that clients hand back: see service/query/cursors.py, which
-- reads it. base64url of check | name | keys.
create or replace function claimgraph.cursor(order_name text, keys json) returns text
  language sql immutable parallel safe
  return translate(
    encode(
      convert_to(left(md5(order_name || '|' || keys::text), 6) || order_name || '|' || keys::text, 'UTF8'),
      'base64'
    ),
    E'+/=\n', '-_'
  );
