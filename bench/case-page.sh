#!/usr/bin/env bash
# bench/case-page.sh — the desk's CPU for one case page with 200 events.
#
#   bench/case-page.sh [BUILD]            BUILD: build folder, default build; needs curl
#   ROUNDS=5 EACH=100 EVENTS=200 bench/case-page.sh
#
# The real program serves a training directory with one case; a coordinator signs in as in a browser and asks for the
# page again and again over one connection. Access, decryption, the note in the read log and the session are part of
# each answer; nothing of the stream is kept between two. CPU is what the kernel counted for the desk's process (user
# and system), less what it used in the same time without requests. Loopback only.
set -euo pipefail
build=${1:-build}
rounds=${ROUNDS:-5}
each=${EACH:-100}
events=${EVENTS:-200}
work=$(mktemp -d)
served=''
trap 'kill $served 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT INT TERM
fail() { echo "case-page: $1" >&2; cat "$work"/*.log >&2; exit 1; }

port=$(shuf -i 30000-40000 -n 1)
while (: </dev/tcp/127.0.0.1/"$port" || : </dev/tcp/127.0.0.1/$((port + 1))) 2>/dev/null; do port=$((port + 2)); done
"$build/bench/prepare" "$work/data" "$events" draft "$port" $((port + 1)) >"$work/prepared" 2>"$work/prepare.log"
case=$(awk '$1 == "case" {print $2}' "$work/prepared")
read -r login password key < <(awk '$1 == "coordinator1" {print $1, $2, $3}' "$work/data/training-accounts.txt")
"$build/todoke" serve --dir "$work/data" >"$work/serve.log" 2>&1 &
served=$!
at=http://127.0.0.1:$port
for _ in $(seq 50); do curl -sf -o /dev/null "$at/sign-in" && break; sleep 0.1; done
desk=$(sed -n 's/.*event=role_start name=desk pid=\([0-9]*\).*/\1/p' "$work/serve.log" | tail -n 1)
[ -n "$desk" ] || fail "no desk"

browser() { curl -sS -b "$work/cookies" -c "$work/cookies" -H "Origin: $at" "$@"; }
token() { grep -o 'name="_token" value="[^"]*"' "$work/page" | head -n 1 | sed 's/.*value="//; s/"$//'; }
browser -o "$work/page" "$at/sign-in"
browser -o "$work/page" --data-urlencode "login=$login" --data-urlencode "password=$password" \
    --data-urlencode "_token=$(token)" "$at/sign-in"
code=$("$build/todoke" code "$key" --dir "$work/data" | grep -o '[0-9]\{6\}' | head -n 1)
browser -o "$work/page" --data-urlencode "_code=$code" --data-urlencode "_token=$(token)" "$at/sign-in/code"
browser -o "$work/page" -w '%{http_code}' "$at/case/$case" >"$work/status"
[ "$(cat "$work/status")" = 200 ] || fail "the page answers $(cat "$work/status")"
entries=$(grep -o '<li class="event">' "$work/page" | wc -l)
echo "page of $(stat -c %s "$work/page") bytes with $entries entries of its timeline; $events events in the case's stream"
[ "$entries" -ge 50 ] || fail "the timeline is missing"

ticks() { sed 's/.*) //' "/proc/$desk/stat" | awk '{print $12 + $13}'; }
for _ in $(seq "$each"); do printf 'url = "%s"\noutput = "/dev/null"\n' "$at/case/$case"; done >"$work/requests"
# Idle first: what the background thread costs anyway.
before=$(ticks)
sleep 5
idle=$(($(ticks) - before))
for _ in $(seq "$rounds"); do
    before=$(ticks)
    began=$(date +%s%N)
    browser -K "$work/requests" -w '%{http_code}\n' >"$work/codes"
    took=$(($(date +%s%N) - began))
    used=$(($(ticks) - before))
    [ "$(grep -c '^200$' "$work/codes")" = "$each" ] || fail "answers other than 200: $(sort "$work/codes" | uniq -c)"
    awk -v used="$used" -v idle="$idle" -v took="$took" -v hz="$(getconf CLK_TCK)" -v n="$each" 'BEGIN {
        printf "round: %.3f ms CPU, %.3f ms of time each\n", (used - idle * took / 5e9) / hz * 1000 / n, took / 1e6 / n }'
    sleep 3 # the limit per address stays in force
done | tee "$work/rounds"
awk '{ print $2 }' "$work/rounds" | sort -n | awk '
    { ms[NR] = $1 }
    END {
        middle = ms[int((NR + 1) / 2)]
        printf "figure|case page with 200 events, desk CPU in ms|%.3f|<= 3|%.3f / %.3f / %.3f\n", middle, ms[1], middle, ms[NR]
    }'
