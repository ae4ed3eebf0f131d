"""Accounts, tokens and API keys."""
