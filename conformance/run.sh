#!/usr/bin/env bash
# Runs every check against CLAIMGRAPH_URL, or against a demo of its own when that is unset.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
npm ci --no-audit --no-fund --loglevel=error || exit 1

if [ -z "${CLAIMGRAPH_URL:-}" ]; then
  folder=$(mktemp -d)
  chmod 755 "$folder"
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  PORT=$port CLAIMGRAPH_DATA_DIR="$folder/data" ../.venv/bin/claimgraph demo >"$folder/log" 2>&1 &
  demo=$!
  trap 'kill $demo; wait $demo; rm -rf "$folder"' EXIT
  export CLAIMGRAPH_URL="http://127.0.0.1:$port"
  for _ in $(seq 60); do
    curl -sf "$CLAIMGRAPH_URL/readyz" >/dev/null && break
    kill -0 $demo 2>/dev/null || { cat "$folder/log"; exit 1; }
    sleep 1
  done
  # The demo prints a key that may write; events come of writes.
  for _ in $(seq 20); do
    CLAIMGRAPH_KEY=$(sed -n 's/.*Authorization: Bearer //p' "$folder/log")
    [ -n "$CLAIMGRAPH_KEY" ] && break
    sleep 0.5
  done
  export CLAIMGRAPH_KEY
fi

export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
status=0
for check in openapi http ws relay codegen federation clients; do
  echo "== $check"
  npm run --silent "$check" || status=1
done
exit $status
