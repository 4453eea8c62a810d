"""Tab: every shell's script, what is offered, that no log is opened for it, and that a real shell completes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from escalate.cli.completing import Shell, policy_ids
from escalate.domain.choices import OUTCOMES
from tests.build import SHIPPED
from tests.office import Office, environment
from tests.test_architecture import NEVER_TO_HELP

# Runs the program for a shell; its last line on standard error is what was loaded, and each file that was opened.
PROBE = """
import json, sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event in ("open", "sqlite3.connect") else None)
import escalate.__main__
sys.argv[0] = "escalate"
try:
    escalate.__main__.main()
finally:
    loaded = sorted(name for name, module in sys.modules.items() if module)
    print(json.dumps([loaded, opened]), file=sys.__stderr__)
"""
LINES = [
    "escalate ",
    "escalate st",
    "escalate policy ",
    "escalate status ",
    "escalate open --policy ",
    "escalate log -",
]


def asking(shell: str, line: str) -> dict[str, str]:
    """What the shell's script sets before it asks for completions."""
    words = line.split(" ")
    return {
        "_ESCALATE_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": "\n".join(words),
        "COMP_CWORD": str(len(words) - 1),
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": words[-1],
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }


def asked(shell: str, line: str, home: Path) -> tuple[str, set[str], list[str]]:
    """What the shell is told; the modules loaded for it, and the files opened."""
    result = subprocess.run(
        [sys.executable, "-c", PROBE],
        env={**os.environ, "ESCALATE_HOME": str(home), **asking(shell, line)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    loaded, opened = json.loads(result.stderr.splitlines()[-1])
    return result.stdout, set(loaded), opened


def offered(line: str, home: Path) -> list[str]:
    return asked("bash", line, home)[0].split()


# What is offered


def test_commands_and_options_are_offered(tmp_path: Path) -> None:
    assert offered("escalate re", tmp_path) == ["reflect", "resolve", "reopen", "report", "rebuild", "restore"]
    assert {"list", "show", "check", "timeline"} <= set(offered("escalate policy ", tmp_path))
    assert {"--when", "--answers", "--blank"} <= set(offered("escalate log 7 --", tmp_path))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("escalate open --danger ", ["no", "told", "not-told"]),
        ("escalate advance --because ", ["risk", "agreed", "discretion"]),
        ("escalate resolve --outcome ", list(OUTCOMES)),
        ("escalate resolve --at-risk ", ["yes", "no"]),
        ("escalate letter 1 ag", ["agreed", "agenda"]),
        ("escalate report --waiting-on t", ["them"]),
        ("escalate due --nation ", ["ENG", "WLS", "SCT", "NIR"]),
        ("escalate report --policy ", list(SHIPPED.ids())),
        ("escalate policy show ", list(SHIPPED.ids())),
        ("escalate policy timeline t", ["torbay"]),
        ("escalate --show-completion z", ["zsh"]),
    ],
)
def test_fixed_choices_are_offered(line: str, words: list[str], tmp_path: Path) -> None:
    assert offered(line, tmp_path) == words


def test_no_reference_is_offered(scratch_home: Path) -> None:
    assert offered("escalate status ", scratch_home) == []


def test_a_policy_of_ones_own_is_offered_unless_a_shell_could_run_its_id(office: Office) -> None:
    folder = office.home / "policies"
    folder.mkdir(parents=True)
    for number, name in enumerate(("our-own", "$(reboot)", "a b", "`x`", "-x")):
        (folder / f"{number}.toml").write_text(f"[policy]\nid = '{name}'\n", "utf-8")
    with environment({"ESCALATE_HOME": str(office.home)}):
        assert policy_ids() == sorted((*SHIPPED.ids(), "our-own"))


@pytest.mark.parametrize("shell", Shell)
@pytest.mark.parametrize("line", LINES)
def test_completion_opens_no_log_and_loads_no_more_than_help(shell: Shell, line: str, scratch_home: Path) -> None:
    _, loaded, opened = asked(shell, line, scratch_home)
    assert not loaded & NEVER_TO_HELP
    assert opened
    assert not [path for path in opened if Path(path).name.startswith(("log.db", "settings.toml"))]


# The scripts


@pytest.mark.parametrize(
    ("shell", "words"),
    [
        ("bash", "complete -o default -F _escalate_completion escalate"),
        ("zsh", "compdef _escalate_completion escalate"),
        ("fish", "complete --command escalate"),
        ("powershell", "Register-ArgumentCompleter -Native -CommandName escalate"),
    ],
)
def test_the_script_of_each_shell_is_printed(office: Office, shell: str, words: str) -> None:
    script = office.must("--show-completion", shell).out
    assert words in script
    assert f"complete_{shell}" in script
    assert not office.home.exists()


@pytest.mark.parametrize(
    ("shell", "file", "read_by"),
    [
        ("bash", ".bash_completions/escalate.sh", ".bashrc"),
        ("zsh", ".zfunc/_escalate", ".zshrc"),
        ("fish", ".config/fish/completions/escalate.fish", ".config/fish/completions/escalate.fish"),
    ],
)
def test_installing_puts_the_script_where_the_shell_reads_it_once(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: str, file: str, read_by: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for _ in range(2):
        assert str(tmp_path / file) in office.must("--install-completion", shell).out
    assert (tmp_path / file).read_text("utf-8").strip() == office.must("--show-completion", shell).out.strip()
    before = (tmp_path / read_by).read_text("utf-8").strip()
    office.must("--install-completion", shell)
    assert (tmp_path / read_by).read_text("utf-8").strip() == before


def test_a_powershell_profile_is_left_to_its_owner(office: Office) -> None:
    refused = office.run("--install-completion", "powershell")
    assert refused.code == 2
    assert "escalate --show-completion powershell | Add-Content $PROFILE" in refused.err


def test_an_unknown_shell_is_refused_and_the_known_ones_named(office: Office) -> None:
    refused = office.run("--show-completion", "tcsh")
    assert refused.code == 2
    assert all(shell in refused.err for shell in Shell)


# A real shell, and a real Tab

START = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
READS = {
    "bash": "source {script}",
    "zsh": "autoload -Uz compinit; compinit -u -D; source {script}",
    "fish": "source {script}",
}


@pytest.mark.parametrize("shell", START)
def test_a_tab_completes_in_a_real_shell(shell: str, office: Office, tmp_path: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed here")
    script = tmp_path / "completion"
    script.write_text(office.must("--show-completion", shell).out, encoding="utf-8")
    program = tmp_path / "bin" / "escalate"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m escalate "$@"\n', encoding="utf-8")
    program.chmod(0o700)
    surroundings = {
        **os.environ,
        "ESCALATE_HOME": str(office.home),
        "HOME": str(tmp_path),
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "TERM": "xterm",
        "PS1": "$ ",
    }
    command, *arguments = START[shell]
    child = pexpect.spawn(command, arguments, env=surroundings, encoding="utf-8", timeout=20, dimensions=(24, 80))
    try:
        child.sendline(READS[shell].format(script=script) + "; echo rea''dy")
        child.expect("ready")
        child.send("escalate policy timel\t")
        child.expect("timeline")
        child.send("torb\t")
        child.expect("torbay")
    finally:
        child.close(force=True)
