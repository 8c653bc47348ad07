import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.supervisor.home import ROOT

TOOLS = ("cat", "chmod", "cksum", "date", "dirname", "grep", "mkdir", "rm", "sh", "sleep", "tail")
SHIM = "#!/bin/sh\necho 'pyenv: no such version' >&2\nexit 127\n"
OLD = '#!/bin/sh\n[ "$1" = --version ] && echo \'Python 3.9.2\'\n[ "$1" != -c ]\n'
# A uv that writes down what it was asked and makes the environment of its own interpreter.
UV = """#!/bin/sh
echo "$@" >>"$UV_DIARY"
[ "$1" = sync ] || exit 0
mkdir -p .venv/bin
printf '#!/bin/sh\\necho "ran $*"\\n' >.venv/bin/python
chmod +x .venv/bin/python
"""


class Machine:
    """A machine with nothing but basic tools, a copy of the front door, and what a test puts on it."""

    def __init__(self, folder: Path) -> None:
        self.home, self.path, self.project = folder / "home", folder / "bin", folder / "project"
        for made in (self.home, self.path, self.project):
            made.mkdir()
        for name in ("fashionistar", "pyproject.toml", "uv.lock"):
            shutil.copy(ROOT / name, self.project)
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found
            (self.path / tool).symlink_to(found)

    def put(self, path: Path, script: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script, encoding="utf-8")
        path.chmod(0o755)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        env = {"PATH": str(self.path), "HOME": str(self.home), "UV_DIARY": str(self.home / "uv")}
        return subprocess.run(
            [str(self.project / "fashionistar"), *arguments], env=env, capture_output=True, text=True, check=False
        )

    @property
    def asked_of_uv(self) -> list[str]:
        lines = (self.home / "uv").read_text(encoding="utf-8").splitlines()
        return [line for line in lines if not line.startswith("--version")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_says_that_there_is_no_python(machine: Machine) -> None:
    done = machine.run("up")

    assert done.returncode == 1
    assert done.stderr == (
        "Fashionistar needs Python 3.12 or newer and found none."
        " Install one, for example: apt install python3, or pyenv install 3.13\n"
    )


def test_says_which_python_is_too_old(machine: Machine) -> None:
    machine.put(machine.path / "python3.13", SHIM)
    machine.put(machine.path / "python3", OLD)

    done = machine.run("up")

    assert done.returncode == 1
    assert done.stderr == (
        "Fashionistar needs Python 3.12 or newer; the newest found is Python 3.9.2."
        " Install one, for example: pyenv install 3.13\n"
    )


def test_passes_shims_by_takes_the_newest_of_pyenv_and_syncs_once(machine: Machine) -> None:
    real = f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'
    newest = machine.home / ".pyenv" / "versions" / "3.13.1" / "bin" / "python3"
    machine.put(machine.path / "python3", SHIM)
    machine.put(machine.path / "uv", UV)
    machine.put(newest, real)
    machine.put(machine.home / ".pyenv" / "versions" / "3.12.9" / "bin" / "python3", real)

    outputs = [machine.run("up", "--port", "80").stdout for _ in range(2)]

    assert outputs == ["ran -m config.launch up --port 80\n"] * 2
    assert machine.asked_of_uv == [f"sync --locked --no-default-groups --inexact --python {newest}"]


def test_adds_what_tests_need_and_keeps_it(machine: Machine) -> None:
    machine.put(machine.path / "python3.12", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    machine.put(machine.path / "uv", UV)

    for command in ("up", "test", "up", "check"):
        assert machine.run(command).returncode == 0

    assert [line.split(" --python")[0] for line in machine.asked_of_uv] == [
        "sync --locked --no-default-groups --inexact",
        "sync --locked --all-groups",
    ]
