"""Who is learning: always a pseudonym, never a name."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

_NUMBER = re.compile("[0-9a-f]{24}")


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
    if environ.get("IPT_PAGE") == "1" and _NUMBER.fullmatch(given):
        return given
    if user := environ.get("JUPYTERHUB_USER"):
        return pseudonym(user)
    return _of_this_computer(folder / "learner")


def _of_this_computer(path: Path) -> str:
    """The number in the file, which appears whole or not at all: of two first pages, both get the same."""
    try:
        if not path.exists():
            _create(path)
        written = path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        written = ""
    return written if _NUMBER.fullmatch(written) else pseudonym(f"{path}:{written}")


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"learner-{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(12))
        os.link(draft, path)
    except FileExistsError:
        pass  # another page was first
    except OSError:
        os.replace(draft, path)  # a file system without links
    finally:
        draft.unlink(missing_ok=True)
