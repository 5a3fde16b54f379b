#!/bin/sh
# What the tests need beyond npm, on Debian and its relatives: a browser and Chinese fonts. Run as root.
set -eu
if [ "$(id -u)" != 0 ]; then
  echo "请用 root 执行：sudo sh scripts/apt.sh" >&2
  exit 1
fi
missing=""
[ -x /usr/bin/chromium ] || missing="$missing chromium"
[ -d /usr/share/fonts/opentype/noto ] || missing="$missing fonts-noto-cjk"
[ -n "$missing" ] || exit 0
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# shellcheck disable=SC2086
apt-get install -q -y --no-install-recommends $missing
