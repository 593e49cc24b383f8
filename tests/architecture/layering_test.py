"""Includes between the top-level folders point down only, and SystemC stays inside simulator/systemc."""
import pathlib
import re
import sys
import tempfile
import unittest

ROOT = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else ".")

# Folder -> folders that its files may include, besides itself.
ALLOWED = {
    "workloads": set(),
    "simulator": {"workloads"},
    "optimizers": set(),
    "apollo": {"workloads", "simulator", "optimizers"},
}
GENERATED = "embedded"  # headers that cmake/Embed.cmake makes
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
SYSTEMC = re.compile(r"^(systemc|sysc|tlm)\b")


def violations(root):
    """One line for each include that is not allowed under root."""
    found = []
    for folder, allowed in ALLOWED.items():
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in {".h", ".hpp", ".cpp", ".cc"}:
                continue
            relative = path.relative_to(root).as_posix()
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                match = INCLUDE.match(line)
                if not match:
                    continue
                kind, header = match.groups()
                where = f"{relative}:{number}: {header}"
                if SYSTEMC.match(header) and not relative.startswith("simulator/systemc/"):
                    found.append(f"{where}: SystemC outside simulator/systemc")
                elif kind == '"' and header.split("/")[0] not in allowed | {folder, GENERATED}:
                    found.append(f"{where}: {folder} may not include it")
                elif kind == "<" and header.split("/")[0] in set(ALLOWED) - allowed - {folder}:
                    found.append(f"{where}: {folder} may not include it")
    return found


class LayeringTest(unittest.TestCase):
    def test_includes_point_down_only(self):
        for folder in ALLOWED:
            self.assertTrue(any((ROOT / folder).rglob("*.h")), f"no headers in {ROOT / folder}")
        self.assertEqual(violations(ROOT), [])

    def found_for(self, path, line):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / path
            file.parent.mkdir(parents=True)
            file.write_text(f"#pragma once\n{line}\n")
            return violations(pathlib.Path(folder))

    def test_an_upward_include_is_found(self):
        for path, line in [
            ("workloads/a.h", '#include "simulator/engine.h"'),
            ("workloads/a.cpp", "#include <apollo/study/study.h>"),
            ("simulator/cost/a.cpp", '  #  include "apollo/compiler/compiler.h"'),
            ("optimizers/a.cpp", '#include "workloads/network.h"'),
            ("apollo/a.cpp", '#include "tests/helper.h"'),
            ("simulator/a.cpp", '#include "sibling.h"'),
        ]:
            with self.subTest(path=path, line=line):
                found = self.found_for(path, line)
                self.assertEqual(len(found), 1, found)
                self.assertIn(f"{path}:2: ", found[0])

    def test_systemc_outside_its_folder_is_found(self):
        for header in ["systemc", "systemc.h", "sysc/kernel/sc_module.h", "tlm.h"]:
            self.assertEqual(len(self.found_for("simulator/a.cpp", f"#include <{header}>")), 1, header)
            self.assertEqual(self.found_for("simulator/systemc/a.cpp", f"#include <{header}>"), [])

    def test_downward_includes_are_allowed(self):
        for path, line in [
            ("simulator/a.cpp", '#include "workloads/network.h"'),
            ("apollo/a.cpp", '#include "optimizers/registry.h"'),
            ("workloads/a.cpp", '#include "embedded/builtin_network_files.h"'),
            ("optimizers/a.cpp", "#include <vector>"),
        ]:
            self.assertEqual(self.found_for(path, line), [], line)


if __name__ == "__main__":
    unittest.main()
