"""Every relative link of the documentation leads to a file of this repository."""
import pathlib
import re
import sys
import tempfile
import unittest

ROOT = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else ".")

LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")


def pages(root):
    return [*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(root / "configs").rglob("*.md")]


def broken_links(root):
    """PAGE:LINE: TARGET for each relative link that leads nowhere."""
    broken = []
    for page in sorted(pages(root)):
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
            for target in LINK.findall(line):
                if "://" not in target and not (page.parent / target).exists():
                    broken.append(f"{page.relative_to(root)}:{number}: {target}")
    return broken


class DocsTest(unittest.TestCase):
    def test_every_relative_link_leads_to_a_file(self):
        self.assertGreater(len(pages(ROOT)), 5)
        self.assertEqual(broken_links(ROOT), [])

    def test_a_link_to_nothing_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "README.md").write_text("[a](b.md), [c](README.md#d), [e](https://example.com/f)\n[g](h/i.cpp)\n")
            self.assertEqual(broken_links(root), ["README.md:1: b.md", "README.md:2: h/i.cpp"])


if __name__ == "__main__":
    unittest.main()
