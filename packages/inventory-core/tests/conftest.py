"""What the tests of this package share."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is.
settings.register_profile("unhurried", parent=settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# The plugins that the conformance suite is tested with are imported by name, as installed ones are, also by other processes.
sys.path.insert(0, str(Path(__file__).parent))
