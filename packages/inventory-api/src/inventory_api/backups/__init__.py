"""Backups: one file that holds the whole database, made while the service runs.

    service.py       what can be backed up and restored, and what refuses it
    sqlite.py        SQLite's online backup
    postgresql.py    pg_dump and pg_restore

The queue of the jobs is in none: it is made anew from the jobs. Neither is the key that signs access tokens.
"""
