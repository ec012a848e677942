#!/bin/sh
# bench/portal-page.sh — server CPU per request for one published page, against nginx with the same bytes and headers.
#
#   bench/portal-page.sh [BUILD]          BUILD: build folder, default build; needs nginx, wrk, curl, python3
#   ROUNDS=7 SECONDS_EACH=4 bench/portal-page.sh
#
# Our server and nginx take turns, so that other work on the machine meets both alike. CPU is what the kernel counted for
# the server's processes (user and system), not time on the clock. nginx serves the file from disk with sendfile, its
# cache of open files, no log and as many workers: its best. Ends with the ratio of the medians; 1 or less keeps the
# promise that a page costs no more than with nginx. Loopback only.
set -eu
build=${1:-build}
rounds=${ROUNDS:-7}
seconds=${SECONDS_EACH:-4}
workers=2
work=$(mktemp -d) && chmod 755 "$work"
ours= theirs=
trap 'kill $ours $theirs 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT INT TERM

: >"$work/port"
mkdir -p "$work/public/jp"
python3 - "$work/public/jp/page.html" <<'PY'
import sys
line = "<p>JVN#19000001: Example Product of Example Vendor and a sentence that says what to do.</p>\n"
open(sys.argv[1], "w").write("<!doctype html>\n<title>Example</title>\n" + (line * 100)[:8152])
PY

"$build/bench/http_static" 0 $workers "$work/public" >"$work/port" &
ours=$!
while ! grep -q port "$work/port"; do sleep 0.05; done
our_port=$(sed 's/port //' "$work/port")
their_port=$((our_port + 1))
our_url=http://127.0.0.1:$our_port/jp/page.html
their_url=http://127.0.0.1:$their_port/jp/page.html

# The same header lines but for Server, Last-Modified, Connection and Accept-Ranges, which nginx adds by itself.
curl -s -D "$work/headers" -o /dev/null "$our_url"
{
    echo "daemon off; worker_processes $workers; pid $work/pid; error_log $work/error.log;"
    echo "events { worker_connections 1024; }"
    echo "http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; server_tokens off;"
    echo "etag off; open_file_cache max=1000 inactive=60s; open_file_cache_valid 60s; default_type 'text/html; charset=utf-8';"
    echo "client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3;"
    echo "uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;"
    echo "server { listen 127.0.0.1:$their_port; root $work/public;"
    tr -d '\r' <"$work/headers" | sed -n '2,$p' | grep -viE '^(content-length|content-type|date|connection|$)' |
        grep ':' | sed -E 's/^([^:]*): (.*)$/\1|\2/' |
        while IFS='|' read -r name value; do printf 'add_header %s "%s";\n' "$name" "$(echo "$value" | sed 's/"/\\"/g')"; done
    echo "} }"
} >"$work/nginx.conf"
/usr/sbin/nginx -p "$work" -c "$work/nginx.conf" &
theirs=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do curl -s -o /dev/null "$their_url" && break || sleep 0.2; done
curl -s "$our_url" >"$work/a" && curl -s "$their_url" >"$work/b" && cmp "$work/a" "$work/b"

# Clock ticks that a process, its threads and its children have used.
ticks() {
    total=0
    for pid in "$1" $(pgrep -P "$1" || true); do
        t=$(sed 's/.*) //' "/proc/$pid/stat" | awk '{print $12 + $13}')
        total=$((total + t))
    done
    echo $total
}

# measure NAME PID URL: one line "NAME requests/s CPU-us-per-request"
measure() {
    before=$(ticks "$2")
    wrk -t1 -c32 -d"${seconds}s" "$3" >"$work/wrk"
    after=$(ticks "$2")
    if grep -q 'Non-2xx\|Socket errors' "$work/wrk"; then
        cat "$work/wrk" >&2
        exit 1
    fi
    requests=$(awk '/requests in/ {print $1}' "$work/wrk")
    rate=$(awk '/Requests\/sec/ {print $2}' "$work/wrk")
    awk -v n="$1" -v t=$((after - before)) -v hz="$(getconf CLK_TCK)" -v r="$requests" -v s="$rate" \
        'BEGIN {printf "%-7s %10.0f req/s %8.3f us CPU/request\n", n, s, t / hz / r * 1e6}' | tee -a "$work/rounds"
}

wrk -t1 -c32 -d1s "$our_url" >/dev/null
wrk -t1 -c32 -d1s "$their_url" >/dev/null
round=0
while [ $round -lt "$rounds" ]; do
    measure todoke "$ours" "$our_url"
    measure nginx "$theirs" "$their_url"
    round=$((round + 1))
done
median() { awk -v n="$1" '$1 == n {print $4}' "$work/rounds" | sort -n | awk '{a[NR] = $1} END {print a[int((NR + 1) / 2)]}'; }
awk -v a="$(median todoke)" -v b="$(median nginx)" \
    'BEGIN {printf "median CPU/request: todoke %.3f us, nginx %.3f us, ratio %.3f\n", a, b, a / b}'
