"""What is installed is what is in the repository, and it runs from any folder.

Both kinds of install are made in empty environments that see the libraries of this one but not its
own escalate: an editable install is found through a .pth file, and those count only in the
environment's own folder.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from escalate.version import VERSION
from tests.office import FRIDAY

TOP = Path(__file__).resolve().parents[1]
INSTALLED = ("escalate", "migrations", "policies")
PIP = (sys.executable, "-m", "pip")
OFFLINE = ("--no-deps", "--no-build-isolation", "--no-index")

pytestmark = pytest.mark.slow


def run(*words: str | Path, cwd: Path, answers: str = "") -> str:
    """What a command printed, once it ended well. No PYTHONPATH and the like reach it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    result = subprocess.run(
        words,
        cwd=cwd,
        env={**env, "ESCALATE_HOME": str(cwd / "home"), "ESCALATE_CLOCK": FRIDAY},
        input=answers,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]
    return result.stdout


def files_of_the_project(*folders: str) -> list[str]:
    """What a commit of everything would hold: new files count, ignored and deleted ones do not."""
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *folders, cwd=TOP)
    return [name for name in listed.splitlines() if (TOP / name).is_file()]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean copy: a build in the repository would leave old files behind, and find them later."""
    copy = tmp_path_factory.mktemp("source")
    for name in files_of_the_project():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(TOP / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(*PIP, "wheel", *OFFLINE, "--wheel-dir", folder, ".", cwd=source)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module", params=["wheel", "editable"])
def programs(request: pytest.FixtureRequest, source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs' folder of an environment in which escalate was installed."""
    folder = tmp_path_factory.mktemp(request.param)
    venv.create(folder, with_pip=False)
    own, scripts = (
        Path(sysconfig.get_path(name, "venv", {"base": str(folder), "platbase": str(folder)}))
        for name in ("purelib", "scripts")
    )
    (own / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    editable = request.param == "editable"
    what = ["--editable", str(source)] if editable else [str(request.getfixturevalue("wheel"))]
    # Without --ignore-installed pip takes the escalate beside the libraries for the one asked for.
    install = ["install", *OFFLINE, "--ignore-installed", *what]
    run(*PIP, "--python", scripts / "python", *install, cwd=folder)

    found = run(scripts / "python", "-c", "import escalate; print(escalate.__file__)", cwd=folder)
    assert Path(found.strip()).is_relative_to(source if editable else own)
    return scripts


def test_the_wheel_holds_every_file_of_the_program_and_no_other(wheel: Path) -> None:
    expected = {
        name if name.startswith("escalate/") else f"escalate/{name}" for name in files_of_the_project(*INSTALLED)
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == expected


def test_an_installed_escalate_says_its_version(programs: Path, tmp_path: Path) -> None:
    assert VERSION in run(programs / "escalate", "--version", cwd=tmp_path)
    metadata = "from importlib.metadata import version; print(version('escalate'))"
    assert run(programs / "python", "-c", metadata, cwd=tmp_path).strip() == VERSION


def test_an_installed_escalate_finds_its_policies(programs: Path, tmp_path: Path) -> None:
    listed = run(programs / "python", "-m", "escalate", "policy", "list", cwd=tmp_path)
    shipped = {"barnsley", "derby", "gscp", "hillingdon", "torbay"}
    assert shipped <= set(re.findall(r"[a-z]+", listed))


def test_an_installed_escalate_finds_its_stories(programs: Path, tmp_path: Path) -> None:
    assert "What is late, and why" in run(programs / "escalate", "demo", "torbay", cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_installed_escalate_finds_its_migrations(
    programs: Path, writing_acts: Mapping[str, tuple[Path, list[str], str]], tmp_path: Path
) -> None:
    for command in ("setup", "open"):
        _, words, answers = writing_acts[command]
        run(programs / "escalate", *words, cwd=tmp_path, answers=answers)
    assert (tmp_path / "home" / "log.db").is_file()
    assert re.search(r"ESC-\d{4}-0001", run(programs / "escalate", "list", cwd=tmp_path))
