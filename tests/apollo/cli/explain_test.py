"""apollo explain: what to change, and what bounds each layer."""
import json
import re
import unittest

from command_line import WIDE, CommandLineTest


# The feed-forward block of a layer of Llama 3 8B.
TOKENS, WIDTH, HIDDEN = 4096, 4096, 14336
LONG = {
    "name": "long",
    "source": "test",
    "inputs": [{"name": "x", "shape": [1, TOKENS, WIDTH]}],
    "layers": [
        {"name": "gate", "type": "fully_connected", "inputs": ["x"], "channels": HIDDEN, "activation": "swish"},
        {"name": "up", "type": "fully_connected", "inputs": ["x"], "channels": HIDDEN},
        {"name": "hidden", "type": "multiply", "inputs": ["gate", "up"]},
        {"name": "down", "type": "fully_connected", "inputs": ["hidden"], "channels": WIDTH},
    ],
    "outputs": ["down"],
}


class ExplainTest(CommandLineTest):
    def test_layers_come_worst_first_and_add_up(self):
        workload = self.succeed_json("explain", "edge.json", "--workload", "tiny.json")["workloads"][0]
        cycles = [layer["cycles"] for layer in workload["layers"]]
        self.assertEqual(cycles, sorted(cycles, reverse=True))
        self.assertEqual(sum(cycles), workload["cycles"])
        self.assertAlmostEqual(sum(layer["share"] for layer in workload["layers"]), 1)
        self.assertAlmostEqual(sum(workload["bound_by_share"].values()), 1)

    def test_parts_add_up_to_the_cycles_and_the_bound_is_below(self):
        workload = self.succeed_json("explain", "edge.json", "--workload", "tiny.json")["workloads"][0]
        self.assertEqual(sum(workload["cycle_parts"].values()), workload["cycles"])
        for layer in workload["layers"]:
            self.assertEqual(sum(layer["cycle_parts"].values()), layer["cycles"])
        bound = workload["bound"]
        self.assertEqual(bound["cycles"], max(bound[reason] for reason in ("array", "dram", "buses", "path")))
        self.assertLessEqual(bound["cycles"], workload["cycles"])
        self.assertLessEqual(bound["array_cycles"], bound["array"])
        self.assertEqual(sum(layer["cycle_parts"]["least_array"] for layer in workload["layers"]), workload["cycle_parts"]["least_array"])
        self.assertGreaterEqual(workload["cycle_parts"]["least_array"], bound["array_cycles"])  # which holds for parts of ops too
        # One position each: nothing to cut.
        uncut = self.succeed_json("explain", "edge.json", "--workload", "anomaly_autoencoder")["workloads"][0]
        self.assertEqual(uncut["cycle_parts"]["least_array"], uncut["bound"]["array_cycles"])

    def test_text_has_the_summary(self):
        text = self.succeed("explain", "edge.json", "--workload", "tiny.json")
        self.assertRegex(text, r"tiny: \d+ cycles, [\d.]+ x the bound; array busy [\d.]+ %, DRAM bus [\d.]+ %; lost to: ")

    def test_the_energys_parts_are_those_of_evaluate(self):
        parts = self.succeed_json("explain", "edge.json", "--workload", "tiny.json")["workloads"][0]["energy_breakdown_mj"]
        evaluated = self.succeed_json("evaluate", "edge.json", "--workload", "tiny.json")["workloads"][0]
        self.assertEqual(parts, evaluated["energy_breakdown_mj"])
        text = self.succeed("explain", "edge.json", "--workload", "tiny.json")
        energy = re.search(r"^energy of an inference ([\d.]+) mJ: (.*)$", text, re.MULTILINE)
        self.assertAlmostEqual(float(energy[1]) / evaluated["energy_mj"], 1, places=3)
        shown = [part.rsplit(" ", 2)[:2] for part in energy[2].split(", ")]
        self.assertEqual([name for name, _ in shown], sorted(parts, key=parts.get, reverse=True))
        for name, share in shown:
            self.assertAlmostEqual(float(share), 100 * parts[name] / evaluated["energy_mj"], delta=0.051)

    def test_following_the_advice_on_a_memory_removes_that_reason(self):
        keys = {"pe_memory": "pe_memory_bytes", "core_memory": "core_memory_bytes",
                "parameter_memory": "parameter_memory_entries", "activation_memory": "activation_memory_entries",
                "instruction_memory": "instruction_memory_entries"}
        tried = set()
        design = {**self.edge, "pes_x": 1, "pes_y": 1, "pe_memory_bytes": 1024, "core_memory_bytes": 256,
                  "parameter_memory_entries": 1, "activation_memory_entries": 1, "instruction_memory_entries": 4}
        for _ in range(60):
            self.write("small.json", design)
            result = self.run_apollo("explain", "small.json", "--workload", "tiny.json", "--json")
            explanation = json.loads(result.stdout)
            if explanation["feasible"]:
                self.assertEqual(result.returncode, 0)
                break
            self.assertEqual(result.returncode, 1)
            key = keys[explanation["infeasible"]["reason"]]
            advice = explanation["advice"]
            self.assertIn(f"{key} to at least ", advice)
            advised = int(advice.split(f"{key} to at least ")[1].split(",")[0].split()[0])
            self.assertGreater(advised, design[key])
            design[key] = advised
            tried.add(key)
        else:
            self.fail(f"still infeasible: {explanation}")
        self.assertTrue(tried)

    def test_a_network_that_the_baseline_cannot_run(self):
        self.write("wide.json", WIDE)
        result = self.run_apollo("explain", "edge.json", "--workload", "wide.json")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("Set activation_memory_entries to at least ", result.stdout)
        self.write("large.json", {**self.edge, "activation_memory_entries": 8192, "pe_memory_bytes": 1 << 20})
        self.assertIn("wide: ", self.succeed("explain", "large.json", "--workload", "wide.json"))

    def test_a_long_sequence_says_how_many_entries_it_lacks(self):
        self.write("long.json", LONG)
        has = 200
        self.write("short.json", {**self.edge, "instruction_memory_entries": has})
        result = self.run_apollo("explain", "short.json", "--workload", "long.json")
        self.assertEqual(result.returncode, 1)
        reason = rf"infeasible on long: instruction_memory \(layer (gate|up|down)\): needs (\d+) entries, has {has}\n"
        self.assertRegex(result.stdout, reason)
        needed = int(re.search(reason, result.stdout)[2])
        self.assertIn(f"Set instruction_memory_entries to at least {needed}, ", result.stdout)
        self.write("large.json", {**self.edge, "instruction_memory_entries": needed})
        self.assertIn("long: ", self.succeed("explain", "large.json", "--workload", "long.json"))

    def test_area_names_the_largest_parts(self):
        area = self.succeed_json("evaluate", "edge.json", "--workload", "tiny.json")["area_mm2"]
        result = self.run_apollo("explain", "edge.json", "--workload", "tiny.json", "--area", "5")
        self.assertEqual(result.returncode, 1)
        self.assertIn(f"infeasible: area: needs {area:.4f}"[:-1], result.stdout)
        self.assertIn("pe_memories", result.stdout)


if __name__ == "__main__":
    unittest.main()
