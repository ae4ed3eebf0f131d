"""What `new` writes: a whole distribution with a scraper that works, its test, a recorded case, and workflows."""
