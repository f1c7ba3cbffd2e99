"""The scripts of the tests of the simulation are played here as well."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "simulation"))
