"""Who is learning: always a pseudonym, never a name."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path


def data_dir() -> Path:
    """The folder in which records are kept: ``IPT_DATA_DIR``, else the user's data folder."""
    if chosen := os.environ.get("IPT_DATA_DIR"):
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("ipt-course", appauthor=False)


def pseudonym(name: str) -> str:
    """The number that stands for a user name or a browser's secret."""
    return sha256(f"ipt-course:{name}".encode()).hexdigest()[:24]


def who(environ: Mapping[str, str], folder: Path) -> str:
    """The learner's pseudonym.

    On a page the server hands it over; in a JupyterHub it is made from the user's name; else a random
    number belongs to this computer and lies in ``folder/learner``.
    """
    given = environ.get("HTTP_X_IPT_LEARNER", "")
    if environ.get("IPT_PAGE") == "1" and re.fullmatch(r"[0-9a-f]{24}", given):
        return given
    if user := environ.get("JUPYTERHUB_USER"):
        return pseudonym(user)
    return _of_this_computer(folder / "learner")


def _of_this_computer(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    except OSError:
        return pseudonym(str(path))
    mine = secrets.token_hex(12)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(mine)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip() or mine
    except OSError:
        return pseudonym(str(path))
    return mine
