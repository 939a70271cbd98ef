#!/bin/sh
# Figures of an area as they move, with curl. GATEWAY=http://127.0.0.1:4000 TOKEN=… sh live.sh
# Comes back with the last cursor whenever the line breaks; the first message is the present state.
GATEWAY=${GATEWAY:-http://127.0.0.1:4000}
BODY=${BODY:-'{"query":"subscription Moves { figuresChanged(areaCode: \"410811\") { day people passages asOf } } query Now { figures(areaCode: \"410811\") { day people passages asOf } }","operationName":"Moves","extensions":{"snapshot":true}}'}
place=$(mktemp)
trap 'rm -f "$place"' EXIT
while :; do
  curl -sSN --fail-with-body "$GATEWAY/graphql" -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -H 'accept: text/event-stream' \
    -H "last-event-id: $(cat "$place")" -d "$BODY" |
    while IFS= read -r line; do
      case $line in
        'id: '*) printf %s "${line#id: }" >"$place" ;;
        'data: '*) printf '%s\n' "${line#data: }" ;;
        ': {'*) printf '%s\n' "${line#: }" >&2 ;; # the stream is stale, or fresh again
      esac
    done
  sleep $(($$ % 3 + 1))
done
