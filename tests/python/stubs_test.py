"""The stubs of the bindings name what the bindings have, and every name has a docstring."""
import ast
import inspect

import pytest

import apollo
from apollo import _native
from conftest import SOURCE

STUB = SOURCE / "python/apollo/_native.pyi"


def public(names):
    return {name for name in names if not name.startswith("_")}


def test_the_stub_has_every_name_and_no_other():
    tree = ast.parse(STUB.read_text())
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert set(classes) | functions == public(dir(_native))
    for name, node in classes.items():
        members = {member.name for member in node.body if isinstance(member, ast.FunctionDef)}
        assert public(members) == public(dir(getattr(_native, name))), name


def test_everything_public_has_a_docstring():
    for name in apollo.__all__:
        value = getattr(apollo, name)
        if isinstance(value, str):
            continue
        assert inspect.getdoc(value), name
        for member in public(dir(value)) if inspect.isclass(value) and not issubclass(value, Exception) else ():
            assert inspect.getdoc(getattr(value, member)), f"{name}.{member}"


def test_a_type_checker_accepts_the_package():
    api = pytest.importorskip("mypy.api")
    said, errors, status = api.run(["--strict", "--ignore-missing-imports", "--cache-dir=/dev/null", str(SOURCE / "python/apollo")])
    assert status == 0, said + errors
