"""Find public names without a docstring, and docstrings that name what is not there."""

import ast
import re
from collections.abc import Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = ast.Module | ast.ClassDef | Function

# A NumPy section: its title, a line of dashes, and the lines up to the next title.
_PARAMETERS = re.compile(r"^Parameters\n-+\n(.*?)(?=^\w[\w ]*\n---|\Z)", re.M | re.S)
_NAMES = re.compile(r"^(\*{0,2}\w+(?:, \*{0,2}\w+)*)(?: : .*)?$", re.M)


def faults(source: str) -> list[str]:
    """Return one sentence for each public name that is not documented as it must be."""
    return [
        sentence
        for name, node in public_nodes(ast.parse(source))
        for sentence in _faults_of(name, node)
    ]


def public_nodes(module: ast.Module) -> Iterator[tuple[str, Documented]]:
    """Yield the module and every public class, function and method, with its name."""
    yield "module", module
    yield from _public_children("", module)


def _public_children(
    prefix: str, parent: ast.Module | ast.ClassDef
) -> Iterator[tuple[str, Documented]]:
    for node in parent.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield f"{prefix}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from _public_children(f"{node.name}.", node)


def _faults_of(name: str, node: Documented) -> Iterator[str]:
    if _is_described_elsewhere(node):
        return
    text = ast.get_docstring(node)
    if not text:
        yield f"{name} has no docstring"
        return
    if not text.splitlines()[0].endswith((".", ":", "?")):
        yield f"{name}: the first line is not a sentence"
    for parameter in _documented_parameters(text) - _parameters(node):
        yield f"{name} documents {parameter!r}, which it does not take"


# Setters and overloads share the docstring of the name they belong to.
def _is_described_elsewhere(node: Documented) -> bool:
    if not isinstance(node, Function):
        return False
    decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
    return any(
        text.endswith((".setter", "overload", "override")) for text in decorators
    )


def _documented_parameters(text: str) -> set[str]:
    section = _PARAMETERS.search(text)
    lines = _NAMES.findall(section[1]) if section else []
    return {name.lstrip("*") for line in lines for name in line.split(", ")}


def _parameters(node: Documented) -> set[str]:
    if isinstance(node, ast.ClassDef):
        return {name for child in node.body for name in _fields(child)}
    if isinstance(node, ast.Module):
        return set()
    every = node.args
    rest = [every.vararg, every.kwarg]
    named = [*every.posonlyargs, *every.args, *every.kwonlyargs, *filter(None, rest)]
    return {argument.arg for argument in named}


# A class takes what its constructor takes; of a dataclass or a Param class, its fields.
def _fields(child: ast.stmt) -> set[str]:
    if isinstance(child, Function) and child.name == "__init__":
        return _parameters(child)
    if isinstance(child, ast.AnnAssign) and isinstance(child.target, ast.Name):
        return {child.target.id}
    if isinstance(child, ast.Assign):
        return {name.id for name in child.targets if isinstance(name, ast.Name)}
    return set()
