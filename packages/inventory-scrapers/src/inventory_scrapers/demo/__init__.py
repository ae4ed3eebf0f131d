"""A first look without internet: small pages of our own making, served on loopback and read like any others."""
