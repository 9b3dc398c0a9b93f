#!/bin/bash
# save: all that a restore needs beside the release and its .env, as one tar on standard output. load: the same from
# standard input, into volumes that are empty.
set -euo pipefail
cd /
case ${1:-} in
save)
    # What is being written meanwhile is a change that a restore does not reach; tar's status is 1 for it.
    tar --create --numeric-owner --warning=no-file-changed --warning=no-file-removed secrets/* files/* archive || [ $? -eq 1 ]
    ;;
load)
    [ -z "$(find secrets files archive -type f -print -quit)" ] || { echo "there is a system in these volumes" >&2; exit 1; }
    tar --extract --numeric-owner --same-owner --same-permissions
    ;;
*)
    echo "save, or load" >&2
    exit 2
    ;;
esac
