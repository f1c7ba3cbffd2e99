"""The rows that other tests of the record use as well."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / "learning"), str(TESTS / "cohort")]
