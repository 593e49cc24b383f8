"""The networks that tools/make_networks writes are those that are built in."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv.pop())


class MakeNetworksTest(unittest.TestCase):
    def test_the_files_are_what_the_script_writes(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, "-B", SOURCE / "tools/make_networks", folder], check=True)
            made = sorted(pathlib.Path(folder).iterdir())
            self.assertEqual(len(made), 7)
            for file in made:
                self.assertEqual(file.read_text(), (SOURCE / "workloads/zoo/networks" / file.name).read_text(), file.name)


if __name__ == "__main__":
    unittest.main()
