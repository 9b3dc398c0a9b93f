#!/bin/bash
# A standby: a copy of the database at its first start, then whatever the primary writes, until it is promoted.
set -euo pipefail
here=/run/secrets/postgres
primary="host=postgres user=alliance_standby sslmode=verify-full sslrootcert=$here/ca.pem"
primary+=" sslcert=$here/database.pem sslkey=$here/database.pem"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    copy=(pg_basebackup --dbname "$primary" --pgdata "$PGDATA" --write-recovery-conf --slot standby)
    "${copy[@]}" --create-slot || "${copy[@]}" # which was there, where a first try was cut off
    chmod 0700 "$PGDATA"
fi
exec docker-entrypoint.sh "$@"
