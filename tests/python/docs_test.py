"""docs/python.md: its ```python blocks after an <!-- executed --> line run, one after the other, and print the ```text blocks after them.

With APOLLO_WRITE=1 in the environment it puts what they print into the page instead of comparing.
"""
import contextlib
import io
import os
import re

import pytest

from conftest import SOURCE

PAGE = SOURCE / "docs/python.md"
EXAMPLE = re.compile(r"(<!-- executed -->\n+```python\n)(.*?)(```\n\n```text\n)(.*?)(```\n)", re.DOTALL)


def test_examples_print_what_the_page_says(tmp_path, monkeypatch):
    pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    text, names = PAGE.read_text(), {}

    def run(match):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(match[2], PAGE.name, "exec"), names)
        return match[1] + match[2] + match[3] + printed.getvalue() + match[5]

    assert len(EXAMPLE.findall(text)) == text.count("<!-- executed -->") > 3
    printed = EXAMPLE.sub(run, text)
    if os.environ.get("APOLLO_WRITE"):
        PAGE.write_text(printed)
    assert text == printed
