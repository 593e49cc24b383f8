"""The job scripts of examples/slurm, in a Slurm of this machine alone. Skipped, with a reason, where that cannot be started."""
import json
import os
import pathlib
import shutil
import subprocess
import time
import unittest

from command_line import BINARY, SOURCE
from mpi import PLUGIN
from program import ProgramTest
from slurm import Slurm, Unavailable

SCRIPTS = SOURCE / "examples/slurm"


class SlurmTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        try:
            cls.slurm = cls.enterClassContext(Slurm())
        except Unavailable as reason:
            raise unittest.SkipTest(str(reason)) from None

    def setUp(self):
        super().setUp()
        self.environment = {**self.slurm.environment, "PATH": f"{pathlib.Path(BINARY).parent}:{self.slurm.environment['PATH']}"}

    def submit(self, script, *arguments, options=()):
        result = subprocess.run(["sbatch", "--parsable", "--output=%x_%j.log", *options, SCRIPTS / script, *arguments], cwd=self.folder,
                                env=self.environment, capture_output=True, text=True, timeout=60)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout.strip()

    def wait(self, job, is_reached, seconds=120):
        deadline = time.monotonic() + seconds
        while not is_reached():
            self.assertLess(time.monotonic(), deadline, self.logs() + self.slurm.run("squeue"))
            time.sleep(0.1)

    def wait_for_end(self, job):
        self.wait(job, lambda: not self.slurm.run("squeue", "--noheader", "--jobs", job, check=False).strip())

    def logs(self):
        return "\n".join(f"{file.name}: {file.read_text()}" for file in self.folder.glob("*.log"))

    def trials(self, folder):
        """How many are stored, for people: the file of a study that is running is not touched."""
        result = self.run_apollo("study", folder, "--json")
        return json.loads(result.stdout)["trials"] if result.returncode == 0 else 0

    def test_an_array_of_which_a_task_is_cancelled_and_requeued_is_like_one_machine(self):
        program = self.worker("time.sleep(0.1)")
        self.write("sweep.json", {"space": "own_space.json", "evaluator": program, "optimizers": ["random", "evolutionary"], "seeds": 6,
                                  "trials": 16, "proposals": 4})
        self.succeed("sweep", "sweep.json", "--out", "alone", "--jobs", "4")
        job = self.submit("array.sbatch", "sweep.json", options=["--cpus-per-task=1", "--time=10"])
        task = f"{job}_3"  # its runs are those of seed 3
        self.wait(job, lambda: self.trials("results/sweep/random_3") >= 4)
        self.slurm.run("scontrol", "requeue", task)
        self.wait_for_end(job)
        for run in json.loads((self.folder / "alone/sweep.json").read_text())["runs"]:
            for name in ("study.json", "trials.csv", "best.json"):
                self.assertEqual((self.folder / "results/sweep" / run["folder"] / name).read_bytes(),
                                 (self.folder / "alone" / run["folder"] / name).read_bytes(), f"{run['folder']}/{name}\n{self.logs()}")
        calls = json.loads((self.folder / "results/sweep/shards/3_of_6/history.json").read_text())
        self.assertEqual(len(calls), 2, self.logs())  # it was begun, and gone on with
        collected = self.succeed_json("sweep", "sweep.json", "--collect")
        self.assertEqual(collected["rows"], json.loads((self.folder / "alone/summary.json").read_text())["rows"])

    def test_a_cancelled_search_ends_well_and_goes_on(self):
        program = self.worker("time.sleep(0.1)")
        search = ["out", "--space", "own_space.json", "--evaluator", program, "--trials", "30"]
        job = self.submit("preemptible.sbatch", *search, options=["--cpus-per-task=2", "--time=10"])
        self.wait(job, lambda: self.trials("out") >= 4)
        self.slurm.run("scancel", job)
        self.wait_for_end(job)
        self.wait(job, lambda: (self.folder / "out/trials.csv").exists(), 20)
        self.assertIn("interrupted; to go on: apollo search --resume --out out", self.logs())
        self.wait_for_end(self.submit("preemptible.sbatch", *search, options=["--cpus-per-task=2", "--time=10"]))
        self.assertEqual(self.trials("out"), 30)

    @unittest.skipUnless(PLUGIN and shutil.which("mpirun"), "apollo is built without MPI, or there is no mpirun")
    def test_a_search_of_several_ranks(self):
        search = ["--space", "own_space.json", "--evaluator", self.worker(), "--trials", "30", "--lag", "1"]
        self.succeed("search", *search, "--out", "alone")
        allowed = ["OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1", f"PATH={self.environment['PATH']}"]
        job = self.submit("mpi.sbatch", "ranks", *search, options=["--ntasks=3", "--time=10", "--export=ALL," + ",".join(allowed)])
        self.wait_for_end(job)
        self.assertEqual((self.folder / "ranks/trials.csv").read_bytes(), (self.folder / "alone/trials.csv").read_bytes(), self.logs())


if __name__ == "__main__":
    unittest.main()
