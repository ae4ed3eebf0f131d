"""Pages that are read for an account: posted ones at once, fetched ones as jobs."""
