"""apollo search and apollo sweep under mpirun."""
import json
import shutil
import signal
import subprocess
import time
import unittest

from command_line import BINARY, SWEEP
from mpi import MPIRUN, PLUGIN, MpiTest

STRATEGIES = ["random", "local", "evolutionary", "bayesian", "p3bo"]


class MpiSearchTest(MpiTest):
    def own(self, out, *more):
        return ["search", "--space", "space.json", "--workload", "tiny.json", "--trials", "24", "--proposals", "4", "--out", out, *more]

    def assert_same(self, one, other, names=("study.json", "trials.csv", "best.json")):
        for name in names:
            self.assertEqual((self.folder / one / name).read_bytes(), (self.folder / other / name).read_bytes(), f"{other}/{name}")

    def test_has_the_same_trials_with_any_number_of_ranks(self):
        for lag in ["0", "2"]:
            options = ["--lag", lag, "--area", "3"]
            self.succeed(*self.own(f"alone{lag}", *options))
            for ranks in [1, 2, 5]:
                printed = self.mpi_succeed(ranks, *self.own(f"{ranks}_{lag}", *options, "--json"))
                self.assertEqual(json.loads(printed)["trials"], 24)  # said once
                self.assert_same(f"alone{lag}", f"{ranks}_{lag}")

    def test_has_the_same_trials_with_each_strategy(self):
        for strategy in STRATEGIES:
            search = self.search(self.worker(), "", "--optimizer", strategy, "--lag", "2", "--proposals", "8", "--out")
            search.remove("")
            search.remove("--out")
            self.succeed(*search, f"alone_{strategy}")
            self.mpi_succeed(3, *search, f"ranks_{strategy}")
            self.assert_same(f"alone_{strategy}", f"ranks_{strategy}")

    def test_sweeps_too(self):
        self.write("sweep.json", SWEEP)
        self.succeed("sweep", "sweep.json", "--out", "alone")
        self.mpi_succeed(4, "sweep", "sweep.json", "--out", "ranks")
        for run in json.loads((self.folder / "alone/sweep.json").read_text())["runs"]:
            self.assert_same(f"alone/{run['folder']}", f"ranks/{run['folder']}")
        rows = [json.loads((self.folder / folder / "summary.json").read_text())["rows"] for folder in ("alone", "ranks")]
        self.assertEqual(*rows)

    def test_nothing_feasible_is_status_1(self):
        result = self.mpirun(3, *self.own("none", "--area", "0.01"))
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("Exit code:    1", result.stderr)
        self.assertIn("24 trials", result.stdout)

    def test_a_trial_whose_program_dies_on_one_rank_is_evaluated_on_another(self):
        self.succeed(*self.search(self.worker(), "alone"))
        dies = self.worker("if os.environ['OMPI_COMM_WORLD_RANK'] == '1' and x % 2: os.kill(os.getpid(), signal.SIGKILL)", "worker.py")
        self.mpi_succeed(4, *self.search(dies, "ranks"))
        self.assert_same("alone", "ranks")
        self.assertTrue(json.loads(self.succeed("search", "--resume", "--out", "ranks", "--json"))["trials"] == 40)

    def test_sigterm_keeps_what_there_is_and_a_resumed_run_ends_the_same(self):
        self.succeed(*self.search(self.worker(), "alone"))
        slow = self.search(self.worker("time.sleep(0 if os.path.exists('quick') else 3 if x == 7 else 0.1)"), "ranks")
        run = subprocess.Popen([*MPIRUN, "-n", "3", BINARY, *slow], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        store = self.folder / "ranks/trials.sqlite"
        deadline = time.monotonic() + 60
        while not store.exists() or len(self.text("workers").split()) < 2:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        time.sleep(1)
        start = time.monotonic()
        run.send_signal(signal.SIGTERM)
        _, errors = run.communicate(timeout=60)
        self.assertLess(time.monotonic() - start, 30)
        self.assertEqual(run.returncode, 1, errors)  # mpirun's own
        self.assertIn("interrupted; to go on: apollo search --resume --out ranks", errors)
        self.assertTrue((self.folder / "ranks/trials.csv").exists())
        (self.folder / "quick").touch()
        self.mpi_succeed(3, "search", "--resume", "--out", "ranks")
        self.assert_same("alone", "ranks")

    def assert_rejected(self, result, *words):
        self.assertEqual(result.returncode, 2, result.stderr)
        errors = [line for line in result.stderr.splitlines() if line.startswith("apollo: ")]
        self.assertEqual(len(errors), 1, result.stderr)
        for word in words:
            self.assertIn(word, errors[0])

    def test_says_which_rank_lacks_a_model(self):
        other = self.folder / "other"
        other.mkdir()
        search = self.own(str(self.folder / "out"))
        result = subprocess.run([*MPIRUN, "-n", "2", BINARY, *search, ":", "-n", "1", "-wdir", str(other), BINARY, *search], cwd=self.folder,
                                capture_output=True, text=True, timeout=100)
        self.assert_rejected(result, "rank 2: ", "tiny.json")
        self.assertFalse((self.folder / "out/study.json").exists())

    def test_says_that_mpi_is_missing(self):
        alone = self.folder / "bin/apollo"
        alone.parent.mkdir()
        shutil.copy(BINARY, alone)
        result = self.mpirun(2, *self.own("out"), binary=alone)
        self.assertEqual(result.returncode, 2)
        self.assertRegex(result.stderr, "apollo: rank [01] of 2: .*apollo_mpi.so is missing")
        plugin = self.folder / "lib/apollo/apollo_mpi.so"
        plugin.parent.mkdir(parents=True)
        plugin.write_bytes(PLUGIN[0].read_bytes().replace(b"\0libmpi.so", b"\0libmpx.so"))  # which no machine has
        result = self.mpirun(2, *self.own("out"), binary=alone)
        self.assertEqual(result.returncode, 2)
        self.assertRegex(result.stderr, "apollo: rank [01] of 2: .*libmpx.so.*cannot open shared object file")
        self.assertFalse((self.folder / "out").exists())
        shutil.rmtree(self.folder / "lib")
        self.mpirun(1, *self.own("out"), binary=alone)  # needs none
        self.assertTrue((self.folder / "out/trials.csv").exists())

    def test_says_what_it_cannot_do(self):
        self.assert_rejected(self.mpirun(2, *self.own("out", "--engine", "systemc")), "systemc", "must be fast under mpirun")
        self.assert_rejected(self.mpirun(2, *self.own("out", "--optimizer", "randon")), "randon")
        # A launcher that is not Open MPI's: each process would be alone, and all work on one folder.
        result = self.run_apollo(*self.own("out"), PMI_RANK="0", PMI_SIZE="2")
        self.assertEqual(result.returncode, 2)
        self.assertIn("rank 0 of 2: Open MPI finds 1 ranks", result.stderr)


if __name__ == "__main__":
    unittest.main()
