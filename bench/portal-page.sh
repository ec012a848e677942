#!/usr/bin/env bash
# bench/portal-page.sh — server CPU per request for one published advisory, against nginx with the same bytes and headers.
#
#   bench/portal-page.sh [BUILD]          BUILD: build folder, default build; needs nginx, wrk, curl
#   ROUNDS=7 SECONDS_EACH=3 bench/portal-page.sh
#
# The real portal, confined and with its limits, serves the page of an advisory that was approved and released through
# the application; nginx serves a copy of its bytes. They take turns, so that other work on the machine meets both
# alike. CPU is what the kernel counted for the server's processes (user and system), not time on the clock. nginx has
# sendfile, its cache of open files, no log and as many workers: its best. Readers come as from a proxy (spread.lua).
# 1 or less keeps the promise that a page costs no more than with nginx. Loopback only.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-build}
rounds=${ROUNDS:-7}
seconds=${SECONDS_EACH:-3}
work=$(mktemp -d) && chmod 755 "$work"
ours='' theirs=''
trap 'kill $ours $theirs 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT INT TERM

# Three free ports in a row: the portal's, the desk's, nginx's.
port=$(shuf -i 20000-30000 -n 1)
while (: </dev/tcp/127.0.0.1/"$port" || : </dev/tcp/127.0.0.1/$((port + 2))) 2>/dev/null; do port=$((port + 3)); done
"$build/bench/prepare" "$work/data" 24 published $((port + 1)) "$port" >"$work/prepared" 2>"$work/prepare.log"
page=$(awk '$1 == "page" {print $2}' "$work/prepared")
workers=$(awk -F' *= *' '$1 == "portal_workers" {print $2}' "$work/data/todoke.conf")
our_url=http://127.0.0.1:$port$page
their_url=http://127.0.0.1:$((port + 2))$page
"$build/todoke-portal" --dir "$work/data" 2>"$work/portal.log" &
ours=$!
wait_for() { for _ in $(seq 50); do curl -sf -o /dev/null "$1" && return; sleep 0.1; done; cat "$work"/*.log >&2; exit 1; }
wait_for "$our_url"

mkdir -p "$work/www$(dirname "$page")"
curl -s -D "$work/headers" -o "$work/www$page" "$our_url"
# The same header lines: those that nginx makes itself are left to it, and what it would send beside them is taken away,
# but for "Connection: keep-alive", which it always sends.
header_lines() {
    tr -d '\r' <"$work/headers" | sed -n '2,$p' | grep -viE '^(content-length|content-type|date|connection|server):' |
        grep ':' | sed -E 's/"/\\"/g; s/^([^:]*): (.*)$/add_header \1 "\2";/'
}
cat >"$work/nginx.conf" <<CONF
daemon off; worker_processes $workers; pid $work/pid; error_log $work/error.log;
events { worker_connections 1024; }
http {
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; server_tokens off; etag off;
    open_file_cache max=1000 inactive=60s; open_file_cache_valid 60s; default_type 'text/html; charset=utf-8';
    client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3;
    uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
    server {
        listen 127.0.0.1:$((port + 2)); root $work/www; max_ranges 0; add_header Last-Modified "";
        $(header_lines)
    }
}
CONF
/usr/sbin/nginx -p "$work" -c "$work/nginx.conf" &
theirs=$!
wait_for "$their_url"
curl -s "$our_url" >"$work/a" && curl -s "$their_url" >"$work/b" && cmp "$work/a" "$work/b"
echo "page $page, $(stat -c %s "$work/a") bytes, $workers workers each; header bytes:" \
    "todoke $(curl -s -o /dev/null -D - "$our_url" | wc -c)," "nginx $(curl -s -o /dev/null -D - "$their_url" | wc -c)"

# Clock ticks that a process, its threads and its children have used.
ticks() {
    local total=0 pid used
    for pid in "$1" $(pgrep -P "$1" || true); do
        used=$(sed 's/.*) //' "/proc/$pid/stat" | awk '{print $12 + $13}')
        total=$((total + used))
    done
    echo "$total"
}

# load URL SECONDS
load() { wrk -t1 -c32 "-d$2s" -s "$here/spread.lua" "$1" >"$work/wrk"; }

# measure NAME PID URL: one line "NAME requests/s CPU-us-per-request"
measure() {
    local before after
    before=$(ticks "$2")
    load "$3" "$seconds"
    after=$(ticks "$2")
    if grep -q 'Non-2xx\|Socket errors' "$work/wrk"; then
        cat "$work/wrk" >&2
        exit 1
    fi
    awk -v name="$1" -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" '
        /requests in/ { requests = $1 }
        /Requests\/sec/ { rate = $2 }
        END { printf "%-7s %8.0f requests/s %8.3f us CPU each\n", name, rate, ticks / hz / requests * 1e6 }
    ' "$work/wrk" | tee -a "$work/rounds"
}

load "$our_url" 1
load "$their_url" 1
for _ in $(seq "$rounds"); do
    measure todoke "$ours" "$our_url"
    measure nginx "$theirs" "$their_url"
done
awk '
    function median(list, n,   i, j, t) {
        for (i = 2; i <= n; i++)
            for (j = i; j > 1 && list[j] < list[j - 1]; j--) { t = list[j]; list[j] = list[j - 1]; list[j - 1] = t }
        return list[int((n + 1) / 2)]
    }
    $1 == "todoke" { our[++n] = $4 }
    $1 == "nginx" { their[n] = $4; ratio[n] = our[n] / $4 }
    END {
        printf "median CPU: todoke %.2f us, nginx %.2f us\n", median(our, n), median(their, n)
        middle = median(ratio, n)
        printf "figure|portal page, CPU against nginx|%.3f|<= 1.0|%.3f / %.3f / %.3f\n", middle, ratio[1], middle, ratio[n]
    }
' "$work/rounds"
