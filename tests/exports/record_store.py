"""A real learning record store, Ralph, on a free port: its own checks and queries, its statements in a file.

Its file backend takes one request and no second one unless it may append, which no setting of it says.
Run as: python record_store.py FOLDER PORT
"""

import json
import os
import sys
from pathlib import Path

import bcrypt

USER, PASSWORD = "ipt", "secret"


def main(folder: Path, port: int) -> None:
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    agent = {"mbox": "mailto:course@example.org"}
    users = [{"username": USER, "hash": hashed, "scopes": ["all"], "agent": agent}]
    (folder / "users.json").write_text(json.dumps(users))
    os.environ |= {
        "RALPH_APP_DIR": str(folder),
        "RALPH_AUTH_FILE": str(folder / "users.json"),
        "RALPH_RUNSERVER_BACKEND": "fs",
        "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(folder / "statements"),
    }
    import uvicorn
    from ralph.backends.data.base import BaseOperationType
    from ralph.backends.lrs.fs import FSLRSBackend

    FSLRSBackend.default_operation_type = BaseOperationType.APPEND
    uvicorn.run("ralph.api:app", port=port, log_level="warning")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
