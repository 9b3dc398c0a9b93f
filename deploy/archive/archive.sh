#!/bin/bash
# follow: keep every change. copy: the whole cluster as it is now. prune DAYS: delete copies that are older, and changes
# from before the oldest that is left. restore MOMENT FOLDER: into an empty FOLDER the last copy from before MOMENT
# ('2027-03-01 12:00:00+00'), to be brought to that moment when a server is started on it.
set -euo pipefail
here=/run/secrets/postgres
kept=/var/lib/postgresql/data
primary="host=postgres user=alliance_standby sslmode=verify-full sslrootcert=$here/ca.pem"
primary+=" sslcert=$here/database.pem sslkey=$here/database.pem"
mkdir -p "$kept/wal" "$kept/copies"
case ${1:-follow} in
follow)
    pg_receivewal --dbname "$primary" --slot archive --create-slot --if-not-exists
    exec pg_receivewal --dbname "$primary" --slot archive --directory "$kept/wal" --synchronous
    ;;
copy)
    name=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    pg_basebackup --dbname "$primary" --pgdata "$kept/copies/.$name" --wal-method=fetch --checkpoint=fast
    mv "$kept/copies/.$name" "$kept/copies/$name" # there whole or not at all
    echo "$name"
    ;;
prune)
    find "$kept/copies" -mindepth 1 -maxdepth 1 -mtime "+${2:?days}" -exec rm -rf {} +
    oldest=$(find "$kept/copies" -mindepth 1 -maxdepth 1 -not -name '.*' | sort | head -n 1)
    first=$(sed -n 's/^START WAL LOCATION: .* (file \(.*\))$/\1/p' "${oldest:?no copy is left}/backup_label")
    pg_archivecleanup "$kept/wal" "$first"
    ;;
restore)
    moment=${2:?a moment} folder=${3:?an empty folder}
    before=$(date -u -d "$moment" +%Y-%m-%dT%H:%M:%SZ)
    copy=$(find "$kept/copies" -mindepth 1 -maxdepth 1 -not -name '.*' -printf '%f\n' | sort | awk -v to="$before" '$0 < to' | tail -n 1)
    [ -n "$copy" ] || { echo "no copy from before $moment" >&2; exit 1; }
    [ -z "$(ls -A "$folder")" ] || { echo "$folder is not empty" >&2; exit 1; }
    cp -a "$kept/copies/$copy/." "$folder"
    chmod 0700 "$folder"
    mkdir "$folder/archived"
    cp "$kept"/wal/* "$folder/archived"
    for part in "$folder"/archived/*.partial; do [ -e "$part" ] && mv "$part" "${part%.partial}"; done
    cat >>"$folder/postgresql.auto.conf" <<SETTINGS
restore_command = 'cp "$PGDATA/archived/%f" "%p"'
recovery_target_time = '$moment'
recovery_target_action = 'promote'
SETTINGS
    touch "$folder/recovery.signal"
    echo "$copy"
    ;;
*)
    echo "follow, copy, prune DAYS, or restore MOMENT FOLDER" >&2
    exit 2
    ;;
esac
