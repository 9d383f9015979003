#!/bin/sh
# Brings a checkout to where it runs: system libraries, then .venv from the lock, then the product
# in it. Does only what is missing, so a second run is instant.
#
#   packaging/prepare.sh run     what the program needs
#   packaging/prepare.sh test    and what tests need: a screen, a server with TLS, a realm of Kerberos
#
# With `libraries` behind it, it stops after the system's part, which needs root.
set -eu

purpose=${1:-run}
part=${2:-}
folder=$(dirname "$0")
etc=${MODELWARD_ETC:-/etc} # another one in the test of this file

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "$@"
    exit 1
}

wanted_libraries() {
    cat "$folder/debian-run.txt"
    if [ "$purpose" = test ]; then cat "$folder/debian-test.txt"; fi
}

missing_libraries() {
    # shellcheck disable=SC2046  # one word a name is meant
    dpkg-query -W -f '${Package} ${db:Status-Status}\n' $(wanted_libraries) 2>/dev/null |
        sed -n 's/ installed$//p' >"$present" || true
    wanted_libraries | grep -vxF -f "$present" | tr '\n' ' ' || true
}

is_debian_12() {
    [ -r "$etc/os-release" ] && grep -q '^VERSION_CODENAME=bookworm' "$etc/os-release"
}

# Tests start servers of their own: what Debian would set up and start with these packages stays away.
# What stands there already is somebody's, and stays as it is.
keep_servers_off() {
    for package in $missing; do
        case $package in
        postgresql-15)
            settings=$etc/postgresql-common/createcluster.conf
            [ -e "$settings" ] || {
                mkdir -p "${settings%/*}"
                echo "create_main_cluster = false" >"$settings"
                say "Written: $settings, so that Debian sets up no PostgreSQL here."
            }
            ;;
        krb5-kdc | krb5-admin-server)
            unit=$etc/systemd/system/$package.service
            [ -e "$unit" ] || [ -L "$unit" ] || {
                mkdir -p "${unit%/*}"
                ln -s /dev/null "$unit" # as `systemctl mask` does
                say "Masked: $package, so that it does not start. Undo: systemctl unmask $package"
            }
            ;;
        esac
    done
}

install_libraries() {
    if ! is_debian_12; then
        say "This is not Debian 12: its system libraries are not checked. The list is in $folder."
        return
    fi
    present=$(mktemp)
    missing=$(missing_libraries)
    rm -f "$present"
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        fail "Missing system packages: ${missing% }. Run: sudo sh $0 $purpose libraries"
    fi
    keep_servers_off
    say "Installing system packages: $missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >&2
    # shellcheck disable=SC2086  # one word a name is meant
    apt-get install -y -qq --no-install-recommends $missing >&2
}

find_python() {
    for candidate in "${PYTHON:-python3}" python3.11 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
    fail "Python 3.11 or newer is needed (Debian: apt-get install python3)."
}

# What a stamp says: these files, for this interpreter, at this place.
fingerprint() {
    { "$python" -VV && pwd && cat "$@"; } | sha256sum | cut -d ' ' -f 1
}

is_stamped() { [ -x .venv/bin/python ] && [ "$(cat ".venv/$1" 2>/dev/null)" = "$2" ]; }

install_python_packages() {
    python=$(find_python)
    lock=$(fingerprint requirements.lock)
    if ! is_stamped lock.sha256 "$lock"; then
        # A link leads to an environment of somebody else, which would be cleared.
        [ ! -L .venv ] || fail ".venv is a link to $(readlink .venv). Remove the link, and run this again."
        say "Installing $(grep -c == requirements.lock) locked Python packages into .venv:" \
            "this takes some minutes, once."
        "$python" -m venv --clear .venv
        say "Downloading and unpacking; please wait."
        pip --require-hashes --only-binary :all: -r requirements.lock
        printf '%s' "$lock" >.venv/lock.sha256
    fi
    product=$(fingerprint pyproject.toml)
    if ! is_stamped product.sha256 "$product"; then
        [ ! -L .venv ] || fail ".venv is a link to $(readlink .venv). Remove the link, and run this again."
        say "Installing Modelward into .venv"
        # hatchling stands in the lock: no build environment, nothing is fetched.
        pip --no-deps --no-build-isolation -e .
        printf '%s' "$product" >.venv/product.sha256
    fi
}

# Compiled once here, not at each start: pip compiles what it installs, and the product is no copy.
compile_product() {
    .venv/bin/python -m compileall -q app >&2 || say "The product could not be compiled: it starts slower."
}

pip() {
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input \
        --root-user-action=ignore "$@" >&2
}

install_libraries
[ "$part" != libraries ] || exit 0
install_python_packages
compile_product
