#!/bin/sh
# SPDX-License-Identifier: MIT
# The bill of materials is the same each time, and has what the program is built with, linked to and shows. KEEL
set -eu
keel=$1
root=$(dirname "$0")/../..
command -v dpkg-query >/dev/null || { echo 'sbom: only Debian says what it has installed'; exit 77; }
command -v python3 >/dev/null || { echo 'sbom: there is no python3'; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$root/.ci/sbom" "$keel" >"$work/first"
"$root/.ci/sbom" "$keel" >"$work/second"
cmp "$work/first" "$work/second" || { echo 'sbom: two runs differ'; exit 1; }
for part in deb/debian/g%2B%2B@ deb/debian/libboost deb/debian/libssl-dev@ deb/debian/libssl3@ deb/debian/libc6@ \
    npm/react@ npm/uplot@; do
  grep -q "\"purl\": \"pkg:$part" "$work/first" || { echo "sbom: $part is missing"; exit 1; }
done
pinned=$(grep -c '"integrity":' "$root/web/package-lock.json")
hashed=$(grep -c '"alg": "SHA-512"' "$work/first")
[ "$pinned" = "$hashed" ] || { echo "sbom: $hashed packages have a hash, of $pinned that are pinned"; exit 1; }
echo "sbom: $(grep -c '"bom-ref": "pkg:' "$work/first") packages"
