#!/usr/bin/env python3
"""Set up, run, test and check Signpost. Needs Python 3.11-3.14 and pip, nothing else.

python3 dev.py run [...]     make the environment, open the database, serve the dashboard
python3 dev.py test [...]    make the environment, check the code, run the tests
python3 dev.py setup         only make the environment
python3 dev.py check         style, types and architecture
python3 dev.py bench NAME    one of tests/bench/
python3 dev.py lock          make both locks anew from pyproject.toml

What follows `run`, `test` and `bench` is handed on: `python3 dev.py run --port 8600`.
"""

import hashlib
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
RUN_LOCK = HERE / "requirements.txt"
TEST_LOCK = HERE / "tests" / "requirements.txt"
SIDE_BY_SIDE = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")  # two cores and much waiting


def main(arguments: list[str]) -> int:
    if not (3, 11) <= sys.version_info[:2] <= (3, 14):
        return fail(f"Signpost runs on Python 3.11 to 3.14; this is {sys.version.split()[0]}.")
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    match command:
        case "setup":
            make_environment(RUN_LOCK)
            return 0
        case "run":
            make_environment(RUN_LOCK)
            return become("-m", "signpost.cli", "run", *rest)
        case "test":
            make_environment(TEST_LOCK)
            return (0 if rest else check()) or call("-m", "pytest", *(rest or SIDE_BY_SIDE))
        case "check":
            make_environment(TEST_LOCK)
            return check()
        case "bench" if rest and rest[0] in benches():
            make_environment(TEST_LOCK)
            return call(str(HERE / "tests" / "bench" / f"{rest[0]}.py"), *rest[1:])
        case "bench":
            return fail(f"dev.py bench needs one of: {', '.join(benches())}")
        case "lock":
            make_environment(TEST_LOCK)
            return lock(RUN_LOCK) or lock(TEST_LOCK, "--extra", "test", "--constraint", str(RUN_LOCK))
        case _:
            print(__doc__)
            return 0 if command in ("", "-h", "--help") else 2


def make_environment(wanted: Path) -> None:
    """Install `wanted` into .venv unless its stamp says that this was done already."""
    stamp = VENV / f"installed-{wanted.parent.name if wanted is TEST_LOCK else 'run'}"
    mark = hashlib.sha256(wanted.read_bytes() + f"{sys.version} {HERE}".encode()).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == mark:
        return
    if not PYTHON.exists() or not works(PYTHON):
        say("Making the environment in .venv")
        venv.create(VENV, with_pip=False, clear=True, symlinks=os.name != "nt")
    say(f"Installing {wanted.relative_to(HERE)} (once; about half a minute)")
    options = ["--no-compile", "--only-binary", ":all:", "--require-hashes", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip(), "--python", str(PYTHON), "install", *options, "-r", str(wanted)], check=True, env=environment()
    )
    put_on_path()
    stamp.write_text(mark)
    if wanted is TEST_LOCK:  # it holds everything that running needs
        run_mark = hashlib.sha256(RUN_LOCK.read_bytes() + f"{sys.version} {HERE}".encode()).hexdigest()
        (VENV / "installed-run").write_text(run_mark)


def put_on_path() -> None:
    """Let the environment's Python import src/, and give it the command `signpost`."""
    site = sysconfig.get_path("purelib", vars={"base": str(VENV), "platbase": str(VENV)}, scheme="venv")
    (Path(site) / "signpost.pth").write_text(f"{HERE / 'src'}\n", encoding="utf-8")
    if os.name == "nt":
        (BIN / "signpost.cmd").write_text(f'@"{PYTHON}" -m signpost.cli %*\n', encoding="utf-8")
    else:
        command = BIN / "signpost"
        command.write_text(f'#!/bin/sh\nexec "{PYTHON}" -m signpost.cli "$@"\n', encoding="utf-8")
        command.chmod(0o755)


def works(python: Path) -> bool:
    """Whether an environment that is there still starts (its Python may have been upgraded away)."""
    version = "import sys; print(sys.version)"
    answer = subprocess.run([str(python), "-c", version], capture_output=True, text=True, check=False)
    return answer.returncode == 0 and answer.stdout.strip() == sys.version.strip()


def pip() -> list[str]:
    """The pip of the running Python, else the wheel that the distribution bundles."""
    asked = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False)
    if asked.returncode == 0:
        return [sys.executable, "-m", "pip"]
    folders = [Path(sysconfig.get_path("stdlib")) / "ensurepip" / "_bundled", Path("/usr/share/python-wheels")]
    for wheel in (wheel for folder in folders for wheel in sorted(folder.glob("pip-*.whl"), reverse=True)):
        return [sys.executable, str(wheel / "pip")]
    raise SystemExit(fail("This Python has no pip. Install it first (Debian, Ubuntu: sudo apt install python3-pip)."))


def check() -> int:
    """Style, types, architecture; the first that fails decides."""
    return (
        call("-m", "ruff", "check", ".")
        or call("-m", "ruff", "format", "--check", ".")
        or call("-m", "mypy")
        or call("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
    )


def benches() -> list[str]:
    return sorted(file.stem for file in (HERE / "tests" / "bench").glob("[a-z]*.py"))


def lock(target: Path, *more: str) -> int:
    """Exact versions with hashes for every supported Python and system, without addresses."""
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade"]
    quiet = ["--no-header", "--no-annotate", "--no-emit-index-url", "--quiet"]
    return call("-m", "uv", "pip", "compile", *options, *quiet, *more, "pyproject.toml", "-o", str(target))


def call(*arguments: str) -> int:
    try:
        return subprocess.run([str(PYTHON), *arguments], cwd=HERE, env=environment(), check=False).returncode
    except KeyboardInterrupt:  # the child got it too and has said its own goodbye
        return 130


def become(*arguments: str) -> int:
    """Turn into the program, so that a signal to this one reaches it; Windows can only wait for it."""
    if os.name != "nt":
        sys.stdout.flush()
        os.execve(PYTHON, [str(PYTHON), *arguments], environment())  # noqa: S606
    return subprocess.run([str(PYTHON), *arguments], env=environment(), check=False).returncode


def environment() -> dict[str, str]:
    """Without PYTHONDONTWRITEBYTECODE (it doubles every start) and without another environment's settings."""
    dropped = (
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONHOME",
        "PYTHONPATH",
        "VIRTUAL_ENV",
        "PIP_REQUIRE_VIRTUALENV",
        "PIP_USER",
    )
    return {key: value for key, value in os.environ.items() if key not in dropped}


def say(sentence: str) -> None:
    print(sentence, flush=True)


def fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except subprocess.CalledProcessError as error:
        sys.exit(fail(f"That did not work (exit {error.returncode}): {' '.join(map(str, error.cmd))}"))
