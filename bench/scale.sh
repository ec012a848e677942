#!/usr/bin/env bash
# bench/scale.sh — the desk with years behind it: how long it takes to be ready, the memory it keeps, the work list.
#
#   bench/scale.sh BUILD large     20,000 cases and 1,000,000 events: ready, memory
#   bench/scale.sh BUILD small     114 cases and 6,000 events, about what the real advisories make: ready, memory
#   bench/scale.sh BUILD work      the coordinator's work list with 1,757 open cases: CPU of the desk
#   CASES= EVENTS= PUBLISHED= ROUNDS= EACH= change the size
#
# The directory is made through the application's own commands, in memory where the machine has such a disk, and copied
# to the measured disk, below BUILD/bench-data. KEEP names a folder in which a made directory stays for the next run.
# Ready: from the start of `todoke serve` until its sign-in page answers; nothing answers before the log is folded.
# Memory: the proportional set size of master, desk and portal together, as the kernel tells it, after the answer and
# again ten seconds later, when the first background round has begun; the larger counts. Loopback only.
set -euo pipefail
build=${1:-build}
mode=${2:-small}
case $mode in
    large) sizes=(20000 1000000 200) limits=(10000 600) what='20,000 cases and 1,000,000 events' ;;
    small) sizes=(114 6000 100) limits=(500 60) what='a small played directory' ;;
    work) sizes=(1757 52710 0) what='1,757 open cases' ;;
    *) echo "scale: no such measurement: $mode" >&2; exit 2 ;;
esac
cases=${CASES:-${sizes[0]}} events=${EVENTS:-${sizes[1]}} published=${PUBLISHED:-${sizes[2]}}
rounds=${ROUNDS:-5}
each=${EACH:-100}
mkdir -p "$build/bench-data"
work=$(mktemp -d "$build/bench-data/scale.XXXXXX")
memory=/dev/shm
[ -d "$memory" ] && [ -w "$memory" ] || memory=$build/bench-data
made=${KEEP:-$(mktemp -d "$memory/todoke-scale.XXXXXX")}
served=''
cleanup() {
    kill $served 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$work"
    [ -n "${KEEP:-}" ] || rm -rf "$made"
}
trap cleanup EXIT INT TERM
fail() { echo "scale: $1" >&2; tail -n 20 "$work"/*.log >&2; exit 1; }

port=$(shuf -i 30000-40000 -n 1)
while (: </dev/tcp/127.0.0.1/"$port" || : </dev/tcp/127.0.0.1/$((port + 1))) 2>/dev/null; do port=$((port + 2)); done
if [ ! -d "$made/data" ]; then
    mkdir -p "$made"
    "$build/bench/scale" "$made/data" "$cases" "$events" "$published" "$port" $((port + 1)) \
        >"$made/size" 2>"$work/make.log" || fail "the directory could not be made"
fi
cat "$made/size"
cp -r "$made/data" "$work/data"
port=$(sed -n 's/^desk_listen *= *127\.0\.0\.1://p' "$work/data/todoke.conf")
at=http://127.0.0.1:$port

ticks() { sed 's/.*) //' "/proc/$desk/stat" | awk '{print $12 + $13}'; }
start() {
    began=$(date +%s%N)
    "$build/todoke" serve --dir "$work/data" >"$work/serve.log" 2>&1 &
    served=$!
    until (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
        kill -0 "$served" 2>/dev/null || fail "serve ended"
        sleep 0.01
    done
    curl -sf -o /dev/null "$at/sign-in" || fail "no sign-in page"
    ready=$((($(date +%s%N) - began) / 1000000))
    desk=$(sed -n 's/.*event=role_start name=desk pid=\([0-9]*\).*/\1/p' "$work/serve.log" | tail -n 1)
    [ -n "$desk" ] || fail "no desk"
    cpu=$(($(ticks) * 1000 / $(getconf CLK_TCK)))
}
stop() { kill "$served"; wait "$served" || true; served=''; }

