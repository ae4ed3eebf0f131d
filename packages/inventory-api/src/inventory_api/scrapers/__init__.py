"""What is installed to scrape with, and what of it does not work."""
