"""The generic scraper: any product page of any shop."""
