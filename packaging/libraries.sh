#!/bin/sh
# Whether this machine has every shared library that the window, its plugins and the packages it
# runs on ask for. `make fresh` asks before any test library is installed.
set -eu

command -v ldd >/dev/null || { echo "There is no ldd to ask."; exit 1; }
site=$(echo .venv/lib/python3.*/site-packages)
qt=$site/PySide6

window_parts() {
    grep -rhoE --include='*.py' 'PySide6\.Qt[A-Za-z]+' app | sort -u | while read -r module; do
        echo "$qt/${module#PySide6.}.abi3.so"
    done
    echo "$qt/Qt/libexec/QtWebEngineProcess"
    echo "$qt/Qt/plugins/platforms/libqxcb.so"
    echo "$qt/Qt/plugins/platforms/libqoffscreen.so"
    find "$qt/Qt/plugins/xcbglintegrations" "$qt/Qt/plugins/iconengines" "$qt/Qt/plugins/tls" \
        "$qt/Qt/plugins/imageformats" "$qt/Qt/plugins/platforminputcontexts" -name '*.so'
}

other_parts() {
    for package in numpy scipy pandas pyarrow sklearn onnx onnxruntime lxml psycopg_binary \
        cryptography orjson; do
        find "$site/$package" -name '*.so'
    done
}

lacking() {
    { window_parts; other_parts; } | while read -r part; do
        [ -e "$part" ] || { echo "$part is not there"; continue; }
        ldd "$part" 2>&1 | sed -n "s#^[[:space:]]*\(.*\) => not found#\1, for ${part#"$site"/}#p"
    done
}

found=$(lacking)
if [ -n "$found" ]; then
    echo "Shared libraries lack:"
    echo "$found"
    exit 1
fi
echo "every shared library is there, for $({ window_parts; other_parts; } | wc -l) parts"
