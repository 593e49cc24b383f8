"""apollo sweep in shards."""
import json
import subprocess
import time
import unittest

from command_line import BINARY, SWEEP, CommandLineTest

SLURM = {"SLURM_ARRAY_TASK_COUNT": "3", "SLURM_ARRAY_TASK_MIN": "4", "SLURM_ARRAY_TASK_MAX": "8", "SLURM_ARRAY_TASK_STEP": "2"}


class ShardsTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.write("sweep.json", SWEEP)

    def test_collected_are_like_one_sweep(self):
        self.succeed("sweep", "sweep.json", "--out", "all")
        for shard in ["2/3", "3/3", "1/3"]:
            self.assertIn("results in parts: a folder per run", self.succeed("sweep", "sweep.json", "--out", "parts", "--shard", shard))
        collected = self.succeed("sweep", "sweep.json", "--out", "parts", "--collect")
        whole = self.succeed("sweep", "sweep.json", "--out", "all", "--resume")
        self.assertEqual(collected.replace("parts", "all"), whole)
        for name in ["sweep.json", "request.json", *(f"{run['folder']}/trials.csv" for run in json.loads(
                (self.folder / "all/sweep.json").read_text())["runs"])]:
            self.assertEqual((self.folder / "parts" / name).read_bytes(), (self.folder / "all" / name).read_bytes(), name)
        summaries = [json.loads((self.folder / folder / "summary.json").read_text()) for folder in ("parts", "all")]
        self.assertEqual(summaries[0]["rows"], summaries[1]["rows"])

    def test_of_slurm_are_those_of_the_array(self):
        for task, shard in (("4", "1_of_3"), ("6", "2_of_3"), ("8", "3_of_3")):
            result = self.run_apollo("sweep", "sweep.json", "--out", "parts", "--shard", "slurm", **SLURM, SLURM_ARRAY_TASK_ID=task)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertTrue((self.folder / "parts/shards" / shard / "summary.json").exists())
        self.succeed("sweep", "sweep.json", "--out", "parts", "--collect")

    def test_that_have_not_ended_are_named(self):
        self.succeed("sweep", "sweep.json", "--out", "parts", "--shard", "1/2")
        result = self.run_apollo("sweep", "sweep.json", "--out", "parts", "--collect")
        self.assertEqual(result.returncode, 1)
        self.assertIn("4 of 8 runs have not ended: 3mm2_random_2, 3mm2_few_2, 2.5mm2_random_2, 2.5mm2_few_2; to go on, run their shards",
                      result.stderr)

    def test_refuse_what_is_wrong(self):
        sweep = ["sweep", "sweep.json", "--out", "parts"]
        for shard in ["7/6", "0/6", "6", "1/0", "a/b", "1/20000"]:
            self.reject(*sweep, "--shard", shard, words=[f'--shard is "{shard}"', "must be I/N"])
        self.reject(*sweep, "--shard", "1/9", words=["--shard is 1/9", "8 runs"])
        self.reject(*sweep, "--shard", "slurm", words=["--shard", "SLURM_ARRAY_TASK_ID"])
        self.reject(*sweep, "--collect", words=["parts", "has no shards"])
        self.reject(*sweep, "--collect", "--resume", words=["--resume", "--collect"])
        result = self.run_apollo(*sweep, "--shard", "slurm", **{**SLURM, "SLURM_ARRAY_TASK_STEP": "1"}, SLURM_ARRAY_TASK_ID="4")
        self.assertEqual(result.returncode, 2)
        self.assertIn("the 3 tasks from 4 to 8 are no range", result.stderr)
        self.succeed(*sweep, "--shard", "1/4")
        self.reject(*sweep, "--shard", "1/4", words=["shards/1_of_4", "holds a sweep already"])
        self.reject(*sweep, "--shard", "1/3", words=["has shard 1 of 4", "1/3"])
        self.reject(*sweep, words=["holds a sweep already"])
        self.write("other.json", {**SWEEP, "trials": 13})
        self.reject("sweep", "other.json", "--out", "parts", "--collect", words=["is of another sweep: trials is 12 there and 13"])

    def test_of_one_number_at_the_same_time_are_one_too_many(self):
        self.write("slow.json", {"space": "space.json", "evaluator": "exec:sleep 30", "optimizers": ["random"], "seeds": 2, "trials": 2})
        command = [BINARY, "sweep", "slow.json", "--out", "parts", "--shard"]
        first = subprocess.Popen([*command, "1/2"], cwd=self.folder, stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: (first.kill(), first.wait()))
        deadline = time.monotonic() + 60
        while not (self.folder / "parts/random_1/study.json").exists():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)
        for arguments, folder in (([*command[1:], "1/2", "--resume"], "parts/shards/1_of_2"), ([*command[1:-1], "--collect"], "parts"),
                                  ([*command[1:-1], "--resume"], "parts")):
            result = self.run_apollo(*arguments)
            self.assertEqual((result.returncode, result.stderr),
                             (2, f"apollo: {folder}: is in use by another run; wait for it to end, or choose another folder\n"))


if __name__ == "__main__":
    unittest.main()
