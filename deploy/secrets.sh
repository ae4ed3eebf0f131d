#!/bin/sh
# Make the secrets that compose.yaml hands out, unless they are there.
set -eu
cd "$(dirname "$0")"
mkdir -p -m 700 secrets # keeps others out; within the containers the files are read by other users than here
new() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }
[ -s secrets/secret_key ] || new > secrets/secret_key
[ -s secrets/postgres_password ] || new > secrets/postgres_password
[ -s secrets/database_url ] ||
    printf 'postgresql://inventory:%s@postgres/inventory\n' "$(cat secrets/postgres_password)" > secrets/database_url
chmod 644 secrets/*
