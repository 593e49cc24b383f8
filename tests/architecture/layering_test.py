"""Includes point down the floors of floors.py only, every folder of code has its row, library and namespace, and SystemC stays in its folder."""
import pathlib
import re
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
from floors import FLOORS, TOPS, Row, may_include  # noqa: E402

ROOT = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else ".")

GENERATED = "embedded"  # headers that cmake/Embed.cmake makes
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
SYSTEMC = re.compile(r"^(systemc|sysc|tlm)\b")
NAMESPACE = re.compile(r"^namespace (apollo[\w:]*) \{", re.M)
CODE = {".h", ".hpp", ".cpp", ".cc"}


def code_files(root):
    return sorted(path for top in TOPS for path in (root / top).rglob("*") if path.suffix in CODE)


def violations(root, floors=FLOORS):
    """One line for each include, folder or namespace that the table does not allow under root."""
    rows = {row.folder: row for row in floors}
    found = []
    for path in code_files(root):
        relative = path.relative_to(root).as_posix()
        row = rows.get(path.parent.relative_to(root).as_posix())
        if row is None:
            found.append(f"{relative}: its folder has no row in floors.py")
            continue
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            kind, header = match.groups()
            where = f"{relative}:{number}: {header}"
            if SYSTEMC.match(header) and row.folder != "simulator/systemc":
                found.append(f"{where}: SystemC outside simulator/systemc")
            ours = header.split("/")[0] in TOPS
            if kind == '"' and not ours and header.split("/")[0] != GENERATED:
                found.append(f"{where}: includes start at the top of the repository")
            elif ours:
                target = rows.get(str(pathlib.PurePosixPath(header).parent))
                if target is None or not may_include(row, target):
                    found.append(f"{where}: {row.folder} may not include it")
        for namespace in NAMESPACE.findall(text):
            if namespace != f"apollo::{row.namespace}":
                found.append(f"{relative}: namespace {namespace}, where apollo::{row.namespace} belongs")
    return found


def tests_above(root, floors=FLOORS):
    """One line for each include of a test that lies on a higher floor than what it tests."""
    rows = {row.folder: row for row in floors}
    found = []
    for path in sorted(path for path in (root / "tests").rglob("*") if path.suffix in CODE):
        row = rows.get(path.parent.relative_to(root / "tests").as_posix())
        for line in path.read_text(encoding="utf-8").splitlines() if row else []:
            match = INCLUDE.match(line)
            used = rows.get(str(pathlib.PurePosixPath(match[2].removeprefix("tests/")).parent)) if match else None
            if used and used.floor[0] > row.floor[0]:
                found.append(f"{path.relative_to(root).as_posix()}: {match[2]}")
    return found


def cycles(root):
    """Folders that include each other, directly or through others, as lists."""
    uses = {}
    for path in code_files(root):
        folder = path.parent.relative_to(root).as_posix()
        for line in path.read_text(encoding="utf-8").splitlines():
            match = INCLUDE.match(line)
            if match and match[2].split("/")[0] in TOPS:
                uses.setdefault(folder, set()).add(str(pathlib.PurePosixPath(match[2]).parent))
    found, done = [], set()

    def visit(folder, trail):
        if folder in trail:
            found.append(trail[trail.index(folder):] + [folder])
        elif folder not in done:
            for used in sorted(uses.get(folder, set()) - {folder}):
                visit(used, trail + [folder])
            done.add(folder)

    for folder in sorted(uses):
        visit(folder, [])
    return found


