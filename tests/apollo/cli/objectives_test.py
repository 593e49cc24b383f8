"""Several objectives: the front, its files and what is printed; how networks count together."""
import csv
import json
import unittest

from command_line import TINY, CommandLineTest

SEARCH = ["search", "--space", "space.json", "--workload", "tiny.json", "--trials", "20"]
TWO = ["--objective", "latency", "--objective", "area"]


class ObjectivesTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.write("other.json", {**TINY, "name": "other", "inputs": [{"name": "image", "shape": [32, 32, 3]}]})

    def rows(self, folder):
        return list(csv.DictReader((self.folder / folder / "trials.csv").read_text().splitlines()))

    def test_the_front_is_what_no_trial_dominates(self):
        summary = self.succeed_json(*SEARCH, *TWO, "--out", "found")
        rewards = {int(row["trial"]): (float(row["reward_latency"]), float(row["reward_area"]))
                   for row in self.rows("found") if row["feasible"] == "true"}
        front = {trial for trial, (x, y) in rewards.items()
                 if not any(a >= x and b >= y and ((a, b) != (x, y) or other < trial)
                            for other, (a, b) in rewards.items() if other != trial)}
        written = json.loads((self.folder / "found/front.json").read_text())
        self.assertEqual({design["trial"] for design in written["designs"]}, front)
        self.assertEqual({design["trial"] for design in summary["front"]["designs"]}, front)
        volume, right = 0.0, 0.0  # of a staircase
        for x, y in sorted((rewards[trial] for trial in front), key=lambda values: values[1], reverse=True):
            volume += max(0.0, x - right) * y
            right = max(right, x)
        self.assertAlmostEqual(written["hypervolume"], volume)
        self.assertAlmostEqual(float(self.rows("found")[-1]["hypervolume"]), volume)
        for design in written["designs"]:
            self.write("design.json", design["configuration"])
            evaluation = self.succeed_json("evaluate", "design.json", "--workload", "tiny.json", *TWO)
            self.assertEqual(evaluation["rewards"], design["rewards"])

    def test_the_reward_is_the_geometric_mean_above_the_reference(self):
        self.succeed(*SEARCH, *TWO, "--reference", "0.25,0.5", "--out", "found")
        for row in self.rows("found"):
            if row["feasible"] == "true":
                product = max(0, float(row["reward_latency"]) - 0.25) * max(0, float(row["reward_area"]) - 0.5)
                self.assertAlmostEqual(float(row["reward"]), product ** 0.5)

    def test_a_search_and_apollo_study_show_the_front(self):
        text = self.succeed(*SEARCH, *TWO, "--out", "found")
        self.assertIn("front.json", text.splitlines()[-1])
        status = self.succeed("study", "found")
        for shown in [text, status]:
            self.assertRegex(shown, r"front: \d+ designs, hypervolume [0-9.]+ above 0, 0; rewards:\n +trial +latency +area\n")
        self.assertTrue(all(len(line) <= 80 for line in status.splitlines()))
        front = json.loads((self.folder / "found/front.json").read_text())
        self.assertRegex(self.succeed("study", "found", "--top", "2"), r"\nreward .*\n  latency .*\n  area ")
        self.assertEqual(self.succeed_json("study", "found")["front"]["hypervolume"], front["hypervolume"])

    def test_resuming_and_extending_end_with_the_same_files(self):
        for optimizer in ["random", "evolutionary", "bayesian", "p3bo"]:
            search = ["search", "--space", "space.json", "--workload", "tiny.json", *TWO, "--optimizer", optimizer,
                      "--proposals", "4", "--option", "population=4"][: None if optimizer == "evolutionary" else -2]
            self.succeed(*search, "--trials", "20", "--out", f"whole_{optimizer}")
            self.succeed(*search, "--trials", "7", "--out", f"part_{optimizer}")
            self.succeed("search", "--resume", "--trials", "20", "--out", f"part_{optimizer}")
            for name in ["study.json", "trials.csv", "best.json", "front.json"]:
                self.assertEqual((self.folder / f"part_{optimizer}" / name).read_bytes(),
                                 (self.folder / f"whole_{optimizer}" / name).read_bytes(), (optimizer, name))

    def test_area_is_an_objective_like_any_other(self):
        best = self.succeed_json(*SEARCH, "--objective", "area", "--out", "found")["best"]
        areas = [float(row["area_mm2"]) for row in self.rows("found") if row["feasible"] == "true"]
        self.assertEqual(best["area_mm2"], min(areas))

    def test_a_sweep_compares_hypervolumes(self):
        self.write("sweep.json", {"space": "space.json", "workloads": ["tiny.json"], "objective": ["latency", "area"],
                                  "optimizers": ["random"], "seeds": 1, "trials": 12})
        row = self.succeed_json("sweep", "sweep.json", "--out", "swept")["rows"][0]
        self.assertEqual(row["best_reward"]["median"], float(self.rows("swept/random_1")[-1]["hypervolume"]))
        shown = self.succeed("sweep", "sweep.json", "--out", "absolute", "--baseline", "none")
        self.assertIn("\nlowest to highest: hypervolume above 0, 0, rounds/s x 1/mm2\n", shown)

    def test_the_best_design_says_what_it_rests_on(self):
        search = [*SEARCH, "--workload", "other.json", "--objective", "throughput"]
        summary = self.succeed_json(*search, "--out", "found")
        best = [row for row in self.rows("found") if int(row["trial"]) == summary["best"]["trial"]][0]
        baseline = self.succeed_json("evaluate", "edge.json", "--workload", "tiny.json", "--workload", "other.json")
        ratios = {w["name"]: w["latency_ms"] / float(best[f"latency_ms_{w['name']}"]) for w in baseline["workloads"]}
        for network in summary["rests_on"]:
            other = "other" if network["network"] == "tiny" else "tiny"
            self.assertAlmostEqual(network["ratio"], ratios[network["network"]])
            self.assertAlmostEqual(network["reward_without"], ratios[other])
        for shown in [self.succeed(*search, "--out", "again"), self.succeed("study", "found")]:
            self.assertRegex(shown, r"rests on: tiny [0-9.]+, other [0-9.]+ x baseline\n")

    def test_the_worst_network_may_be_what_counts(self):
        search = [*SEARCH, "--workload", "other.json", "--aggregate", "worst", "--objective", "latency"]
        summary = self.succeed_json(*search, "--out", "found")
        self.assertAlmostEqual(summary["best"]["reward"], min(network["ratio"] for network in summary["rests_on"]))
        self.assertEqual(json.loads((self.folder / "found/study.json").read_text())["evaluation"]["aggregate"], "worst")
        self.reject(*search[:9], "--objective", "latency", "--out", "found", "--resume", words=["found/study.json", "aggregate"])

    def test_objectives_that_contradict_are_refused(self):
        objectives = ["latency", "area", "energy", "throughput", "throughput_per_watt"]
        five = [word for name in objectives for word in ["--objective", name]]
        for wrong, words in [
            ([*TWO, "--objective", "area"], ["--objective", '"area" twice']),
            (five, ["--objective", "5 times", "at most 4"]),
            (["--objective", "energie"], ["--objective", "did you mean energy?"]),
            (["--objective", "my energy", "--evaluator", "exec:cat"], ["--objective", "my energy"]),
            (["--objective", "speed", "--objective", "speed", "--evaluator", "exec:cat"], ["--objective", '"speed" twice']),
            ([*TWO, "--reference", "1"], ["--reference", "1 numbers", "must have 2"]),
            ([*TWO, "--reference", "1,x"], ["--reference", '"1,x"']),
            ([*TWO, "--reference", "1,-1"], ["--reference", '"1,-1"']),
            ([*TWO, "--reference", "1,,2"], ["--reference", '"1,,2"']),
            (["--reference", "1"], ["--reference", "several objectives"]),
            (["--aggregate", "median"], ["--aggregate", "median", "worst"]),
        ]:
            search = SEARCH if "--evaluator" not in wrong else ["search", "--space", "space.json", "--trials", "5"]
            self.reject(*search, *wrong, "--out", "found", words=words)
        sweep = {"space": "space.json", "workloads": ["tiny.json"], "optimizers": ["random"], "seeds": 1, "trials": 5}
        for change, words in [({"objective": ["area", "area"]}, ["sweep.json: objective", "twice"]),
                              ({"objective": ["area", "latency"], "reference": [1]}, ["sweep.json: reference"]),
                              ({"aggregate": "median"}, ["aggregate", "median"])]:
            self.write("sweep.json", {**sweep, **change})
            self.reject("sweep", "sweep.json", "--out", "swept", words=words)


if __name__ == "__main__":
    unittest.main()
