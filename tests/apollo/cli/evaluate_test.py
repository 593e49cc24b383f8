"""apollo evaluate: the keys of its JSON, figures that can be derived, exit statuses."""
import json
import unittest

from command_line import TINY_MACS, TINY_PARAMETERS, WIDE, CommandLineTest

TOP = ["feasible", "reward", "reward_unit", "area_mm2", "area_breakdown_mm2", "infeasible", "workloads"]
WORKLOAD = ["name", "weight", "skipped", "skipped_share", "macs", "parameters", "cycles", "bound", "cycle_parts", "batch", "overhead_ms", "latency_ms", "throughput_per_s", "energy_mj",
            "chip_energy_mj", "dram_energy_mj", "energy_breakdown_mj", "power_w", "utilization", "dram_bytes", "pinned_bytes", "first_inference", "units", "layers"]
FIRST = ["latency_ms", "chip_energy_mj", "dram_energy_mj", "dram_bytes"]
LAYER = ["name", "type", "macs", "cycles", "cycle_parts", "utilization", "bound_by", "dram_bytes", "mapping"]
CLOCK_HZ = 800e6


class EvaluateTest(CommandLineTest):
    def evaluate(self, *options):
        return self.succeed_json("evaluate", "edge.json", "--workload", "tiny.json", *options)

    def test_json_has_the_keys_of_the_contract(self):
        result = self.evaluate()
        self.assertEqual(list(result), TOP)
        workload = result["workloads"][0]
        self.assertEqual(list(workload), WORKLOAD)
        self.assertEqual(list(workload["first_inference"]), FIRST)
        for layer in workload["layers"]:
            self.assertEqual(list(layer), LAYER)
        for unit in workload["units"].values():
            self.assertEqual(list(unit), ["busy", "stall"])

    def test_figures_agree_with_each_other(self):
        result = self.evaluate()
        workload = result["workloads"][0]
        self.assertEqual(workload["macs"], TINY_MACS)
        self.assertEqual(workload["parameters"], TINY_PARAMETERS)
        self.assertAlmostEqual(workload["latency_ms"], workload["overhead_ms"] + workload["cycles"] / CLOCK_HZ * 1e3)
        self.assertAlmostEqual(workload["throughput_per_s"] * workload["latency_ms"], 1e3)
        self.assertAlmostEqual(sum(result["area_breakdown_mm2"].values()), result["area_mm2"])
        self.assertAlmostEqual(sum(workload["energy_breakdown_mj"].values()), workload["energy_mj"])
        self.assertAlmostEqual(workload["chip_energy_mj"] + workload["dram_energy_mj"], workload["energy_mj"])
        self.assertEqual(workload["dram_energy_mj"], workload["energy_breakdown_mj"]["dram"])
        self.assertEqual(sum(layer["cycles"] for layer in workload["layers"]), workload["cycles"])
        self.assertEqual(sum(layer["macs"] for layer in workload["layers"]), workload["macs"])

    def test_the_baseline_scores_one(self):
        result = self.evaluate()
        self.assertIs(result["feasible"], True)
        self.assertIsNone(result["infeasible"])
        self.assertAlmostEqual(result["reward"], 1)

    def test_both_engines_count_the_same(self):
        self.assertEqual(self.evaluate("--engine", "systemc"), self.evaluate())

    def test_functional_mode_matches_the_reference(self):
        workload = self.evaluate("--functional")["workloads"][0]
        self.assertEqual(list(workload), [*WORKLOAD, "functional"])
        self.assertEqual(workload["functional"], {"values": 10, "mismatches": 0})

    def test_workloads_come_in_the_order_of_the_options(self):
        result = self.succeed_json("evaluate", "edge.json", "--workload", "rnnt_encoder", "--workload", "tiny.json")
        self.assertEqual([w["name"] for w in result["workloads"]], ["rnnt_encoder", "tiny"])

    def test_an_infeasible_design_is_data_and_status_1(self):
        result = self.run_apollo("evaluate", "edge.json", "--workload", "tiny.json", "--area", "1", "--json")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn('"reason": "area"', result.stdout)
        self.write("small.json", {**self.edge, "core_memory_bytes": 256, "pe_memory_bytes": 1024, "pes_x": 1, "pes_y": 1})
        result = self.run_apollo("evaluate", "small.json", "--workload", "mobilenet_v2", "--template", "permissive")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("infeasible on mobilenet_v2: ", result.stdout)

    def test_a_network_that_the_baseline_cannot_run_has_figures_but_no_reward(self):
        self.write("wide.json", WIDE)
        self.write("large.json", {**self.edge, "activation_memory_entries": 8192, "pe_memory_bytes": 1 << 20})
        evaluate = ["evaluate", "large.json", "--workload", "tiny.json", "--workload", "wide.json"]
        result = self.succeed_json(*evaluate)
        self.assertIs(result["feasible"], True)
        self.assertIsNone(result["reward"])
        self.assertIn("reward", result)
        self.assertTrue(all(workload["cycles"] > 0 for workload in result["workloads"]))
        lines = self.succeed(*evaluate).splitlines()
        self.assertTrue(lines[-1].startswith("no reward: the baseline cannot run wide: activation_memory"), lines[-1])
        design_too_small = self.run_apollo("evaluate", "edge.json", "--workload", "wide.json", "--json")
        self.assertEqual(design_too_small.returncode, 1, design_too_small.stderr)
        self.assertEqual(json.loads(design_too_small.stdout)["reward"], 0)

    def test_another_baseline_or_none_scores_what_the_built_in_one_cannot(self):
        self.write("wide.json", WIDE)
        self.write("large.json", {**self.edge, "activation_memory_entries": 8192, "pe_memory_bytes": 1 << 20})
        evaluate = ["evaluate", "large.json", "--workload", "wide.json"]
        relative = self.succeed_json(*evaluate, "--baseline", "large.json")
        self.assertEqual((relative["reward"], relative["reward_unit"]), (1, "x baseline"))
        absolute = self.succeed_json(*evaluate, "--baseline", "none")
        self.assertAlmostEqual(absolute["reward"], absolute["workloads"][0]["throughput_per_s"] / absolute["area_mm2"])
        self.assertEqual(absolute["reward_unit"], "inferences/s/mm2")
        self.assertRegex(self.succeed(*evaluate, "--baseline", "none"),
                         r"feasible, reward [0-9.]+ inferences/s/mm2 \(throughput_per_area, no baseline\)\n$")

    def test_a_batch_shares_the_hosts_time(self):
        one, many = (self.evaluate(*options)["workloads"][0] for options in ([], ["--batch", "10"]))
        self.assertEqual((one["batch"], many["batch"]), (1, 10))
        self.assertAlmostEqual(many["latency_ms"], one["overhead_ms"] + 10 * (one["latency_ms"] - one["overhead_ms"]))
        self.assertAlmostEqual(many["throughput_per_s"], 10 * 1e3 / many["latency_ms"])
        self.assertIn("that of 10 inferences", self.succeed("evaluate", "edge.json", "--workload", "tiny.json", "--batch", "10"))

    def test_text_says_what_a_first_inference_takes(self):
        text, first = self.succeed("evaluate", "edge.json", "--workload", "tiny.json"), self.evaluate()["workloads"][0]["first_inference"]
        self.assertIn("host and driver take 0.1240 ms of each latency; steady state: ", text)
        line = text.split("first inference")[1].splitlines()[1].split()
        self.assertEqual((line[0], line[-1]), ("tiny", str(first["dram_bytes"])))

    def test_technology_changes_area_and_not_cycles(self):
        at_7nm, at_28nm = self.evaluate(), self.evaluate("--technology", "28nm")
        self.assertGreater(at_28nm["area_mm2"], at_7nm["area_mm2"])
        self.assertEqual(at_28nm["workloads"][0]["cycles"], at_7nm["workloads"][0]["cycles"])

    def test_text_lists_layers_if_asked(self):
        evaluate = ["evaluate", "edge.json", "--workload", "tiny.json"]
        self.assertNotIn("dense", self.succeed(*evaluate))
        self.assertIn("dense", self.succeed(*evaluate, "--per-layer"))


if __name__ == "__main__":
    unittest.main()
