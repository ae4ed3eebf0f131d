"""Scrapers of single marketplaces, one module each; none imports another."""
