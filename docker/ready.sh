#!/usr/bin/env bash
# Succeeds when the node in this container says it is ready. The image has no HTTP client, so Bash speaks for itself.
set -eu
exec 3<>"/dev/tcp/127.0.0.1/${PARLEY_HTTP_PORT:-8080}"
printf 'GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]
