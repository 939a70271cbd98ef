#!/bin/sh
# The same with openssl and curl: KEY_ID of registerKey, KEY_FILE an Ed25519 private key in PEM, ID numbers as arguments.
#   openssl genpkey -algorithm ed25519 -out key.pem
#   x of the public half: openssl pkey -in key.pem -pubout -outform DER | tail -c 32 | base64url
set -eu
base64url() { base64 | tr -d '=\n' | tr '/+' '_-'; }
now=$(date +%s)
head=$(printf '{"alg":"EdDSA","kid":"%s"}' "$KEY_ID" | base64url)
claims=$(printf '{"iss":"urn:lianfang:key:%s","aud":"lianfang","iat":%s,"exp":%s}' "$KEY_ID" "$now" "$((now + 300))" | base64url)
file=$(mktemp)
trap 'rm -f "$file"' EXIT
printf '%s.%s' "$head" "$claims" >"$file"
signature=$(openssl pkeyutl -sign -inkey "${KEY_FILE:-key.pem}" -rawin -in "$file" | base64url)
numbers=$(printf '"%s",' "$@")
curl -sS "${GATEWAY:-http://127.0.0.1:4000}/graphql" -H "authorization: Bearer $head.$claims.$signature" -H 'content-type: application/json' \
  -d "{\"query\":\"query Clearances(\$n: [String!]!) { clearances(idNumbers: \$n) }\",\"variables\":{\"n\":[${numbers%,}]}}"
