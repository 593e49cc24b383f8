"""The installed tree, moved to another place, has what it promises; examples/client builds against it and counts what apollo does."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

BUILD, SOURCE, CMAKE, CXX = pathlib.Path(os.environ["APOLLO_BUILD"]), pathlib.Path(os.environ["APOLLO_SOURCE"]), os.environ["CMAKE"], os.environ["CXX"]
HAS_REPORT = os.environ["APOLLO_REPORT"] == "ON"

sys.dont_write_bytecode = True
sys.path.insert(0, str(SOURCE / "tests/architecture"))
from floors import FLOORS, TOPS  # noqa: E402

DESIGN, NETWORK = "share/apollo/configs/baselines/edge.json", "mobilenet_v2"
LINKED = ["nlohmann-json3-dev", "libboost-dev", "libeigen3-dev", "libspdlog-dev", "libfmt-dev", "libcli11-dev", "libsqlitecpp-dev"]
EMBEDDED = ["vega", "vega-lite", "vega-embed", "d3-array"]


def run(*command):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if result.returncode != 0:
        raise AssertionError(f"{command}: status {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        installed = pathlib.Path(scratch.name) / "installed"
        run(CMAKE, "--install", BUILD, "--prefix", installed)
        cls.folder, cls.tree = pathlib.Path(scratch.name), installed.rename(installed.with_name("moved"))

    def files(self, folder, pattern="*"):
        return sorted(path.relative_to(folder) for path in folder.rglob(pattern) if path.is_file())

    def test_a_client_counts_the_cycles_that_apollo_counts(self):
        build = self.folder / "client"
        run(CMAKE, "-G", "Ninja", "-S", self.tree / "share/apollo/examples/client", "-B", build, f"-DCMAKE_PREFIX_PATH={self.tree}",
            f"-DCMAKE_CXX_COMPILER={CXX}", f"-DCMAKE_CXX_FLAGS={os.environ['CXXFLAGS']}")
        self.assertIn(f"apollo_DIR:PATH={self.tree}", (build / "CMakeCache.txt").read_text())
        run(CMAKE, "--build", build)
        counted = run(build / "client", self.tree / DESIGN, NETWORK)
        evaluated = run(self.tree / "bin/apollo", "evaluate", self.tree / DESIGN, "--workload", NETWORK, "--json")
        self.assertEqual(int(counted), json.loads(evaluated)["workloads"][0]["cycles"])

    def test_every_header_keeps_its_path(self):
        for top in TOPS:
            headers = self.files(SOURCE / top, "*.h")
            self.assertTrue(headers, top)
            self.assertEqual(self.files(self.tree / "include/apollo" / top), headers)

    def test_every_library_is_a_target(self):
        targets = re.findall(r"add_library\(apollo::\w+ ", next(self.tree.rglob("apolloTargets.cmake")).read_text())
        self.assertEqual(len(set(targets)), len([row for row in FLOORS if row.namespace]))

    def test_no_path_of_the_build_or_the_source_is_in_the_package(self):
        files = [path for path in self.tree.rglob("*.cmake")]
        self.assertGreater(len(files), 4)
        for path in files:
            self.assertNotIn(str(SOURCE), path.read_text(), path)

    def test_configurations_examples_and_documentation_are_there(self):
        for folder, place in [("configs", "share/apollo"), ("examples", "share/apollo"), ("docs", "share/doc/apollo")]:
            self.assertEqual(self.files(self.tree / place / folder), self.files(SOURCE / folder))
        for name in ["README.md", "CHANGELOG.md", "LICENSE"]:
            self.assertTrue((self.tree / "share/doc/apollo" / name).is_file(), name)

    def test_manual_pages_and_completion_lie_where_they_are_looked_for(self):
        apollo = self.tree / "bin/apollo"
        for shell, place in [("bash", "bash-completion/completions/apollo"), ("zsh", "zsh/site-functions/_apollo"),
                             ("fish", "fish/vendor_completions.d/apollo.fish")]:
            self.assertEqual((self.tree / "share" / place).read_text(), run(apollo, "completion", shell))
        commands = re.findall(r"(?m)^  ([a-z]\w*)  ", run(apollo, "help"))
        pages = {"apollo.1": run(apollo, "manual"), **{f"apollo-{name}.1": run(apollo, "manual", name) for name in commands}}
        self.assertGreater(len(pages), 10)
        self.assertEqual({path.name: path.read_text() for path in (self.tree / "share/man/man1").iterdir()}, pages)

    def test_the_licence_of_what_is_in_the_program_is_there(self):
        for name in LINKED + (EMBEDDED if HAS_REPORT else []):
            self.assertTrue((self.tree / "share/doc/apollo/licences" / f"{name}.txt").stat().st_size, name)


if __name__ == "__main__":
    unittest.main()
