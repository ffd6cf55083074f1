"""Writes ``docs/API.md``: every public name of ``kiwoom`` with its first sentence.

Run as ``python docs/api_reference.py``; a test holds that the file is up to date.
"""

import dataclasses
import enum
import inspect
import re
from pathlib import Path

import kiwoom

_ROLE = re.compile(r":\w+:`([^`]+)`")

OUT = Path(__file__).with_name("API.md")
_HEAD = """# `kiwoom`의 모든 이름

[라이브러리](라이브러리.md)가 쓰는 법을, 이 쪽은 이름을 빠짐없이 보여 줍니다.
설명은 코드에 있는 영어 문서의 첫 문장이고, 인자와 단위, 일어나는 오류는
`help(kiwoom.Client)`처럼 읽을 수 있습니다.
이 쪽은 `python docs/api_reference.py`가 씁니다.
"""
_GROUPS = (
    ("묻는 곳", ("Client", "Indices", "Hub", "Screening", "Subscription", "Outlet")),
    (
        "봉과 설정",
        ("CandleSeries", "CandleStore", "HubTiming", "Server", "Credentials"),
    ),
    ("금고", ("Vault", "VaultShelf", "Passphrase", "KeyFile", "Secret", "Entry")),
    ("시뮬레이터", ("Simulator",)),
)


def text() -> str:
    """Return the whole page."""
    named = {name for _, names in _GROUPS for name in names}
    parts = [_HEAD]
    for title, names in _GROUPS:
        parts.append(f"\n## {title}\n")
        parts += [_class_part(getattr(kiwoom, name)) for name in names]
    others = sorted(set(kiwoom.__all__) - named - {"__version__"})
    classes = [name for name in others if inspect.isclass(getattr(kiwoom, name))]
    for title, chosen in (
        ("모델", [n for n in classes if dataclasses.is_dataclass(getattr(kiwoom, n))]),
        (
            "정해진 값",
            [n for n in classes if issubclass(getattr(kiwoom, n), enum.Enum)],
        ),
        ("오류", [n for n in classes if issubclass(getattr(kiwoom, n), Exception)]),
    ):
        parts.append(f"\n## {title}\n\n| 이름 | 설명 | 담긴 것 |\n|---|---|---|\n")
        parts += [_row(getattr(kiwoom, name)) for name in chosen]
    functions = [n for n in others if inspect.isfunction(getattr(kiwoom, n))]
    parts.append("\n## 함수\n\n| 이름 | 설명 |\n|---|---|\n")
    for name in functions:
        found = getattr(kiwoom, name)
        parts.append(f"| `{name}{_signature(found)}` | {_sentence(found)} |\n")
    return "".join(parts)


def _class_part(owner: type) -> str:
    rows = [
        f"| `{name}{_signature(member)}` | {_sentence(member)} |\n"
        for name, member in _members(owner)
    ]
    table = "| 이름 | 설명 |\n|---|---|\n" if rows else ""
    return f"\n### `{owner.__name__}`\n\n{_sentence(owner)}\n\n{table}{''.join(rows)}"


def _members(owner: type) -> list[tuple[str, object]]:
    found = {}
    for base in reversed(owner.__mro__):
        if base.__module__.startswith("kiwoom"):
            found |= {n: m for n, m in vars(base).items() if not n.startswith("_")}
    return [
        (name, member)
        for name, member in found.items()
        if inspect.isfunction(member) or isinstance(member, property | classmethod)
    ]


def _row(owner: type) -> str:
    if dataclasses.is_dataclass(owner):
        held = [field.name for field in dataclasses.fields(owner)]
    elif issubclass(owner, enum.Enum):
        held = [str(member.value) for member in owner]
    else:
        held = [owner.__mro__[1].__name__]
    listed = ", ".join(f"`{name}`" for name in held)
    return f"| `{owner.__name__}` | {_sentence(owner)} | {listed} |\n"


def _signature(member: object) -> str:
    if isinstance(member, property):
        return ""
    target = member.__func__ if isinstance(member, classmethod) else member
    assert callable(target)
    names = []
    for parameter in inspect.signature(target).parameters.values():
        if parameter.name in {"self", "cls"}:
            continue
        is_needed = parameter.default is parameter.empty
        names.append(parameter.name if is_needed else f"{parameter.name}=…")
    return f"({', '.join(names)})"


def _sentence(member: object) -> str:
    documented = member.__func__ if isinstance(member, classmethod) else member
    first = (inspect.getdoc(documented) or "").split("\n\n")[0]
    plain = _ROLE.sub(lambda role: f"`{role[1].rpartition('.')[2]}`", first)
    return " ".join(plain.replace("``", "`").split()).replace("|", "\\|")


if __name__ == "__main__":
    OUT.write_text(text(), "utf-8")
