"""Listings to files: json, jsonl, csv, and as extras xlsx and parquet."""

from inventory_scrapers.export.formats import FORMATS, SUFFIXES, ExportError, Writer, open_writer

__all__ = ["FORMATS", "SUFFIXES", "ExportError", "Writer", "open_writer"]
