"""Recorded cases: pages that can be published, with what they are expected to give."""
