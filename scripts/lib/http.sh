# shellcheck shell=sh
# Asks a process of this machine over HTTP. Needs python3.

# http_status URL: prints the status of the answer, 000 when there is none.
http_status() {
    python3 - "$1" <<'PY'
import sys, urllib.error, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
try:
    print(opener.open(sys.argv[1], timeout=5).status)
except urllib.error.HTTPError as answer:
    print(answer.code)
except Exception:
    print("000")
PY
}
