"""What is configured, what does not answer and what is unsafe, found before it hurts. Nothing is changed by looking.

report.py        all of it together
findings.py      what is found: how bad it is, what it is called, what to do
configured.py    settings, where they come from, and what looks like one but is none
exposed.py       settings that let in whom nobody meant, and secrets that others can read
storage.py       the folder, its disk and its file system
tables.py        the database
workers.py       jobs that nobody runs
webhooks.py      secrets that cannot be opened
plugins.py       scrapers and fetchers
"""
