#!/usr/bin/env bash
# Starts Grafana after three things its own image cannot do:
# - the key that encrypts secrets in its database is made once and kept beside that database, so it outlives the
#   container, the stack and its state;
# - a new key and the database encrypted anew for it (scripts/rotate) come together, however that ended;
# - an administrator's password that changed is set in an existing database, where the setting alone has no effect.
set -euo pipefail
umask 077

data=${GF_PATHS_DATA:-/var/lib/grafana}
key=$data/.secret-key
stamp=$data/.admin-password.stamp
password=${GF_SECURITY_ADMIN_PASSWORD__FILE:?}

if [ -e "$data/.rotated" ]; then
  # Of the database that goes: the other one is whole by itself.
  rm -f "$data"/grafana.db-{journal,wal,shm}
  for file in "$data/grafana.db" "$key"; do
    [ ! -e "$file.rotated" ] || mv "$file.rotated" "$file"
  done
  rm "$data/.rotated"
fi

if [ ! -s "$key" ]; then
  head -c 32 /dev/urandom | base64 > "$key.new"
  mv "$key.new" "$key"
fi

# Salted with the key: the stamp alone tells nothing about the password.
wanted=$(cat "$key" "$password" | sha256sum | cut -d ' ' -f 1)
if [ -s "$data/grafana.db" ] && [ "$(cat "$stamp" 2> /dev/null || true)" != "$wanted" ]; then
  grafana cli --homepath "$GF_PATHS_HOME" --config "$GF_PATHS_CONFIG" \
    admin reset-admin-password --password-from-stdin < "$password" > /dev/null
fi
printf '%s' "$wanted" > "$stamp"

exec /run.sh "$@"
