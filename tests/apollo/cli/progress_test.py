"""What apollo search shows while it works: one line that is rewritten on a terminal, log lines elsewhere."""
import unittest

from command_line import CommandLineTest

SEARCH = ["search", "--space", "space.json", "--workload", "tiny.json", "--trials", "12", "--out", "out"]


class ProgressTest(CommandLineTest):
    def test_log_lines_without_a_terminal(self):
        result = self.run_apollo(*SEARCH)
        self.assertRegex(result.stderr.splitlines()[-1], r"^\d\d:\d\d:\d\d 12/12 trials, best \S+, \S+ % feasible, \S+/s in \d+:\d\d$")
        self.assertNotIn("\r", result.stderr)

    def test_a_line_that_is_rewritten_on_a_terminal(self):
        status, shown = self.run_on_terminal(*SEARCH)
        self.assertEqual(status, 0)
        self.assertTrue(shown.startswith(b"\r"), shown)
        self.assertIn(b"\r12/12 trials, best ", shown)


if __name__ == "__main__":
    unittest.main()
