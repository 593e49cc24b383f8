"""Suites: weights in the reward and in a study, figures of each network, which network is infeasible."""
import csv
import json
import math
import unittest

from command_line import TINY, WIDE, CommandLineTest

# A network that is slower on the baseline than TINY by another factor than on other designs.
DEEP = {**TINY, "name": "deep", "inputs": [{"name": "image", "shape": [16, 16, 64]}]}


class SuiteTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        (self.folder / "suites").mkdir()
        self.write("suites/deep.json", DEEP)
        self.write_suite(3)
        self.write("small.json", {**self.edge, "pes_x": 1, "compute_lanes": 16})

    def write_suite(self, weight):
        self.write("suites/mine.json", {"name": "mine", "networks": ["../tiny.json", {"network": "deep.json", "weight": weight}]})

    def rate(self, configuration, network):
        """Inferences per second and mm2."""
        result = self.succeed_json("evaluate", configuration, "--workload", network)
        return result["workloads"][0]["throughput_per_s"] / result["area_mm2"]

    def test_weights_are_exponents_of_rates(self):
        result = self.succeed_json("evaluate", "small.json", "--suite", "suites/mine.json")
        self.assertEqual([(w["name"], w["weight"]) for w in result["workloads"]], [("tiny", 1), ("deep", 3)])
        tiny, deep = (self.rate("small.json", network) / self.rate("edge.json", network)
                      for network in ["tiny.json", "suites/deep.json"])
        self.assertNotAlmostEqual(tiny, deep, places=3)
        self.assertAlmostEqual(result["reward"], math.exp((math.log(tiny) + 3 * math.log(deep)) / 4))

    def test_the_table_of_an_evaluation_has_weights_if_they_differ(self):
        text = self.succeed("evaluate", "edge.json", "--suite", "suites/mine.json")
        self.assertRegex(text, r"workload +weight +cycles ")
        self.assertRegex(text, r"\ndeep +3 +\d")
        self.assertNotRegex(self.succeed("evaluate", "edge.json", "--workload", "tiny.json"), r"workload +weight")

    def test_a_sweep_takes_a_suite_file(self):
        self.write("sweep.json", {"space": "space.json", "suite": "suites/mine.json", "optimizers": ["random"], "seeds": 1, "trials": 4})
        self.succeed("sweep", "sweep.json", "--out", "out")
        study = json.loads((self.folder / "out/random_1/study.json").read_text())
        self.assertEqual(study["workloads"][1], {"network": "suites/deep.json", "weight": 3})
        rows = list(csv.DictReader((self.folder / "out/random_1/trials.csv").read_text().splitlines()))
        self.assertIn("latency_ms_deep", rows[0])

    def test_workloads_are_added_with_weight_1(self):
        result = self.succeed_json("evaluate", "edge.json", "--suite", "suites/mine.json", "--workload", "rnnt_encoder")
        self.assertEqual([w["weight"] for w in result["workloads"]], [1, 3, 1])
        self.assertAlmostEqual(result["reward"], 1)

    def search(self, *options):
        return self.run_apollo("search", "--space", "space.json", "--suite", "suites/mine.json", "--trials", "20", *options)

    def test_a_study_holds_the_weights(self):
        self.assertEqual(self.search("--out", "out").returncode, 0)
        study = json.loads((self.folder / "out/study.json").read_text())
        self.assertEqual(study["workloads"], ["suites/../tiny.json", {"network": "suites/deep.json", "weight": 3}])
        self.write_suite(2)
        result = self.search("--out", "out", "--resume")
        self.assertEqual(result.returncode, 2)
        self.assertIn("workloads[1].weight is 3.0 in the study and 2.0 now", result.stderr)
        self.write_suite(3)
        self.assertEqual(self.search("--out", "out", "--resume").returncode, 0)

    def test_the_default_folder_has_the_name_of_the_suite_file(self):
        self.assertIn("results in results/space_mine_random_1:", self.search().stdout)

    def test_trials_have_figures_of_each_network(self):
        summary = json.loads(self.search("--out", "out", "--json").stdout)
        rows = list(csv.DictReader((self.folder / "out/trials.csv").read_text().splitlines()))
        best = rows[summary["best"]["trial"]]
        evaluation = self.succeed_json("evaluate", "out/best.json", "--suite", "suites/mine.json")
        self.assertEqual(evaluation["reward"], summary["best"]["reward"])
        for workload, figures in zip(evaluation["workloads"], summary["best"]["workloads"]):
            for key, value in figures.items():
                self.assertEqual(value, workload[key], key)
            for key in ["latency_ms", "energy_mj", "utilization"]:
                self.assertEqual(float(best[f"{key}_{workload['name']}"]), workload[key])
        self.assertEqual([w["name"] for w in summary["baseline"]["workloads"]], ["tiny", "deep"])

    def test_the_summary_has_a_line_for_each_network(self):
        text = self.search("--out", "out").stdout
        self.assertRegex(text, r"network +weight +inferences/s +baseline +chip mJ +baseline +DRAM mJ +baseline ")
        self.assertRegex(text, r"\n  tiny +1 +\d")
        self.assertRegex(text, r"\n  deep +3 +\d")

    def test_a_record_says_which_network_is_infeasible(self):
        # Two rows of 30,000 elements fit into the baseline's activation memory of 64 KiB, and not into smaller ones.
        self.write("suites/wide.json", {**WIDE, "inputs": [{"name": "row", "shape": [1, 1, 30000]}]})
        self.write("suites/mine.json", {"name": "mine", "networks": ["../tiny.json", "wide.json"]})
        self.write("space.json", {"parameters": [{"name": "activation_memory_entries", "values": [512, 768, 1024]}]})
        summary = json.loads(self.search("--out", "out", "--json").stdout)
        rows = list(csv.DictReader((self.folder / "out/trials.csv").read_text().splitlines()))
        failed = [row for row in rows if row["feasible"] == "false"]
        self.assertTrue(0 < len(failed) < len(rows), rows)
        self.assertEqual({(row["reason"], row["infeasible_workload"]) for row in failed}, {("activation_memory", "wide")})
        self.assertEqual(summary["infeasible_on"], {"activation_memory": {"wide": len(failed)}})
        text = self.search("--out", "again").stdout
        self.assertRegex(text, rf"too little activation_memory +{len(failed)} .*  on wide \({len(failed)}\)")


if __name__ == "__main__":
    unittest.main()
