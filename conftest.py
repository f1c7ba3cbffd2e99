"""Set-up that every test shares: nobody's own record is touched, and cells show their text form."""

import atexit
import os
import shutil
import tempfile

from hypothesis import settings

_FOLDER = tempfile.mkdtemp(prefix="ipt-test-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
os.environ["IPT_DATA_DIR"] = _FOLDER
if "PYTEST_XDIST_WORKER" not in os.environ:  # workers share what the run has compiled and proven
    os.environ["IPT_CACHE_DIR"] = os.path.join(_FOLDER, "cache")
os.environ["IPT_TEXT"] = "1"
os.environ["IPYTHONDIR"] = _FOLDER
os.environ.pop("IPT_PAGE", None)
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [os.path.dirname(__file__), os.environ.get("PYTHONPATH")]))

settings.register_profile("course", max_examples=40, deadline=None, derandomize=True)
settings.load_profile("course")


def pytest_configure(config) -> None:
    """Compile the lessons once, as a server does before its first visitor, and not in each notebook's kernel."""
    if config.getoption("nbval", False) and "PYTEST_XDIST_WORKER" not in os.environ:
        from ipt_course.starting import ready

        ready()
