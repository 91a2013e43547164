#!/bin/sh
# Runs a command of Parley (node, migrate, import), or the demo shop with "shop". exec: signals reach the JVM itself.
set -eu

if [ "${1:-}" = shop ]; then
  shift
  # shellcheck disable=SC2086
  exec java -XX:+ExitOnOutOfMemoryError -XX:MaxRAMPercentage=60 ${PARLEY_JAVA_OPTS:-} -jar /opt/parley/shop/shop.jar "$@"
fi

# shellcheck disable=SC2086
exec java -XX:+ExitOnOutOfMemoryError -XX:MaxRAMPercentage=60 -Dfile.encoding=UTF-8 ${PARLEY_JAVA_OPTS:-} \
  -cp "/opt/parley/parley.jar:/opt/parley/lib/*" io.parley.cli.Main "$@"
