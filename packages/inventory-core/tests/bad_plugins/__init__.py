"""Scrapers that each break one sentence of the contract, and `good`, which they are but for that."""
