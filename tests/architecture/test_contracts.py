"""What the design promises about the code itself: which way imports run, how thin pages are, what a file may name."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from signpost.nouns.framework import Framework

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "signpost"
PAGES = sorted((ROOT / "pages").glob("*.py"))
PAGE_LINES = 80
BUILT_ELSEWHERE = {"altair", "sqlalchemy", "numpy", "pandas", "scipy", "sqlite3", "alembic", "vl_convert"}
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
PASSED_OVER = {"__pycache__", "node_modules", "local"}
WRITTEN = {".py", ".toml", ".md", ".txt", ".css", ".js", ".html", ".csv", ".opml", ".json", ".xml", ".cfg", ".mako", ""}


def said_by(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_imports_run_one_way() -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout


def test_a_noun_needs_nothing_but_python() -> None:
    """Third party is what lies in the environment; `.pth` lines of other packages have run before we look."""
    nouns = sorted(f"signpost.nouns.{path.stem}" for path in (SRC / "nouns").glob("[a-z]*.py"))
    code = f"""
import sys, sysconfig
before = set(sys.modules)
import {", ".join(nouns)}
site = sysconfig.get_path("purelib")
new = {{name: m for name, m in sys.modules.items() if name not in before}}
print(sorted(name for name, m in new.items() if (getattr(m, "__file__", None) or "").startswith(site)))
"""
    assert said_by(code) == "[]"


def test_the_parsing_process_stays_small() -> None:
    heavy = ("pandas", "numpy", "streamlit", "sqlalchemy", "aiohttp", "altair", "scipy", "signpost.store")
    code = f"import sys, signpost.feeds.parse_worker; print([name for name in {heavy} if name in sys.modules])"
    assert said_by(code) == "[]"


def test_the_server_listens_before_it_has_loaded_what_takes_long() -> None:
    """Those load while the browser fetches its scripts."""
    code = "import sys, app; print([name for name in ('pandas', 'altair', 'scipy', 'sklearn') if name in sys.modules])"
    assert said_by(code) == "[]"


@pytest.mark.parametrize("module", ["signpost.indicators.board", "signpost.snapshots.take", "signpost.feeds.collect"])
def test_only_the_desk_loads_streamlit(module: str) -> None:
    assert said_by(f"import sys, {module}; print('streamlit' in sys.modules)") == "False"


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def is_time(node: ast.expr) -> bool:
    """`today - timedelta(days=30)` picks a day; it measures nothing."""
    return any(isinstance(part, ast.Name) and part.id == "timedelta" for part in ast.walk(node))


def is_count(node: ast.expr) -> bool:
    """`len(found) - SHOWN` says how many a list leaves out."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len"


def is_place(node: ast.expr) -> bool:
    """`HERE.parent / "data"` is a path."""
    return any(isinstance(part, ast.Name) and part.id.isupper() for part in ast.walk(node))


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_thin(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) < PAGE_LINES
    assert not BUILT_ELSEWHERE & set(imported(tree))
    sums = [node for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC)]
    sums = [s for s in sums if not (is_time(s.left) or is_time(s.right) or is_text(s.left) or is_count(s.left))]
    reckoned = [ast.unparse(s) for s in sums if not (isinstance(s.op, ast.Div) and is_place(s.left))]
    assert not reckoned, "arithmetic belongs into indicators, trends or snapshots"
    asked = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert not [words for words in asked if re.search(r"\b(SELECT|INSERT INTO|DELETE FROM|UPDATE) ", words)]
    made = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    assert len(made) <= 2, "a page shows; pieces of it live in desk"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_widgets_of_a_page_are_named_after_it(page: Path) -> None:
    name = page.stem.partition("_")[2]
    tree = ast.parse(page.read_text(encoding="utf-8"))
    keys = [
        word.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "key" and isinstance(word.value, ast.Constant)
    ]
    assert all(f"{key}_".startswith(f"{name}_") for key in keys), keys


def ids_of(framework: Framework) -> set[str]:
    factors = {f.id for f in framework.factors} | {s.id for f in framework.factors for s in f.signposts}
    scenarios = {s.id for s in framework.scenarios} | {d.id for s in framework.scenarios for d in s.signposts}
    return factors | scenarios | {framework.id} | {a.id for a in framework.assumptions}


def test_the_code_knows_no_framework_by_name(framework: Framework) -> None:
    """Another question is another file; a factor's id in the code would tie it to this one."""
    ids = {name for name in ids_of(framework) if "_" in name}
    words = re.compile(r"\b(" + "|".join(map(re.escape, sorted(ids))) + r")\b")
    named = {
        f"{file.relative_to(ROOT)}: {found[0]}"
        for file in [*SRC.rglob("*.py"), *SRC.rglob("*.js"), *SRC.rglob("*.html"), *SRC.rglob("*.css"), *PAGES]
        if (found := words.search(file.read_text(encoding="utf-8")))
    }
    assert not named


def repository() -> Iterator[Path]:
    """The files that belong to the repository, as far as a plain copy of it can tell."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if any((p.startswith(".") and p not in (".ci", ".streamlit")) or p in PASSED_OVER for p in parts):
            continue
        if path.is_file() and path.suffix in WRITTEN and path.stat().st_size < 5_000_000:
            yield path


def test_no_file_names_a_package_registry_or_a_place_on_one_machine() -> None:
    """Whoever sets this up has their own. The patterns are pieced together so as not to find themselves."""
    hosts = ("pypi" + r"\.org", "python" + r"hosted\.org", "npmjs" + r"\.(?:com|org)", "index" + "-url =")
    places = ("/ho" + r"me/\w+/", "/Us" + r"ers/\w+/", "/ro" + r"ot/\w", "/wo" + "rk/(?:main|shared)", "/tm" + "p/w/")
    wrong = re.compile("|".join((*hosts, *places)))
    named = {
        f"{file.relative_to(ROOT)}: {found[0]}"
        for file in repository()
        if (found := wrong.search(file.read_text(encoding="utf-8", errors="replace")))
    }
    assert not named


def test_no_statement_of_the_store_removes_a_headline_or_a_tag() -> None:
    """A deleted headline would come back from its feed, without its tags. (The demo's end and a load empty all.)"""
    deleting = re.compile(r"delete\((headlines|tags)\b|\b(headlines|tags)\.delete\(|DELETE FROM (headlines|tags)\b")
    assert [path.name for path in (SRC / "store").glob("*.py") if deleting.search(path.read_text("utf-8"))] == []
