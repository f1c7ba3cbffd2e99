"""A small machine of stand-ins: shell scripts that do what Python, apt or a browser would, and write down that they were called."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLAIN = "sh bash cat dirname id mkdir rm sed env make expand chmod"


class Machine:
    """``/usr/bin`` with little in it, and a copy of the repository's set-up in a folder with a space."""

    def __init__(self, folder: Path):
        self.bin = folder / "bin"
        self.course = folder / "my course"
        self.log = folder / "log"
        self.bin.mkdir()
        self.log.touch()
        for name in PLAIN.split():
            if found := shutil.which(name):
                (self.bin / name).symlink_to(found)
        (self.course / "tools").mkdir(parents=True)
        for name in (
            "requirements.lock",
            "requirements-test.lock",
            "pyproject.toml",
            "tools/uv.lock",
            "tools/setup",
            "tools/browser",
        ):
            shutil.copy(ROOT / name, self.course / name)
        self.user(1000)

    def program(self, name: str, does: str, folder: Path | None = None) -> Path:
        """A program that notes its call and then ``does`` something."""
        path = (folder or self.bin) / name
        path.unlink(missing_ok=True)
        path.write_text(f'#!/bin/sh\necho "{name} $*" >>"{self.log}"\n{does}\n')
        path.chmod(0o755)
        return path

    def user(self, number: int) -> None:
        self.program("id", f"echo {number}")

    def python(self, name="python3", venv="make_venv", packages="exit 0", uv="exit 0") -> None:
        """A Python whose venvs hold a Python and uv that only note what they were asked to install."""
        inside = f'echo "venv-python $*" >>"{self.log}"\ncase "$*" in *"pip install"*) {packages};; esac\nexit 0'
        fast = f'echo "uv $*" >>"{self.log}"\n{uv}'
        make = f"""mkdir -p .venv/bin
cat >.venv/bin/python <<'END'
#!/bin/sh
{inside}
END
cat >.venv/bin/uv <<'END'
#!/bin/sh
{fast}
END
chmod +x .venv/bin/python .venv/bin/uv"""
        venv = venv.replace("make_venv", make)
        self.program(name, f'if [ "$1 $2" = "-m venv" ]; then\n{venv}\nexit 0\nfi\nexec "{sys.executable}" "$@"')

    def run(self, *command: str) -> subprocess.CompletedProcess:
        """Run a command of the course there, without input."""
        environ = {"PATH": str(self.bin), "HOME": str(self.course.parent), "LANG": os.environ.get("LANG", "C.UTF-8")}
        return subprocess.run(
            [str(self.course / command[0]), *command[1:]],
            env=environ,
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )

    def calls(self, of="") -> list[str]:
        """What was called since the last time this was asked."""
        lines = self.log.read_text().splitlines()
        self.log.write_text("")
        return [line for line in lines if line.startswith(of)]
