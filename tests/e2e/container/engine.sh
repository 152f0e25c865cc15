#!/bin/sh
# A Docker Engine of its own, without any registry, from the Debian archive that this machine's apt is set up for:
#
#     engine.sh prepare DIRECTORY          fetch what it consists of; what is there already is not asked for again
#     engine.sh serve DIRECTORY SOURCE     become dockerd, with SOURCE as /src, until it is ended
#
# The engine lives in a tree of its own, with a mount namespace of its own: `nsenter --target PID --mount docker …` asks
# it. A chroot would not do: `docker exec` and health checks would run in the machine's root. DIRECTORY/base.tar is the
# same Debian without the engine, to build images on. Needs root.
# Exit status 3: it cannot be had here, and the last line of standard error says why.
set -eu

suite=trixie
command=${1:?usage: engine.sh prepare|serve DIRECTORY [SOURCE]}
directory=${2:?usage: engine.sh $command DIRECTORY [SOURCE]}
root=$directory/root

unavailable() {
    echo "$1" >&2
    exit 3
}

archive() {
    # shellcheck disable=SC2016  # the placeholders are apt's
    apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' | sed -n 's/^Debian //p' | head -n 1
}

prepare() {
    stamp=$(cksum <"$0")
    [ "$(cat "$directory/prepared" 2>/dev/null)" = "$stamp" ] && return
    [ "$(id -u)" = 0 ] || unavailable "only root can run a Docker Engine"
    for needed in debootstrap unshare nsenter chroot tar; do
        command -v "$needed" >/dev/null || unavailable "$needed is not installed: apt-get install debootstrap util-linux"
    done
    uri=$(archive)
    [ -n "$uri" ] || unavailable "apt is not set up for Debian's archive, or was never updated"
    rm -rf "$directory"
    mkdir -p "$directory"
    {
        debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" "$uri"
        tar -C "$root" -c . >"$directory/base.tar"
        cp -L /etc/resolv.conf "$root/etc/"
        mkdir -p "$root/src" "$root/.outside"
        # shellcheck disable=SC2016
        chroot "$root" sh -ec 'export DEBIAN_FRONTEND=noninteractive
            apt-get --quiet update
            apt-get --quiet --yes --no-install-recommends install docker.io docker-cli docker-buildx docker-compose \
                iptables curl
            apt-get clean'
    } >&2
    echo "$uri" >"$directory/archive"
    echo "$stamp" >"$directory/prepared"
}

serve() {
    source=${3:?usage: engine.sh serve DIRECTORY SOURCE}
    cp -L /etc/resolv.conf "$root/etc/"
    # shellcheck disable=SC2016  # for the inner shell
    exec unshare --mount --propagation private sh -ec '
        mount --bind "$0" "$0"
        mount -t proc proc "$0/proc"
        mount --rbind /sys "$0/sys"
        mount --rbind /dev "$0/dev"
        mount -t tmpfs tmpfs "$0/run"
        mount --bind "$1" "$0/src"
        cd "$0"
        pivot_root . .outside
        cd /
        umount --lazy /.outside
        exec dockerd' "$root" "$source"
}

case $command in
prepare) prepare ;;
serve) serve "$@" ;;
*) unavailable "usage: engine.sh prepare|serve DIRECTORY [SOURCE]" ;;
esac
