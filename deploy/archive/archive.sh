#!/bin/bash
# follow: keep every change. copy: the whole cluster as it is now. prune DAYS: delete copies that are older, but never the
# last one, and changes from before the oldest that is left. restore MOMENT FOLDER: into an empty FOLDER the last copy from
# before MOMENT ('2027-03-01 12:00:00+00', or `latest` for all that was kept), to be brought to that moment when a server
# is started on it.
set -euo pipefail
here=/run/secrets/postgres
kept=/var/lib/postgresql/data
primary="host=postgres user=alliance_standby sslmode=verify-full sslrootcert=$here/ca.pem"
primary+=" sslcert=$here/database.pem sslkey=$here/database.pem"
form=+%Y-%m-%dT%H:%M:%SZ
mkdir -p "$kept/wal" "$kept/copies"

copies() { # the oldest first
    find "$kept/copies" -mindepth 1 -maxdepth 1 -not -name '.*' -printf '%f\n' | sort
}

# A restored or promoted server goes on in a history of its own, from a point that what was kept may have passed: that
# stays beside, for restores to before it, and what comes now is kept anew.
set_former_history_aside() {
    local now former
    now=$(psql "$primary replication=yes" --no-align --tuples-only --command IDENTIFY_SYSTEM | cut -d '|' -f 2)
    former=$(find "$kept/wal" -type f -printf '%f\n' | sed -n 's/^\([0-9A-F]\{8\}\)[0-9A-F]\{16\}.*/\1/p' | sort | tail -n 1)
    if [ -n "$former" ] && [ "$((16#$former))" -lt "$now" ]; then
        mv "$kept/wal" "$kept/wal-until-$(date -u "$form")"
        mkdir "$kept/wal"
    fi
}

case ${1:-follow} in
follow)
    set_former_history_aside
    pg_receivewal --dbname "$primary" --slot archive --create-slot --if-not-exists
    exec pg_receivewal --dbname "$primary" --slot archive --directory "$kept/wal" --synchronous
    ;;
copy)
    name=$(date -u "$form")
    pg_basebackup --dbname "$primary" --pgdata "$kept/copies/.$name" --wal-method=fetch --checkpoint=fast
    mv "$kept/copies/.$name" "$kept/copies/$name" # there whole or not at all
    echo "$name"
    ;;
prune)
    before=$(date -u -d "${2:?days} days ago" "$form")
    for copy in $(copies | head -n -1); do
        if [[ $copy < $before ]]; then rm -rf "$kept/copies/$copy"; fi
    done
    oldest=$(copies | head -n 1)
    first=$(sed -n 's/^START WAL LOCATION: .* (file \(.*\))$/\1/p' "$kept/copies/${oldest:?there is no copy}/backup_label")
    for folder in "$kept"/wal*; do pg_archivecleanup "$folder" "$first"; done
    ;;
restore)
    moment=${2:?a moment} folder=${3:?an empty folder}
    if [ "$moment" = latest ]; then before=9; else before=$(date -u -d "$moment" "$form"); fi
    copy=$(copies | awk -v to="$before" '$0 < to' | tail -n 1)
    [ -n "$copy" ] || { echo "no copy from before $moment" >&2; exit 1; }
    [ -z "$(ls -A "$folder")" ] || { echo "$folder is not empty" >&2; exit 1; }
    cp -a "$kept/copies/$copy/." "$folder"
    chmod 0700 "$folder"
    mkdir -p "$folder/archived"
    find "$kept"/wal* -type f -exec cp --target-directory "$folder/archived" {} +
    for part in "$folder"/archived/*.partial; do [ ! -e "$part" ] || mv "$part" "${part%.partial}"; done
    sed -i '/^recovery_target_time /d; /^restore_command /d' "$folder/postgresql.auto.conf" # of a restore before
    cat >>"$folder/postgresql.auto.conf" <<SETTINGS
restore_command = 'cp "$PGDATA/archived/%f" "%p"'
recovery_target_action = 'promote'
SETTINGS
    [ "$moment" = latest ] || echo "recovery_target_time = '$moment'" >>"$folder/postgresql.auto.conf"
    touch "$folder/recovery.signal"
    echo "$copy"
    ;;
*)
    echo "follow, copy, prune DAYS, or restore MOMENT FOLDER" >&2
    exit 2
    ;;
esac
