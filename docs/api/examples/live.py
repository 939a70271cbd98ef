"""Figures of an area as they move, with Python's own library. GATEWAY=http://127.0.0.1:4000 TOKEN=… python3 live.py

Comes back with the last cursor whenever the line breaks; the first message is the present state.
"""
import json
import os
import random
import sys
import time
import urllib.error
import urllib.request

gateway = os.environ.get("GATEWAY", "http://127.0.0.1:4000")
fields = '(areaCode: "410811") { day people passages asOf }'
body = os.environ.get("BODY") or json.dumps({
    "query": f"subscription Moves {{ figuresChanged{fields} }} query Now {{ figures{fields} }}",
    "operationName": "Moves",
    "extensions": {"snapshot": True},
})
cursor, failures = "", 0
while True:
    headers = {
        "authorization": f"Bearer {os.environ['TOKEN']}",
        "content-type": "application/json",
        "accept": "text/event-stream",
        "last-event-id": cursor,
    }
    try:
        # The gateway sends a comment every second: a line that is silent for longer is dead.
        with urllib.request.urlopen(urllib.request.Request(f"{gateway}/graphql", body.encode(), headers), timeout=30) as lines:
            for line in lines:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "id":
                    cursor, failures = value, 0
                elif name == "data":
                    print(value, flush=True)
    except urllib.error.HTTPError as refused:
        sys.exit(f"{refused.code} {refused.read().decode()}")
    except OSError as broken:
        print(broken, file=sys.stderr)
    failures += 1
    time.sleep(min(30, 2**failures) * random.uniform(0.1, 0.5))
