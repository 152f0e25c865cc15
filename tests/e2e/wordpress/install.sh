#!/bin/sh
# Fetches WordPress, as Debian packs it, from the archive that this machine's apt is set up for, and what it runs on:
#
#     install.sh DIRECTORY [SUITE…]
#
# Prints one line for each suite: WordPress' version, a tab, its folder. PHP and MariaDB are installed when missing;
# WordPress is only unpacked, into DIRECTORY, since it is asked of suites other than this machine's own. What is there
# already is not asked for again: remove DIRECTORY to get newer versions.
# Exit status 3: it cannot be had here, and the last line of standard error says why.
set -eu

directory=${1:?usage: install.sh DIRECTORY [SUITE...]}
shift
[ $# -gt 0 ] || set -- sid trixie bookworm
PATH=$PATH:/usr/sbin
runtime="php-cli php-mbstring php-xml php-mysql mariadb-server-core mariadb-client-core"

unavailable() {
    echo "$1" >&2
    exit 3
}

runs() {
    command -v mariadbd >/dev/null && command -v mariadb-install-db >/dev/null && command -v php >/dev/null &&
        php -r 'exit(extension_loaded("mysqli") && extension_loaded("mbstring") && extension_loaded("dom") ? 0 : 1);'
}

archive() {
    # shellcheck disable=SC2016  # the placeholders are apt's
    apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' | sed -n 's/^Debian //p' | head -n 1
}

fetch() { # SUITE FOLDER
    mkdir -p "$2/lists/partial" "$2/archives/partial" "$2/packages"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri $1 main" >"$2/sources.list"
    cat >"$2/apt.conf" <<EOF
Dir::State "$2";
Dir::State::lists "$2/lists";
Dir::State::status "/dev/null";
Dir::Cache "$2";
Dir::Etc::SourceList "$2/sources.list";
Dir::Etc::SourceParts "/dev/null";
Acquire::Languages "none";
APT::Sandbox::User "$(id -un)";
EOF
    (
        export APT_CONFIG="$2/apt.conf"
        cd "$2/packages"
        apt-get --quiet update && apt-get --quiet download wordpress libphp-phpmailer php-getid3
    ) >&2 || return
    rm -rf "$2/lists" "$2"/*.bin
}

unpack() { # FOLDER
    for package in "$1"/packages/*.deb; do
        dpkg-deb --extract "$package" "$1/partial"
    done
    mv "$1/partial" "$1/root"
}

for command in apt-get dpkg-deb; do
    command -v "$command" >/dev/null || unavailable "WordPress comes from Debian's archive, and there is no $command here"
done

if ! runs; then
    [ "$(id -u)" = 0 ] || unavailable "PHP or MariaDB is missing: apt-get install $runtime"
    # shellcheck disable=SC2086  # a list
    { apt-get --quiet update && DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes --no-install-recommends install $runtime; } >&2
fi

mkdir -p "$directory"
directory=$(cd "$directory" && pwd)
found=
for suite; do
    folder=$directory/$suite
    if [ ! -d "$folder/root" ]; then
        uri=${uri:-$(archive)}
        [ -n "$uri" ] || unavailable "apt is not set up for Debian's archive, or was never updated"
        rm -rf "$folder"
        if ! { fetch "$suite" "$folder" && unpack "$folder"; }; then
            echo "$suite gave no WordPress" >&2
            continue
        fi
    fi
    version=$(dpkg-deb --field "$folder"/packages/wordpress_*.deb Version)
    printf '%s\t%s\n' "${version%%[-+~]*}" "$folder/root/usr/share/wordpress"
    found=yes
done
[ -n "$found" ] || unavailable "no suite of Debian's archive gave a WordPress"
