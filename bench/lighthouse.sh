#!/bin/sh
# Lighthouse on a phone's profile: home, search and a record of a running installation.
# Usage: bench/lighthouse.sh http://127.0.0.1:8000 /en/records/<identifier>/<slug>/
# Needs npx (Node) and Chromium; CHROME_PATH names the browser.
set -eu
base=${1:-http://127.0.0.1:8000}
record=${2:-}
export CHROME_PATH="${CHROME_PATH:-/usr/bin/chromium}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
flags="--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
flags="$flags --disable-background-networking --disable-component-update --disable-sync"
echo "| page | performance | accessibility | best practices | SEO |"
echo "|---|---|---|---|---|"
for path in /en/ "/en/search/" $record; do
    npx --yes lighthouse "$base$path" --quiet --form-factor=mobile \
        --only-categories=performance,accessibility,best-practices,seo \
        --output=json --output-path="$folder/report.json" --chrome-flags="$flags"
    python3 - "$path" "$folder/report.json" <<'END'
import json
import sys

report = json.load(open(sys.argv[2], encoding="utf-8"))
names = ("performance", "accessibility", "best-practices", "seo")
scores = [round(100 * (report["categories"][name]["score"] or 0)) for name in names]
print(f"| {sys.argv[1]} |", " | ".join(map(str, scores)), "|")
missed = [
    f"{audit['id']}: {audit['title']}"
    for audit in report["audits"].values()
    if audit["score"] is not None and audit["score"] < 0.9
]
print("\n".join(f"  below 0.9: {each}" for each in missed), file=sys.stderr)
END
done
