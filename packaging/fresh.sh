#!/bin/sh
# Proves the two commands of the README on a machine that has nothing: a bare Debian 12 with
# Python 3.11, make and certificates, in a folder of its own, from a clean clone of HEAD.
#
# How this machine reaches its package sources (apt, pip, name service, certificates) is handed to
# the new root and goes away with it. FRESH="make check" runs something else; FRESH_KEEP=1 keeps
# the root. Exit 77: not run.
set -eu

# The demo comes first, and is asked for its libraries, before `make test` installs those of the tests.
commands=${FRESH:-"make demo DEMO_FLAGS=--headless
sh packaging/libraries.sh
make test
sh packaging/watch_demo.sh"}

if [ "$(id -u)" -ne 0 ] || ! command -v debootstrap >/dev/null; then
    echo "not run: needs root and debootstrap"
    exit 77
fi

repository=$(git rev-parse --show-toplevel)
root=$(mktemp -d "${TMPDIR:-/tmp}/modelward-fresh.XXXXXX")
chmod 755 "$root" # it becomes /, which other users of the new root must pass
log=$root.log
trap 'clean_up' EXIT
trap 'exit 130' INT TERM

clean_up() {
    rm -f "$log" "$root.folders" "$root.debootstrap"
    # Every mount lived in the name space of the chroot and went with it.
    if [ -z "${FRESH_KEEP:-}" ]; then rm -rf --one-file-system "$root"; else echo "kept: $root"; fi
}

timed() {
    what=$1
    shift
    begun=$(date +%s)
    if "$@"; then outcome=passed; else outcome=FAILED; fi
    printf 'fresh: %-48s %-6s %4d s\n' "$what" "$outcome" "$(($(date +%s) - begun))" | tee -a "$log"
    [ "$outcome" = passed ]
}

build_root() {
    mirror=$(apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
        awk '$1 == "bookworm" { print $2; exit }')
    # shellcheck disable=SC2086  # no mirror configured: debootstrap has one of its own
    debootstrap --variant=minbase --include=python3,make,ca-certificates \
        bookworm "$root" $mirror >"$root.debootstrap" 2>&1 || { tail -20 "$root.debootstrap"; return 1; }
}

copy_if_there() {
    for place in "$@"; do
        [ -e "$place" ] || continue
        mkdir -p "$root$(dirname "$place")"
        cp -aLT --remove-destination "$place" "$root$place"
    done
}

pip_settings() { python3 -m pip config list 2>/dev/null || true; }

hand_over_package_sources() {
    copy_if_there /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt /usr/local/share/ca-certificates \
        /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/preferences.d /etc/apt/auth.conf.d \
        /etc/apt/keyrings /etc/apt/trusted.gpg.d /usr/share/keyrings \
        /etc/pip.conf "$HOME/.config/pip/pip.conf" "$HOME/.pip/pip.conf"
    apt-config dump | grep '^Acquire::' | grep -v '""' >"$root/etc/apt/apt.conf.d/99source"
    env | grep -iE '^(PIP_|SSL_CERT_|REQUESTS_CA_|CURL_CA_|[a-z]*_proxy=)' |
        sed "s/'/'\\\\''/g; s/=\(.*\)/='\1'/; s/^/export /" >"$root/root/environment"
}

# Folders of this machine that pip's settings name: one with `simple/` is an index, whose files
# lie beside it.
package_folders() {
    { pip_settings; env | grep '^PIP_'; } | grep -oE "/[^ '\"]+" | sed 's#^//*#/#' | sort -u |
        while read -r place; do
            if [ -d "$place" ]; then printf '%s\n' "${place%/simple}"; fi
        done | sort -u
}

clone_head() {
    git clone --quiet --no-checkout "$repository" "$root/root/modelward"
    git -C "$root/root/modelward" checkout --quiet --detach "$(git -C "$repository" rev-parse HEAD)"
}

# A name space of its own for mounts and processes: nothing is left behind, whatever happens.
in_root() {
    unshare --mount --pid --fork --kill-child --propagation private sh -eu -c '
        root=$1 command=$2
        mount -t proc proc "$root/proc"
        mount -t tmpfs -o nosuid,mode=755 tmpfs "$root/dev"
        mkdir "$root/dev/shm" "$root/dev/pts"
        for node in null zero full random urandom tty; do
            : >"$root/dev/$node"
            mount --bind "/dev/$node" "$root/dev/$node"
        done
        ln -s /proc/self/fd "$root/dev/fd"
        mount -t tmpfs -o nosuid,nodev,mode=1777 tmpfs "$root/dev/shm"
        mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
        ln -s pts/ptmx "$root/dev/ptmx"
        while read -r folder; do
            mkdir -p "$root$folder"
            mount --bind -o ro "$folder" "$root$folder"
        done <"$root.folders"
        exec chroot "$root" /usr/bin/env -i HOME=/root TERM=dumb CI=true \
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
            sh -c ". /root/environment; cd /root/modelward && $command"
    ' sh "$root" "$1" </dev/null
}

[ -z "$(git -C "$repository" status --porcelain)" ] ||
    echo "fresh: uncommitted changes are not part of this proof"
: >"$log"
package_folders >"$root.folders"
timed "bare Debian 12" build_root
hand_over_package_sources
timed "clean clone" clone_head
ok=0
while read -r command; do
    timed "$command" in_root "$command" || ok=1
done <<END
$commands
END
echo
cat "$log"
exit "$ok"
