#!/bin/sh
# `make demo` on a display of its own, as `make fresh` wants it: passes when the window stands on the
# bank that it made, and says after how many seconds. What it started ends with the name space of `make fresh`.
set -eu

limit_s=120
place=$(mktemp)
Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>"$place" 2>/dev/null &
until [ -s "$place" ]; do sleep 0.1; done
DISPLAY=:$(cat "$place")
export DISPLAY QT_QPA_PLATFORM=xcb
rm "$place"

begun=$(date +%s)
make --no-print-directory demo &
making=$!

await() {
    until xdotool search --onlyvisible --name "$1" >/dev/null 2>&1; do
        kill -0 "$making" 2>/dev/null || { echo "make demo ended before “$1” was seen."; exit 1; }
        [ $(($(date +%s) - begun)) -lt "$limit_s" ] || { echo "No “$1” within $limit_s s."; exit 1; }
        sleep 0.2
    done
    echo "a window “$1” after $(($(date +%s) - begun)) s"
}
await Modelward   # the first paint, with how far the bank is
await Noorderbank # the window on its living data