class LayeringTest(unittest.TestCase):
    def test_includes_point_down_only(self):
        self.assertEqual(violations(ROOT), [])

    def test_no_folder_includes_itself_through_others(self):
        self.assertEqual(cycles(ROOT), [])

    def test_every_row_is_a_folder_with_code_of_its_own(self):
        for row in FLOORS:
            self.assertTrue(any(path.suffix in CODE for path in (ROOT / row.folder).iterdir()), row.folder)

    def test_tests_use_what_lies_below_or_beside_them(self):
        self.assertEqual(tests_above(ROOT), [])

    def test_a_test_that_uses_a_higher_floor_is_found(self):
        for header, allowed in [("apollo/verify/verify.h", False), ("tests/apollo/designs/a.h", False), ("apollo/compiler/compiler.h", True),
                                ("tests/workloads/small_network.h", True), ("gtest/gtest.h", True)]:
            with tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder) / "tests/apollo/compiler/map/a_test.cpp"
                file.parent.mkdir(parents=True)
                file.write_text(f'#include "{header}"\n')
                self.assertEqual(tests_above(pathlib.Path(folder)) == [], allowed, header)

    def test_tests_mirror_the_tree(self):
        folders = {row.folder for row in FLOORS} | {"architecture", "benchmarks", "fuzz", "package"}
        for path in (ROOT / "tests").rglob("*_test.cpp"):
            self.assertIn(path.parent.relative_to(ROOT / "tests").as_posix(), folders, path)

    def found_for(self, path, line, floors=FLOORS):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / path
            file.parent.mkdir(parents=True)
            file.write_text(f"#pragma once\n{line}\n")
            return violations(pathlib.Path(folder), floors)

    def test_what_the_table_does_not_allow_is_found(self):
        for path, line in [
            ("workloads/a.h", '#include "simulator/engine.h"'),
            ("workloads/a.h", '#include "workloads/zoo/suite.h"'),
            ("workloads/a.cpp", "#include <apollo/study/study.h>"),
            ("simulator/cost/a.cpp", '  #  include "apollo/compiler/compiler.h"'),
            ("simulator/fast/a.cpp", '#include "simulator/systemc/chip.h"'),
            ("optimizers/a.cpp", '#include "workloads/network.h"'),
            ("apollo/compiler/a.cpp", '#include "optimizers/registry.h"'),
            ("apollo/compiler/lower/a.cpp", '#include "apollo/compiler/plan/planner.h"'),
            ("apollo/cli/a.cpp", '#include "tests/helper.h"'),
            ("simulator/machine/a.cpp", '#include "sibling.h"'),
            ("simulator/machine/a.cpp", '#include "simulator/nowhere/a.h"'),
            ("simulator/machine/a.cpp", "namespace apollo::cost {"),
        ]:
            with self.subTest(path=path, line=line):
                found = self.found_for(path, line)
                self.assertEqual(len(found), 1, found)
                self.assertIn(path, found[0])

    def test_a_folder_without_a_row_is_found(self):
        self.assertEqual(len(self.found_for("apollo/new/a.cpp", "")), 1)
        self.assertEqual(self.found_for("apollo/new/a.cpp", "", [*FLOORS, Row((9, 9), "apollo/new", "new", "both")]), [])

    def test_a_cycle_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for path, header in [("files/a.h", "processes/b.h"), ("processes/b.h", "workloads/c.h"), ("workloads/c.h", "files/a.h")]:
                (root / path).parent.mkdir()
                (root / path).write_text(f'#include "{header}"\n')
            self.assertEqual(cycles(root), [["files", "processes", "workloads", "files"]])

    def test_systemc_outside_its_folder_is_found(self):
        for header in ["systemc", "systemc.h", "sysc/kernel/sc_module.h", "tlm.h"]:
            self.assertEqual(len(self.found_for("simulator/fast/a.cpp", f"#include <{header}>")), 1, header)
            self.assertEqual(self.found_for("simulator/systemc/a.cpp", f"#include <{header}>"), [])

    def test_downward_includes_are_allowed(self):
        for path, line in [
            ("simulator/program/a.cpp", '#include "workloads/network.h"'),
            ("apollo/study/a.cpp", '#include "optimizers/registry.h"'),
            ("workloads/zoo/a.cpp", '#include "embedded/builtin_network_files.h"'),
            ("optimizers/a.cpp", "#include <vector>"),
        ]:
            self.assertEqual(self.found_for(path, line), [], line)


if __name__ == "__main__":
    unittest.main()
