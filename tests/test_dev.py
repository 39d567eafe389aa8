"""The pure pieces of dev.py. That it sets up a bare machine is tried by running it on one."""

import importlib.util
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
Version = namedtuple("Version", "major minor micro releaselevel serial")


@pytest.fixture
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def still(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """dev.py that installs nothing and starts nothing; what it would have done."""
    done: list[tuple[object, ...]] = []
    monkeypatch.setattr(dev, "make_environment", lambda wanted: done.append(("install", wanted.name)))
    monkeypatch.setattr(dev, "call", lambda *arguments: done.append(arguments) or 0)
    monkeypatch.setattr(dev, "become", dev.call)
    return done


@pytest.mark.parametrize("version", [(3, 10), (3, 15), (2, 7), (4, 0)])
def test_another_python_is_refused_in_a_sentence(
    dev: ModuleType,
    still: list[tuple[object, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    version: tuple[int, int],
) -> None:
    monkeypatch.setattr(sys, "version_info", Version(*version, 0, "final", 0))
    monkeypatch.setattr(sys, "version", f"{version[0]}.{version[1]}.0 (main)")
    assert dev.main(["setup"]) == 1
    said = capsys.readouterr().err
    assert said == f"Signpost runs on Python 3.11 to 3.14; this is {version[0]}.{version[1]}.0.\n"
    assert still == []


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (3, 14)])
def test_the_supported_pythons_are_let_in(
    dev: ModuleType, still: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch, version: tuple[int, int]
) -> None:
    monkeypatch.setattr(sys, "version_info", Version(*version, 3, "final", 0))
    assert dev.main(["setup"]) == 0
    assert still == [("install", "requirements.txt")]


def test_an_old_python_can_read_the_refusal_at_all() -> None:
    """Syntax newer than 3.10 would end in a SyntaxError before the sentence."""
    import ast

    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 10))


@pytest.mark.parametrize(
    ("arguments", "code"), [([], 0), (["--help"], 0), (["-h"], 0), (["tset"], 2), (["--setup"], 2), (["Run"], 2)]
)
def test_without_a_command_it_prints_the_manual(
    dev: ModuleType,
    still: list[tuple[object, ...]],
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
) -> None:
    assert dev.main(arguments) == code
    assert "python3 dev.py test" in capsys.readouterr().out
    assert still == []


@pytest.mark.parametrize("arguments", [["bench"], ["bench", "no_such"], ["bench", "../conftest"]])
def test_bench_without_a_known_name_lists_the_benches(
    dev: ModuleType, still: list[tuple[object, ...]], capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert dev.main(arguments) == 1
    said = capsys.readouterr().err
    assert said.startswith("dev.py bench needs one of: ")
    assert all(bench.stem in said for bench in (ROOT / "tests" / "bench").glob("[a-z]*.py"))
    assert still == []


def test_what_follows_run_and_test_is_handed_on(dev: ModuleType, still: list[tuple[object, ...]]) -> None:
    assert dev.main(["run", "--port", "8600"]) == 0
    assert dev.main(["test", "tests/nouns", "-x"]) == 0
    assert still[1] == ("-m", "signpost.cli", "run", "--port", "8600")
    assert still[3] == ("-m", "pytest", "tests/nouns", "-x")


def test_test_checks_first_and_stops_where_that_fails(
    dev: ModuleType, still: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "check", lambda: 3)
    assert dev.main(["test"]) == 3
    assert all("pytest" not in step for step in still)


def test_settings_of_another_environment_do_not_reach_the_child(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "PIP_USER"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("SIGNPOST_DATABASE", "kept.db")
    found = dev.environment()
    assert not {"PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "PIP_USER"} & set(found)
    assert found["SIGNPOST_DATABASE"] == "kept.db"
    assert "PATH" in found


def without_pip(*_: object, **__: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.CompletedProcess([], 1, b"", b"No module named pip")


def test_the_running_pythons_own_pip_comes_first(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    found = subprocess.CompletedProcess([], 0, b"pip 26", b"")
    monkeypatch.setattr(dev.subprocess, "run", lambda *_, **__: found)
    assert dev.pip() == [sys.executable, "-m", "pip"]


def test_else_the_newest_bundled_wheel_serves(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundled = tmp_path / "ensurepip" / "_bundled"
    bundled.mkdir(parents=True)
    for name in ("pip-24.0-py3-none-any.whl", "pip-25.1-py3-none-any.whl", "setuptools-70-py3-none-any.whl"):
        (bundled / name).touch()
    monkeypatch.setattr(dev.subprocess, "run", without_pip)
    monkeypatch.setattr(dev.sysconfig, "get_path", lambda name: str(tmp_path))
    assert dev.pip() == [sys.executable, str(bundled / "pip-25.1-py3-none-any.whl" / "pip")]


def test_without_any_pip_a_sentence_names_the_package(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev.subprocess, "run", without_pip)
    monkeypatch.setattr(dev.sysconfig, "get_path", lambda name: str(tmp_path))
    monkeypatch.setattr(dev, "Path", lambda place: tmp_path / "none")
    with pytest.raises(SystemExit) as stopped:
        dev.pip()
    assert stopped.value.code == 1
    assert "apt install python3-pip" in capsys.readouterr().err
