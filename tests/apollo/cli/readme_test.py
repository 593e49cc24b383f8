"""The examples of README.md: every ```sh block after an <!-- executed --> line runs, and prints the ```text block after it.

With --write it puts what they print into README.md instead of comparing.
"""
import os
import re
import subprocess
import sys
import unittest

from command_line import BINARY, SOURCE, CommandLineTest

README = SOURCE / "README.md"
EXAMPLE = re.compile(r"(<!-- executed -->\n+```sh\n)(.*?)(```\n\n```text\n)(.*?)(```\n)", re.DOTALL)
WRITE = "--write" in sys.argv


class ReadmeTest(CommandLineTest):
    def run_example(self, script):
        environment = {**os.environ, "PATH": os.path.dirname(BINARY) + os.pathsep + os.environ["PATH"]}
        result = subprocess.run(["bash", "-e", "-c", script], cwd=self.folder, env=environment, capture_output=True, text=True,
                                timeout=300)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_examples_print_what_the_readme_says(self):
        text = README.read_text()
        self.assertEqual(len(EXAMPLE.findall(text)), text.count("<!-- executed -->"))
        (self.folder / "configs").symlink_to(SOURCE / "configs")
        printed = EXAMPLE.sub(lambda m: m[1] + m[2] + m[3] + self.run_example(m[2]) + m[5], text)
        if WRITE:
            README.write_text(printed)
        self.assertEqual(text, printed)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
