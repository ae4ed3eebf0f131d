"""Where the workers of one service keep their figures together.

A module of its own, because prometheus-client reads the variable when it is imported: who sets it must not import that.
"""

from __future__ import annotations

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder; the name is prometheus-client's."""
