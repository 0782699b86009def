#!/usr/bin/env bash
# Succeeds where the agent answers port $1, path $2 with 200: its images have neither curl nor wget. The health check runs
# it by its name, for Podman takes what follows a blank inside one of a check's words for the next word.
exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET %s HTTP/1.0\r\n\r\n' "$2" >&3 && head -1 <&3 | grep -q ' 200 '
