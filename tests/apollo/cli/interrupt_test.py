"""apollo search, interrupted by a signal: it ends in order, says how to go on, and going on ends like an unbroken run."""
import shlex
import signal
import subprocess
import time
import unittest

from command_line import BINARY, CommandLineTest

SEARCH = ["search", "--space", "apollo", "--workload", "rnnt_encoder", "--trials", "400", "--jobs", "1", "--area", "40"]


class InterruptTest(CommandLineTest):
    def test_sigint_stops_in_order_and_resume_completes(self):
        run = subprocess.Popen([BINARY, *SEARCH, "--out", "a b"], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True)
        while run.poll() is None and not (self.folder / "a b/trials.sqlite").exists():
            time.sleep(0.001)
        run.send_signal(signal.SIGINT)
        _, errors = run.communicate(timeout=120)
        self.assertEqual(run.returncode, 130, errors)
        last = errors.splitlines()[-1]
        self.assertTrue(last.startswith("interrupted; to go on: apollo search "), errors)
        self.succeed(*shlex.split(last.split("to go on: apollo ")[1]))
        self.succeed(*SEARCH, "--out", "unbroken")
        self.assertEqual((self.folder / "a b/trials.csv").read_text(), (self.folder / "unbroken/trials.csv").read_text())


if __name__ == "__main__":
    unittest.main()
