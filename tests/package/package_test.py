"""The installed tree, moved to another place, has what it promises; examples/client builds against it and counts what apollo does."""
import gzip
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
PYTHON, IS_RELEASE = os.environ["PYTHON"], os.environ["BUILD_TYPE"] == "Release"  # the interpreter of the module; empty without one

sys.dont_write_bytecode = True
sys.path.insert(0, str(SOURCE / "tests/architecture"))
from floors import FLOORS, LIBRARIES  # noqa: E402

DESIGN, NETWORK = "share/apollo/configs/baselines/edge.json", "mobilenet_v2"
LINKED = ["nlohmann-json3-dev", "libboost-dev", "libeigen3-dev", "libspdlog-dev", "libfmt-dev", "libcli11-dev", "libsqlitecpp-dev"]
EMBEDDED = ["vega", "vega-lite", "vega-embed"]
D3 = 19  # packages of d3 that Vega is made of


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
        for top in LIBRARIES:
            headers = self.files(SOURCE / top, "*.h")
            self.assertTrue(headers, top)
            self.assertEqual(self.files(self.tree / "include/apollo" / top), headers)

    def test_every_library_is_a_target(self):
        targets = re.findall(r"add_library\(apollo::\w+ ", next(self.tree.rglob("apolloTargets.cmake")).read_text())
        self.assertEqual(len(set(targets)), len([row for row in FLOORS if row.namespace and row.folder not in ("python", "apollo/cluster/mpi")]))

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
        for page in (self.tree / "share/doc/apollo/docs").glob("*.md"):
            for link in re.findall(r"\]\((\.\./(?:configs|examples)/[^)#]*)", page.read_text()):
                self.assertTrue((page.parent / link).exists(), f"{page.name}: {link}")

    def test_manual_pages_and_completion_lie_where_they_are_looked_for(self):
        apollo = self.tree / "bin/apollo"
        for shell, place in [("bash", "bash-completion/completions/apollo"), ("zsh", "zsh/site-functions/_apollo"),
                             ("fish", "fish/vendor_completions.d/apollo.fish")]:
            self.assertEqual((self.tree / "share" / place).read_text(), run(apollo, "completion", shell))
        commands = re.findall(r"(?m)^  ([a-z]\w*)  ", run(apollo, "help"))
        pages = {"apollo.1": run(apollo, "manual"), **{f"apollo-{name}.1": run(apollo, "manual", name) for name in commands}}
        self.assertGreater(len(pages), 10)
        self.assertEqual({path.stem: gzip.decompress(path.read_bytes()).decode() for path in (self.tree / "share/man/man1").iterdir()}, pages)

    def test_the_licence_of_what_is_in_the_program_is_there(self):
        packages = {"apollo": LINKED, "libapollo-dev": LINKED, **({"python3-apollo": [*LINKED, "pybind11-dev"]} if PYTHON else {})}
        for package, libraries in packages.items():
            documents = self.tree / "share/doc" / package
            self.assertIn("Apache-2.0", (documents / "copyright").read_text())
            self.assertEqual((documents / "THIRD-PARTY.txt").exists(), HAS_REPORT, package)
            for name in libraries:
                self.assertTrue((documents / "licences" / f"{name}.txt").stat().st_size, f"{package}: {name}")

    @unittest.skipUnless(HAS_REPORT, "without the report page")
    def test_the_notices_of_what_is_in_the_page_are_there_and_in_the_page(self):
        notices = (self.tree / "share/doc/apollo/THIRD-PARTY.txt").read_text()
        for name in EMBEDDED:
            self.assertRegex(notices, rf"(?m)^{name} \d")
        names = re.findall(r"(?m)^(d3-[a-z-]+) \d", notices)
        self.assertEqual(len(set(names)), D3)
        for name in names:  # each has a notice of its own, in its line or in the text below it
            package = BUILD / "web/node_modules" / name
            copyright = re.search(r"Copyright .*", (package / "LICENSE").read_text())[0].strip()
            self.assertIn(copyright, notices, name)
        self.assertIn("Permission to use, copy, modify, and/or distribute this software for any purpose", notices)  # ISC
        self.assertIn("Permission is hereby granted, free of charge", notices)  # MIT
        run(self.tree / "bin/apollo", "report", self.tree / DESIGN, "--workload", NETWORK, "--out", self.folder / "page.html")
        page = (self.folder / "page.html").read_text()
        self.assertIn(notices.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"), page)

    def test_the_program_is_hardened(self):
        binaries = [self.tree / "bin/apollo", *self.tree.rglob("*.so")]
        for binary in binaries:
            with self.subTest(binary=binary.name):
                dynamic = run("readelf", "-dW", binary)
                self.assertRegex(dynamic, r"\(FLAGS\).*BIND_NOW|\(BIND_NOW\)")
                self.assertIn("GNU_RELRO", run("readelf", "-lW", binary))
                self.assertRegex(run("readelf", "-hW", binary), r"Type: +DYN")
                self.assertIn("__stack_chk_fail", run("readelf", "-sW", "--dyn-syms", binary))
                self.assertRegex(run("readelf", "-lW", binary), r"GNU_STACK .* RW ")
        if IS_RELEASE:
            self.assertRegex(run("readelf", "-sW", "--dyn-syms", binaries[0]), r"__\w+_chk@")

    @unittest.skipUnless(PYTHON, "without the Python module")
    def test_the_python_module_is_found_in_the_tree(self):
        environment = {**os.environ, "PYTHONPATH": str(self.tree / "lib/python3/dist-packages")}
        script = f"import apollo; print(apollo.__file__, apollo.Evaluator({NETWORK!r}).evaluate({str(self.tree / DESIGN)!r}).workloads[0]['cycles'])"
        said = subprocess.run([PYTHON, "-c", script], env=environment, capture_output=True, text=True, check=True).stdout.split()
        evaluated = json.loads(run(self.tree / "bin/apollo", "evaluate", self.tree / DESIGN, "--workload", NETWORK, "--json"))
        self.assertTrue(said[0].startswith(str(self.tree)), said)
        self.assertEqual(int(said[1]), evaluated["workloads"][0]["cycles"])
        for name in ("py.typed", "_native.pyi"):
            self.assertTrue((self.tree / "lib/python3/dist-packages/apollo" / name).is_file(), name)


if __name__ == "__main__":
    unittest.main()
