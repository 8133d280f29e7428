"""Every text that an error of the package can hold, read from its source; what is only known in a run stands as ``{}``."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "wag_analyzer"
ERRORS = frozenset(
    [
        "WagError",
        "ExportError",
        "LayoutError",
        "ArchiveError",
        "TableError",
        "SettingsError",
        "ConsentError",
        "CaseError",
        "LeakError",
        "VerificationError",
        "UsageError",
        "BadParameter",
    ]
)
PARTS = ("what", "hint")
REFUSAL = ("parser/members.py", "_refusal")
TOLD_BY = {"chats[0].refusal[0]": REFUSAL, "chats[0].refusal[1]": REFUSAL, "member.refusal": REFUSAL}
"""What holds texts that a function returned elsewhere → its module and name."""

OF_OTHERS = frozenset(("error.strerror", "getattr(error, 'strerror', '')", "error.format_message().rstrip('.')"))
"""Texts of the machine and of click."""

_FILLED = "{}"
_DEEPEST = 6

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Scope:
    """Where a text stands: the module, and the function when it is in one."""

    module: str
    function: Function | None


class UnknownTextError(Exception):
    """A text of an error comes from where this reader cannot follow it."""


@cache
def modules() -> dict[str, ast.Module]:
    """Return path → tree of every module."""
    return {str(path.relative_to(PACKAGE)): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def calls() -> dict[str, list[tuple[ast.Call, Scope]]]:
    """Return name of what is called → the calls and where they stand."""
    found: dict[str, list[tuple[ast.Call, Scope]]] = {}

    def walk(node: ast.AST, scope: Scope) -> None:
        for child in ast.iter_child_nodes(node):
            inner = Scope(scope.module, child) if isinstance(child, Function) else scope
            if isinstance(child, ast.Call):
                name = child.func.id if isinstance(child.func, ast.Name) else getattr(child.func, "attr", "")
                found.setdefault(name, []).append((child, scope))
            walk(child, inner)

    for module, tree in modules().items():
        walk(tree, Scope(module, None))
    return found


@cache
def error_texts() -> frozenset[tuple[str, str]]:
    """Return ``file:line`` and each text that an error made there may hold."""
    return frozenset(_error_texts())


def _error_texts() -> Iterator[tuple[str, str]]:
    for name in sorted(ERRORS):
        for call, scope in calls().get(name, []):
            place = f"{scope.module}:{call.lineno}"
            given = dict(zip(PARTS[:1], call.args, strict=False)) | {one.arg: one.value for one in call.keywords}
            for part in PARTS:
                if part in given:
                    yield from ((place, text) for text in texts(given[part], scope) if text)


def constants() -> set[str]:
    """Return every text in the source that is no docstring."""
    return {
        node.value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def texts(node: ast.expr, scope: Scope, deep: int = 0) -> set[str]:
    """Return the texts that an expression may be.

    Raises
    ------
    UnknownTextError
        It comes from where it cannot be followed.
    """
    whole = ast.unparse(node)
    if deep > _DEEPEST:
        raise UnknownTextError(f"{scope.module}: {whole}")
    if whole in OF_OTHERS:
        return set()
    if whole in TOLD_BY:
        return _returned(*TOLD_BY[whole], deep)
    return _written(node, scope, deep) or _followed(node, scope, deep)


def _written(node: ast.expr, scope: Scope, deep: int) -> set[str]:
    """Return the texts of an expression that holds them itself; none of another."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.JoinedStr):
        parts = [{str(one.value)} if isinstance(one, ast.Constant) else _filled(one, scope, deep) for one in node.values]
        return {"".join(words) for words in product(*parts)}
    if isinstance(node, ast.IfExp):
        return texts(node.body, scope, deep) | texts(node.orelse, scope, deep)
    if isinstance(node, ast.BoolOp):
        return set[str]().union(*(texts(one, scope, deep) for one in node.values))
    return set()


def _followed(node: ast.expr, scope: Scope, deep: int) -> set[str]:
    """Return the texts of an expression that names where they stand."""
    if isinstance(node, ast.Name):
        return _named(node.id, scope, deep)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return _field(node.value.id, node.attr, scope, deep)
    if isinstance(node, ast.Call):
        return _called(node, scope, deep)
    raise UnknownTextError(f"{scope.module}:{node.lineno}: {ast.unparse(node)}")


def _filled(node: ast.expr, scope: Scope, deep: int) -> set[str]:
    """Return what fills a place in a text: ``{}``, and the words it may be where the source says so."""
    inner = node.value if isinstance(node, ast.FormattedValue) else node
    if isinstance(inner, ast.IfExp):
        return _filled(inner.body, scope, deep) | _filled(inner.orelse, scope, deep)
    if isinstance(inner, ast.Constant) or (isinstance(inner, ast.Name) and scope.function is not None):
        try:
            return texts(inner, scope, deep + 1)
        except UnknownTextError:
            return {_FILLED}
    return {_FILLED}