# KiB of all processes of the program.
memory_now() {
    local pid sum=0
    for pid in "$served" $(cat "/proc/$served/task/$served/children"); do
        sum=$((sum + $(awk '$1 == "Pss:" { print $2 }' "/proc/$pid/smaps_rollup")))
    done
    echo "$sum"
}

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)], v[1], v[NR] }'; }
figure() { # NAME TARGET FILE
    local middle least most
    read -r middle least most < <(median "$3")
    echo "figure|$1|$middle|<= $2|$least / $middle / $most"
}

start_and_size() {
    for _ in $(seq "$rounds"); do
        start
        kib=$(memory_now)
        sleep 10
        later=$(memory_now)
        echo "$ready" >>"$work/ready"
        awk -v a="$kib" -v b="$later" 'BEGIN { printf "%.1f\n", (a > b ? a : b) / 1024 }' >>"$work/mib"
        echo "round: ready after $ready ms, of which the desk computed $cpu ms;" \
            "$kib KiB at once, $later KiB ten seconds later;" \
            "$(sed -n 's/.*event=app_open \(.*\)/\1/p' "$work/serve.log")"
        stop
    done
    figure "ready to answer on $what, ms" "${limits[0]}" "$work/ready"
    figure "memory of all processes on $what, MiB" "${limits[1]}" "$work/mib"
}

browser() { curl -sS -b "$work/cookies" -c "$work/cookies" -H "Origin: $at" "$@"; }
token() { grep -o 'name="_token" value="[^"]*"' "$work/page" | head -n 1 | sed 's/.*value="//; s/"$//'; }
sign_in() {
    local login password key code
    read -r login password key < <(awk '$1 == "coordinator1" {print $1, $2, $3}' "$work/data/training-accounts.txt")
    browser -o "$work/page" "$at/sign-in"
    browser -o "$work/page" --data-urlencode "login=$login" --data-urlencode "password=$password" \
        --data-urlencode "_token=$(token)" "$at/sign-in"
    code=$("$build/todoke" code "$key" --dir "$work/data" | grep -o '[0-9]\{6\}' | head -n 1)
    browser -o "$work/page" --data-urlencode "_code=$code" --data-urlencode "_token=$(token)" "$at/sign-in/code"
}

work_list() {
    start
    sign_in
    browser -o "$work/page" -w '%{http_code}' "$at/" >"$work/status"
    [ "$(cat "$work/status")" = 200 ] || fail "the work list answers $(cat "$work/status")"
    rows=$(grep -o 'href="/case/[^"]*"' "$work/page" | sort -u | wc -l)
    echo "work list of $(stat -c %s "$work/page") bytes with links to $rows cases"
    [ "$rows" -ge 20 ] || fail "the cases are missing"
    # The replies of all reports are written first, in the background: until then idle is not idle.
    for _ in $(seq 60); do
        idle=$(ticks)
        sleep 3
        idle=$(($(ticks) - idle))
        [ "$idle" -gt 3 ] || break
    done
    for _ in $(seq "$each"); do printf 'url = "%s"\noutput = "/dev/null"\n' "$at/"; done >"$work/requests"
    for _ in $(seq "$rounds"); do
        before=$(ticks)
        began=$(date +%s%N)
        browser -K "$work/requests" -w '%{http_code}\n' >"$work/codes"
        took=$(($(date +%s%N) - began))
        used=$(($(ticks) - before))
        [ "$(grep -c '^200$' "$work/codes")" = "$each" ] || fail "answers other than 200: $(sort "$work/codes" | uniq -c)"
        awk -v used="$used" -v idle="$idle" -v took="$took" -v hz="$(getconf CLK_TCK)" -v n="$each" \
            'BEGIN { printf "%.3f\n", (used - idle * took / 3e9) / hz * 1000 / n }' | tee -a "$work/cpu"
        sleep 3 # the limit per address stays in force
    done
    figure "work list with $what, desk CPU in ms" 5 "$work/cpu"
}

if [ "$mode" = work ]; then work_list; else start_and_size; fi
