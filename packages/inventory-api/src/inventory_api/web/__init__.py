"""What is around every route: errors, request ids, limits, logs, the published description."""
