"""Who may import what, as a table, and the reader of imports that applies it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch

import kiwoom

# What waits, listens or reads a clock. Every other module of the library is pure: a new
# one is so until it is put down here.
SHELL = tuple(
    f"kiwoom/{name}.py"
    for name in (
        "auth",
        "awake",
        "backoff",
        "broker_day",
        "charts",
        "client",
        "enquiry",
        "gateway_client",
        "gateway_feed",
        "hub",
        "indices",
        "keeping",
        "loading",
        "market_view",
        "older",
        "outlets",
        "paging",
        "queries",
        "rankings",
        "relay_feed",
        "relay_writer",
        "rest",
        "screening",
        "settings",
        "store",
        "stream",
        "tasks",
        "turns",
        "vault/file",
        "vault/keys",
        "vault/opening",
        "vault/transaction",
        "vault/vault",
        "wishes",
        "simulator/broadcast",
        "simulator/connections",
        "simulator/control",
        "simulator/simulator",
        "simulator/web",
    )
)
ENTRANCES = (
    "kiwoom/__init__.py",
    "kiwoom/simulator/__init__.py",
    "kiwoom/vault/__init__.py",
    "kiwoom/data/*",
)
STARTER = "dashboard/simulating.py"
# What the wall computes and sends, apart from how it is drawn.
UNDRAWN = (
    "dashboard/channels.py",
    "dashboard/columns.py",
    "dashboard/feed_viewer.py",
    "dashboard/frames.py",
    "dashboard/indicators/*",
    "dashboard/studies.py",
)


@dataclass(frozen=True)
class Rule:
    """What the files of some patterns must not import."""

    files: tuple[str, ...]
    forbidden: frozenset[str]
    except_files: tuple[str, ...] = ()

    def forbids(self, path: str, module: str) -> bool:
        """Whether the file ``path`` breaks the rule by importing ``module``."""
        return (
            _matches(path, self.files)
            and not _matches(path, self.except_files)
            and any(_is_within(module, name) for name in self.forbidden)
        )


RULES = (
    Rule(
        ("kiwoom/*",),
        frozenset({"panel", "bokeh", "param", "holoviews", "fastapi", "dashboard"}),
    ),
    Rule(
        ("kiwoom/*",),
        frozenset({"asyncio", "httpx", "random", "socket", "starlette", "threading"})
        | frozenset({"time", "uvicorn", "websockets"})
        | frozenset(path[: -len(".py")].replace("/", ".") for path in SHELL),
        except_files=(*SHELL, *ENTRANCES),
    ),
    # The hub takes any source of events, so that a replay can stand in for the broker.
    Rule(
        ("kiwoom/hub.py", "kiwoom/loading.py", "kiwoom/older.py"),
        frozenset({"httpx", "websockets", "kiwoom.rest", "kiwoom.stream"}),
    ),
    # ``kiwoom/__init__.py`` offers the simulator, but only to those who ask for it.
    Rule(
        ("kiwoom/*",),
        frozenset({"starlette", "uvicorn", "kiwoom.simulator"}),
        except_files=("kiwoom/__init__.py", "kiwoom/simulator/*"),
    ),
    Rule(UNDRAWN, frozenset({"panel", "bokeh"})),
    Rule(("kiwoom/*", "dashboard/*"), frozenset({"tests", "benchmarks", "docs"})),
)


@dataclass(frozen=True)
class Import:
    """One imported module, and the one name taken from it where there is one."""

    line: int
    module: str
    name: str | None = None


def imports(source: str) -> Iterator[Import]:
    """Yield every import of a file, those inside functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield Import(node.lineno, node.module or "", alias.name)


def violations(path: str, source: str) -> list[str]:
    """Return one sentence for each import that the file must not have."""
    return [
        f"{path}:{found.line} must not import {_spelled(found)}"
        for found in imports(source)
        if _is_forbidden(path, found)
    ]


def _is_forbidden(path: str, found: Import) -> bool:
    modules = [found.module, f"{found.module}.{found.name}"]
    return any(rule.forbids(path, module) for rule in RULES for module in modules) or (
        path.startswith("dashboard/") and not _is_public(path, found)
    )


# The wall sees of the library only what every other program sees, and reaches the
# simulator over its sockets like any broker.
def _is_public(path: str, found: Import) -> bool:
    if found.name == "Simulator":
        return path == STARTER
    if found.module == "kiwoom":
        return found.name is None or found.name in kiwoom.__all__
    return not _is_within(found.module, "kiwoom")


def _is_within(module: str, name: str) -> bool:
    return module == name or module.startswith(name + ".")


def _matches(path: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)


def _spelled(found: Import) -> str:
    return f"{found.name} from {found.module}" if found.name else found.module