def _called(node: ast.Call, scope: Scope, deep: int) -> set[str]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    return {_FILLED} if name in {"join", "visible"} else _returned(scope.module, name, deep)


def _returned(module: str, name: str, deep: int) -> set[str]:
    """Return the texts that a function of a module returns, those in tuples too."""
    found: set[str] = set()
    for function in ast.walk(modules()[module]):
        if isinstance(function, Function) and function.name == name:
            for one in (one.value for one in ast.walk(function) if isinstance(one, ast.Return) and one.value is not None):
                for part in one.elts if isinstance(one, ast.Tuple) else [one]:
                    if not (isinstance(part, ast.Constant) and part.value is None):
                        found |= texts(part, Scope(module, function), deep + 1)
    if not found:
        raise UnknownTextError(f"{module}: {name}()")
    return found


def _named(name: str, scope: Scope, deep: int) -> set[str]:
    function = scope.function
    if function is not None:
        given = [value for one in ast.walk(function) for value in _assigned(one, name)]
        if given:
            return set[str]().union(*(texts(one, scope, deep + 1) for one in given))
        if any(one.arg == name for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)):
            return _handed(function, name, scope, deep)
    for one in modules()[scope.module].body:
        for value in _assigned(one, name):
            return texts(value, Scope(scope.module, None), deep + 1)
        if isinstance(one, ast.ImportFrom) and one.module and any(each.name == name for each in one.names):
            other = one.module.removeprefix("wag_analyzer.").replace(".", "/") + ".py"
            return _named(name, Scope(other, None), deep + 1)
    raise UnknownTextError(f"{scope.module}: {name}")


def _assigned(node: ast.AST, name: str) -> Iterator[ast.expr]:
    if isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and isinstance(node.target, ast.Name) and node.target.id == name and node.value:
        yield node.value
    for target in node.targets if isinstance(node, ast.Assign) else []:
        if isinstance(target, ast.Name) and target.id == name:
            yield node.value  # type: ignore[attr-defined]
        elif isinstance(target, ast.Tuple):
            places = [turn for turn, one in enumerate(target.elts) if isinstance(one, ast.Name) and one.id == name]
            whole = node.value  # type: ignore[attr-defined]
            yield from (whole.elts[turn] if isinstance(whole, ast.Tuple) else whole for turn in places)


def _handed(function: Function, name: str, scope: Scope, deep: int) -> set[str]:
    """Return the texts that a parameter gets in calls of the function, and its default."""
    order = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    is_method = order[:1] == ["self"]
    order = order[1:] if is_method else order
    found: set[str] = set()
    for default, one in zip(reversed(function.args.defaults), reversed(function.args.args), strict=False):
        found |= texts(default, scope, deep + 1) if one.arg == name else set()
    for call, where in calls().get(function.name, []):
        given = dict(zip(order, call.args, strict=False)) | {one.arg: one.value for one in call.keywords if one.arg}
        is_it = isinstance(call.func, ast.Attribute) if is_method else _knows(where.module, function.name, scope.module)
        if name in given and is_it:
            found |= texts(given[name], where, deep + 1)
    if not found:
        raise UnknownTextError(f"{scope.module}: {function.name}({name})")
    return found


def _knows(module: str, name: str, home: str) -> bool:
    """Say whether a name in a module is the function of the module ``home``."""
    path = "wag_analyzer." + home.removesuffix(".py").replace("/", ".")
    imports = (one for one in ast.walk(modules()[module]) if isinstance(one, ast.ImportFrom) and one.module == path)
    return module == home or any(each.name == name for one in imports for each in one.names)


def _field(owner: str, name: str, scope: Scope, deep: int) -> set[str]:
    """Return the texts that a field of a parameter's class gets where it is made; an error's own were read where it was raised."""
    parameters = scope.function.args.args if scope.function is not None else []
    kind = next((one.annotation.id for one in parameters if one.arg == owner and isinstance(one.annotation, ast.Name)), "")
    if owner == "error" and name in PARTS:
        return set()
    found: set[str] = set()
    for tree in modules().values():
        for made in ast.walk(tree):
            if isinstance(made, ast.ClassDef) and made.name == kind:
                order = [one.target.id for one in made.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)]
                for call, where in calls().get(kind, []):
                    given = dict(zip(order, call.args, strict=False)) | {one.arg: one.value for one in call.keywords if one.arg}
                    found |= texts(given[name], where, deep + 1) if name in given else set()
    if not found:
        raise UnknownTextError(f"{scope.module}: {owner}.{name}")
    return found
