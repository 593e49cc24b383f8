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
        self.assertEqual(last, "interrupted; to go on: apollo search --resume --out 'a b' --jobs 1")
        self.succeed(*shlex.split(last.split("to go on: apollo ")[1]))
        self.succeed(*SEARCH, "--out", "unbroken")
        self.assertEqual((self.folder / "a b/trials.csv").read_text(), (self.folder / "unbroken/trials.csv").read_text())

    def test_a_deadline_stops_in_order(self):
        self.write("evaluator.py", b"""import json, sys, time
for line in sys.stdin:
    time.sleep(0.2)
    print(json.dumps({"id": json.loads(line)["id"], "feasible": True, "reward": 1}), flush=True)
""")
        search = ["search", "--space", "space.json", "--evaluator", "exec:python3 evaluator.py", "--trials", "24", "--jobs", "1", "--out"]
        start = time.monotonic()
        soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 2))
        for out, deadline in [("duration", "0.01m"), ("moment", soon)]:
            result = self.run_apollo(*search, out, "--deadline", deadline)
            self.assertEqual(result.returncode, 124, result.stderr)
            self.assertEqual(result.stderr.splitlines()[-1],
                             f"stopped by the deadline; to go on: apollo search --resume --out {out} --jobs 1")
            trials = len((self.folder / out / "trials.csv").read_text().splitlines()) - 1
            self.assertTrue(0 < trials < 24, trials)
        self.assertLess(time.monotonic() - start, 24 * 0.2 * 2)
        self.succeed("search", "--resume", "--out", "moment", "--deadline", "1d")
        self.assertEqual(len((self.folder / "moment/trials.csv").read_text().splitlines()) - 1, 24)

    def test_a_deadline_that_is_none(self):
        for deadline in ["90", "-1m", "0s", "1w", "1e9d", "tomorrow", "2020-01-01T00:00", "2999-02-30T00:00", "2999-01-01", "2999-01-01T00:00+"]:
            self.reject(*SEARCH, "--out", "out", "--deadline=" + deadline, words=[f'--deadline is "{deadline}"', "90m", "2026-11-30T06:00"])


if __name__ == "__main__":
    unittest.main()
