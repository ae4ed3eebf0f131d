"""Schedules: what is scraped again and again, and what each run found new, changed, sold, gone or back."""
