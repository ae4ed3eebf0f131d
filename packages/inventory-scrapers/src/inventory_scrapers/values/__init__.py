"""Text to values: prices, currencies, availability, identifiers."""
