#!/usr/bin/env bash
# Asks the API whatever its description allows, and what it does not allow, with all checks of schemathesis: a server over
# tests/corpora/tiny, and one with a token. Leaves with 0 if nothing is found. It asks the same each time; `SEED=2` before it
# draws other requests.
set -euo pipefail
cd "$(dirname "$0")/../../.."

VERSION=4.32.5
HERE=tests/serve/schemathesis
VENV=target/schemathesis
if [ "$("$VENV/bin/schemathesis" --version 2>/dev/null || true)" != "schemathesis, version $VERSION" ]; then
  rm -rf "$VENV"
  if ! { python3 -m venv "$VENV" && "$VENV/bin/pip" install -q "schemathesis==$VERSION"; } >/dev/null 2>&1; then
    rm -rf "$VENV"
    echo "WARNING: SCHEMATHESIS CANNOT BE INSTALLED HERE: THE API IS NOT ASKED WHAT ITS DESCRIPTION ALLOWS" >&2
    exit 0
  fi
fi

NEWSHOUND="$PWD/${NEWSHOUND:-target/debug/newshound}"
folder=$(mktemp -d)
server=
stop() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
  fi
}
trap 'stop; rm -rf "$folder"' EXIT

cp -r tests/corpora/tiny "$folder/corpus"
(
  cd "$folder"
  echo 0123456789abcdef >token
  "$NEWSHOUND" index -q
  "$NEWSHOUND" beat add courts 'court OR lawsuit' -q
)

# Serves, with further flags, and asks.
asked() {
  (cd "$folder" && exec "$NEWSHOUND" serve --listen 127.0.0.1:0 "$@" 2>said) &
  server=$!
  for _ in $(seq 100); do
    grep -q '^Serving ' "$folder/said" 2>/dev/null && break
    sleep 0.1
  done
  url=$(sed -n 's|^Serving \(http://[^/]*\)/.*|\1|p' "$folder/said")
  header='Authorization: Bearer 0123456789abcdef'
  SCHEMATHESIS_HOOKS=forms PYTHONPATH="$HERE" "$VENV/bin/schemathesis" --config-file "$HERE/schemathesis.toml" \
    run "$url/v1/openapi.json" --header "$header" --checks all --seed "${SEED:-16}"
  stop
  rm "$folder/said"
}

asked
asked --token-file token
