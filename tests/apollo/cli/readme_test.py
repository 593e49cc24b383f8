"""The examples of README.md, docs/integration.md, docs/prove.md, docs/search.md, docs/study.md, docs/transfer.md, docs/tutorial.md and docs/workloads.md: every ```sh
block after an <!-- executed --> line runs, and prints the ```text block after it.

With --write it puts what they print into the page instead of comparing.
"""
import os
import re
import subprocess
import sys
import unittest

from command_line import BINARY, SOURCE, CommandLineTest
from doorbell_model import doorbell

NAMES = ("integration.md", "prove.md", "search.md", "study.md", "transfer.md", "tutorial.md", "workloads.md")
PAGES = [SOURCE / "README.md", *(SOURCE / "docs" / name for name in NAMES)]
SHOWN = re.compile(r"\]\(\.\./(examples/\w+\.py)\), in full:\n\n```python\n(.*?)```\n", re.DOTALL)
EXAMPLE = re.compile(r"(<!-- executed -->\n+```sh\n)(.*?)(```\n\n```text\n)(.*?)(```\n)", re.DOTALL)
WRITE = "--write" in sys.argv


class ReadmeTest(CommandLineTest):
    def run_example(self, script):
        environment = {**os.environ, "PATH": os.path.dirname(BINARY) + os.pathsep + os.environ["PATH"]}
        result = subprocess.run(["bash", "-e", "-c", script], cwd=self.folder, env=environment, capture_output=True, text=True,
                                timeout=300)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_examples_print_what_the_page_says(self):
        for folder in ["configs", "examples"]:
            (self.folder / folder).symlink_to(SOURCE / folder)
        for page in PAGES:
            with self.subTest(page=page.name):
                text = page.read_text()
                self.assertGreater(text.count("<!-- executed -->"), 0)
                self.assertEqual(len(EXAMPLE.findall(text)), text.count("<!-- executed -->"))
                printed = EXAMPLE.sub(lambda m: m[1] + m[2] + m[3] + self.run_example(m[2]) + m[5], text)
                if WRITE:
                    page.write_text(printed)
                self.assertEqual(text, printed)

    def test_the_model_of_the_tutorial_is_what_its_source_says(self):
        self.assertEqual((SOURCE / "examples/doorbell.onnx").read_bytes(), doorbell())

    def test_programs_are_shown_as_they_are(self):
        text = (SOURCE / "docs/integration.md").read_text()
        shown = SHOWN.findall(text)
        self.assertEqual(sorted(name for name, _ in shown), ["examples/external_optimizer.py", "examples/external_simulator.py"])
        for name, content in shown:
            self.assertEqual(content, (SOURCE / name).read_text())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
