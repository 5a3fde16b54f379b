#!/bin/sh
# What the tests need beyond npm, on Debian and its relatives: a browser, Chinese fonts, PostgreSQL 15, a virus scanner. Run as root.
# With --bench also what only a measurement compares with: nginx.
set -eu
if [ "$(id -u)" != 0 ]; then
  echo "请用 root 执行：sudo sh scripts/apt.sh" >&2
  exit 1
fi
missing=""
[ -x /usr/bin/chromium ] || missing="$missing chromium"
[ -d /usr/share/fonts/opentype/noto ] || missing="$missing fonts-noto-cjk"
[ -x /usr/lib/postgresql/15/bin/postgres ] || missing="$missing postgresql-15"
[ -x /usr/sbin/clamd ] || missing="$missing clamav-daemon"
[ "${1:-}" != --bench ] || [ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
[ -n "$missing" ] || exit 0
export DEBIAN_FRONTEND=noninteractive
# The tests start a scanner of their own with signatures of their own: no service is to start, none to fetch signatures.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
apt-get update -q
# The tests start servers of their own; the one that Debian would start is not wanted.
if [ ! -e /etc/postgresql-common ]; then
  mkdir -p /etc/postgresql-common
  echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
fi
# shellcheck disable=SC2086
apt-get install -q -y --no-install-recommends $missing
