"""The page toolkit: what scraper authors read pages with."""
