#!/bin/sh
# SPDX-License-Identifier: MIT
# The API of a session that trades against its own document: schemathesis asks every operation of /openapi.json,
# as an admin, with values that fit and with values that do not. No answer is a 5xx, all have the shape that the
# document says, what does not fit is refused; afterwards the session is in step. KEEL CACHE_FOLDER [EXAMPLES]
# Skipped (77) where schemathesis cannot be had, which is a failure where CI is set.
set -eu
keel=$1
cache=$2
examples=${3:-10}
package='schemathesis==4.32.5'
give_up() {
  echo "api_properties: $1"
  [ -z "${CI:-}" ] || exit 1
  exit 77
}
if [ "$(cat "$cache/installed" 2>/dev/null)" != "$package" ]; then
  python3 -m venv "$cache" || give_up 'Python cannot make a virtual environment'
  "$cache/bin/pip" install --quiet --disable-pip-version-check "$package" || give_up "pip cannot install $package"
  echo "$package" >"$cache/installed"
fi

. "$(dirname "$0")/exchange.sh"
fail() { echo "api_properties: $1"; tail -n 20 "$work/trade.err"; exit 1; }
KEEL_PASSWORD='a tester of every operation'
export KEEL_PASSWORD
begin_exchange --seed 5 --speed 60 --history-days 1
begin_desk
desk=${desk%/}
cookie=$(curl -sf -D - -o /dev/null -H 'Content-Type: application/json' "$desk/api/v1/login" \
  -d "{\"user\":\"tester\",\"password\":\"$KEEL_PASSWORD\"}" | sed -n 's/^set-cookie: \([^;]*\).*/\1/Ip')
[ -n "$cookie" ] || fail 'the admin cannot sign in'

# What ends the tester's own sign-in, or hashes a password for each guess, is held by tests of its own.
cd "$work"
"$cache/bin/st" run "$desk/openapi.json" -H "Cookie: $cookie" --phases coverage,fuzzing -n "$examples" --seed 7 \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,negative_data_rejection,unsupported_method,missing_required_header \
  --exclude-path /api/v1/logout --exclude-path /api/v1/password --exclude-path /api/v1/login \
  --exclude-path /api/v1/reauthenticate --exclude-path /api/v1/setup --exclude-path /api/v1/users \
  --continue-on-failure --request-timeout 20 || fail 'an operation does not keep to its document'
curl -sf -H "Cookie: $cookie" "$desk/api/v1/me" | grep -q '"tester"' || fail 'the tester is no longer signed in'
curl -sf "$desk/ready" >/dev/null || fail 'the session is not in step'
kill "$trader"
code=0
wait "$trader" || code=$?
trader=
[ "$code" -eq 0 ] || [ "$code" -eq 130 ] || [ "$code" -eq 143 ] || fail "the trader ended with $code"
echo 'api_properties: every operation was asked, the session is in step'
