"""configs/schema: every JSON file that is shipped, written or printed is as its schema says, and files that are not are refused by the program too."""
import copy
import json
import re
import shutil
import subprocess
import sys
import unittest

from command_line import BINARY, SOURCE, SPACE, SWEEP, TINY, WIDE
from doorbell_model import doorbell
from schemas import SCHEMAS, SchemaTest, is_valid, validator
from value_check_test import integer_products

SHIPPED = {
    "configuration": "configs/baselines/*.json",
    "template": "configs/templates/*.json",
    "technology": "configs/technologies/*.json",
    "sram_table": "configs/sram/*.json",
    "space": "configs/spaces/*.json",
    "network": "workloads/zoo/networks/*.json",
    "suite": "workloads/zoo/suites/*.json",
    "sweep": "configs/studies/*.json",
    "theme": "apollo/report/charts/theme.json",
}


class FormatsTest(SchemaTest):
    def test_schemas_are_schemas(self):
        for name, schema in SCHEMAS.items():
            validator(name.removesuffix(".schema.json")).check_schema(schema)
            self.assertEqual(schema["$id"], name)

    def test_shipped_files(self):
        for name, pattern in SHIPPED.items():
            paths = sorted(SOURCE.glob(pattern))
            self.assertGreater(len(paths), 0, pattern)
            for path in paths:
                self.check(name, json.loads(path.read_text()), path.name)
        self.check("space", json.loads((SOURCE / "examples/systolic_space.json").read_text()), "systolic_space.json")

    def test_files_of_a_search(self):
        self.write("suite.json", {"name": "mine", "networks": [{"network": "ds_cnn", "weight": 2}]})
        search = ("search", "--space", "space.json", "--workload", "tiny.json", "--trials", "12", "--out")
        self.check_printed("search_result", *search, "found", "--area", "3", "--area-mode", "known", "--json")
        shutil.copy(SOURCE / "configs/technologies/16nm.json", self.folder / "mine.json")
        self.check_printed("search_result", *search, "other", "--technology", "mine.json", "--suite", "suite.json", "--json")
        self.check_printed("search_result", *search, "absolute", "--baseline", "none", "--batch", "4", "--template", "permissive", "--json")
        self.check("search_result", json.loads(self.run_apollo(*search, "nothing", "--area", "0.01", "--json").stdout), "of nothing feasible")
        self.write("chip.json", {"parameters": [*SPACE["parameters"], {"name": "batch", "values": [1, 2]}, {"name": "clock_mhz", "values": [600, 700]},
                                                {"name": "technology", "kind": "categorical", "values": ["7nm", "16nm"]}],
                                 "require": ["clock_mhz > 600 || batch < 2"]})
        self.check_file("space", "chip.json")
        self.check_printed("search_result", *("chip.json" if a == "space.json" else a for a in search), "chip", "--set", "pes_y=2", "--set",
                           "mac_ways=2", "--json")
        self.check_file("configuration", "chip/best.json")
        for folder in ("found", "other", "absolute", "nothing", "chip"):
            self.check_file("study", folder + "/study.json")
            self.check_file("history", folder + "/history.json")
            self.check_printed("study_status", "study", folder, "--json")
            self.check_printed("trials", "study", folder, "--export", "json")
            self.check_printed("report", "report", folder, "--json")
        self.check_file("configuration", "found/best.json")
        self.check_printed("trials", "study", "found", "--top", "2", "--json")
        self.check_printed("trial", "study", "found", "--trial", "0", "--json")

    def test_files_of_a_search_with_a_program(self):
        for name in ("external_simulator.py", "systolic_space.json"):
            shutil.copy(SOURCE / "examples" / name, self.folder)
        self.check_printed("search_result", "search", "--evaluator", f"exec:{sys.executable} external_simulator.py", "--space",
                           "systolic_space.json", "--trials", "12", "--out", "found", "--json")
        self.check_file("study", "found/study.json")
        self.check_file("history", "found/history.json")
        self.check_printed("study_status", "study", "found", "--json")
        self.check_printed("trials", "study", "found", "--export", "json")
        self.check_printed("trial", "study", "found", "--trial", "0", "--json")
        self.check_printed("report", "report", "found", "--json")

    def test_files_of_a_sweep(self):
        self.write("sweep.json", {**SWEEP, "optimizers": [*SWEEP["optimizers"], "p3bo"], "trials": 24})
        self.check_printed("sweep_summary", "sweep", "sweep.json", "--out", "swept", "--json")
        for name, file in (("sweep_summary", "summary"), ("sweep_runs", "sweep"), ("sweep", "request"), ("history", "history")):
            self.check_file(name, f"swept/{file}.json")
        report = self.check_printed("report", "report", "swept", "--json")
        for dataset in ("pairings", "members", "reward_lines", "budget_lines", "comparison"):
            self.assertIn(dataset, list(report["datasets"]))

    def test_files_of_a_proof(self):
        self.succeed("search", "--space", "space.json", "--workload", "tiny.json", "--trials", "3", "--out", "found")
        prove = ("prove", "--space", "space.json", "--workload", "tiny.json", "--json")
        self.check_printed("proof", *prove, "--area", "8", "--incumbent", "found", "--slack", "0.01", "--out", "proof")
        self.check_printed("proof", *prove, "--workload", "ds_cnn", "--objective", "latency", "--objective", "area", "--out", "two")
        self.check("proof", json.loads(self.run_apollo(*prove, "--area", "0.1", "--out", "none").stdout), "of nothing feasible")
        self.check_printed("proof", "prove", "--check", "two/certificate.jsonl", "--json")
        for folder in ("proof", "two", "none"):
            self.check_file("question", folder + "/question.json")
            for file in ("certificate", "evaluated"):
                for line in (self.folder / folder / f"{file}.jsonl").read_text().splitlines():
                    self.check("certificate", json.loads(line), f"{folder}/{file}.jsonl: {line[:100]}")
        self.check_file("configuration", "proof/best.json")
        question = json.loads((self.folder / "proof/question.json").read_text())
        for wrong in ({**question, "unknown_key": 1}, {**question, "slack": None}, {**question, "incumbent": {}}):
            self.assertFalse(is_valid("question", wrong))
            self.write("proof/question.json", wrong)
            self.reject("prove", "--resume", "--out", "proof", words=["proof/question.json"])

    def test_what_commands_print(self):
        (self.folder / "doorbell.onnx").write_bytes(doorbell())
        self.write("suite.json", {"name": "mine", "networks": ["doorbell.onnx", {"network": "tiny.json", "weight": 2}]})
        self.write("narrow.json", {**TINY, "weight_bits": 4, "activation_bits": 16})
        self.write("small.json", {**self.edge, "core_memory_bytes": 256})
        scored = ("edge.json", "--suite", "suite.json", "--json")
        self.check_printed("evaluation", "evaluate", *scored, "--per-layer")
        self.check_printed("evaluation", "evaluate", "edge.json", "--workload", "narrow.json", "--engine", "systemc", "--functional", "--json")
        self.check_printed("evaluation", "evaluate", "edge.json", "--workload", "tiny.json", "--baseline", "none", "--json")
        self.check_printed("explanation", "explain", *scored)
        self.assertGreater(len(self.check_printed("explanation", "explain", *scored, "--sensitivity")["sensitivity"]), 0)
        self.write("half.json", {**self.edge, "pes_x": 2})
        for other, is_feasible in (("half.json", True), ("small.json", False)):
            given = ("edge.json", other, "--workload", "tiny.json", "--json")
            self.check("evaluations", json.loads(self.run_apollo("evaluate", *given).stdout), other)
            self.assertEqual("side_by_side" in self.check_printed("report", "report", *given)["datasets"], is_feasible)
        self.write("wide.json", WIDE)
        self.write("large.json", {**self.edge, "activation_memory_entries": 8192, "pe_memory_bytes": 1 << 20})
        self.assertIsNone(self.check_printed("evaluation", "evaluate", "large.json", "--workload", "wide.json", "--json")["reward"])
        for command, schema in (("evaluate", "evaluation"), ("explain", "explanation")):
            result = self.run_apollo(command, "small.json", "--workload", "tiny.json", "--json")
            self.assertEqual(result.returncode, 1)
            self.check(schema, json.loads(result.stdout), command)
        self.check_printed("network", "import", "doorbell.onnx", "--json")
        self.check_printed("verification", "verify", "--samples", "2", "--json")
        self.check_printed("strategies", "optimizers", "--json")
        self.check_printed("spaces", "space", "--json")
        space = self.succeed_json("space", "apollo")
        self.assertEqual((space.pop("name"), space.pop("points") > 0), ("apollo", True))
        self.assertEqual((space.pop("allowed_share"), space.pop("allowed_share_is_exact")), (1, True))
        self.check("space", space, "space apollo")
        self.check_printed("parameters", "space", "--parameters", "--json")
        self.check_printed("workload_list", "workloads", "--json")
        self.check_printed("workload", "workloads", "narrow.json", "--json")

    def test_checks_of_values(self):
        model = integer_products(1)
        self.write("model.onnx", model.bytes())
        (self.folder / "data").mkdir()
        for kind, tensors in model.data.items():
            for i, tensor in enumerate(tensors):
                self.write(f"data/{kind}_{i}.pb", tensor)
        check = ("import", "model.onnx", "--check-values", "data", "--json")
        self.check_printed("value_check", *check)
        output = bytearray(model.data["output"][0])
        output[-1] ^= 1
        self.write("data/output_0.pb", bytes(output))
        self.check("value_check", json.loads(self.run_apollo(*check).stdout), "a check that fails")

    def test_the_protocol(self):
        requests = [{"id": 1, "configuration": self.edge}, {"id": "b", "configuration": {"pes_x": 2, "constants": {"clock_mhz": 400}}},
                    {"id": 3, "configuration": {"core_memory_bytes": 256}}, {"id": 4, "configuration": {"pes_x": 0}}]
        for request in requests:
            self.check("request", request, str(request))
        lines = "".join(json.dumps(request) + "\n" for request in requests)
        printed = subprocess.run([BINARY, "evaluate", "--stdin", "--workload", "tiny.json"], cwd=self.folder, input=lines, capture_output=True,
                                 text=True, timeout=300).stdout
        answers = [json.loads(line) for line in printed.splitlines()]
        self.assertEqual(["error" in answer for answer in answers], [False, False, False, True])
        for answer in answers:
            self.check("answer", answer, str(answer))
        self.assertFalse(is_valid("answer", {"id": 1, "feasible": True}))  # without a reward
        self.assertTrue(is_valid("answer", {"id": 1, "feasible": True, "reward": -1}))
        self.assertFalse(is_valid("answer", {"id": 1, "feasible": True, "reward": "1"}))
        self.assertFalse(is_valid("request", {"id": 1}))

    def test_parameters_are_those_of_the_program(self):
        known = json.loads(self.succeed("space", "--parameters", "--json"))
        properties = SCHEMAS["configuration.schema.json"]["properties"]
        constants = properties["constants"]["properties"]
        self.assertEqual(SCHEMAS["template.schema.json"]["properties"]["constants"]["properties"], constants)
        others = ("constants", "technology", "batch")
        for list_, schema in ((known["parameters"], {k: v for k, v in properties.items() if k not in others}), (known["constants"], constants)):
            self.assertEqual([row["name"] for row in list_], list(schema))
            for row in list_:
                self.assertTrue(is_valid("configuration", {row["name"]: row["default"]}))
                own = schema[row["name"]]
                self.assertEqual((row["lowest"], row["highest"]), (own["minimum"], own["maximum"]), row["name"])

    def inputs(self):
        """{schema: (a valid file, the command that reads it)}."""
        read = lambda path: json.loads((SOURCE / path).read_text())
        technology = {**read("configs/technologies/7nm.json"), "sram_table": "table.json"}
        self.write("with_table.json", technology)
        self.write("table.json", read("configs/sram/cacti7_lop_32nm.json"))
        evaluate = ("evaluate", "edge.json", "--workload", "tiny.json")
        return {
            "configuration": (self.edge, ("evaluate", "file.json", "--workload", "tiny.json")),
            "template": (read("configs/templates/permissive.json"), (*evaluate, "--template", "file.json")),
            "technology": (technology, (*evaluate, "--technology", "file.json")),
            "sram_table": (read("configs/sram/cacti7_lop_32nm.json"), (*evaluate, "--technology", "with_file.json")),
            "space": (SPACE, ("space", "file.json")),
            "network": (TINY, ("workloads", "file.json")),
            "suite": ({"name": "mine", "networks": ["crnn"]}, ("evaluate", "edge.json", "--suite", "file.json")),
            "sweep": (SWEEP, ("sweep", "file.json", "--out", "swept")),
        }

    def test_the_program_refuses_what_schemas_refuse(self):
        for name, (valid, command) in self.inputs().items():
            self.check(name, valid, name)
            self.write("file.json", valid)
            self.write("with_file.json", {**json.loads((SOURCE / "configs/technologies/7nm.json").read_text()), "sram_table": "file.json"})
            self.succeed(*command)
            wrong = [{**valid, "unknown_key": 1}]
            wrong += [{k: v for k, v in valid.items() if k != key} for key in valid if key in SCHEMAS[name + ".schema.json"].get("required", [])]
            wrong += [{**valid, key: None} for key in valid]
            shutil.rmtree(self.folder / "swept", ignore_errors=True)
            for content in wrong:
                with self.subTest(format=name, keys=sorted(content), nulls=[k for k, v in content.items() if v is None]):
                    self.assertFalse(is_valid(name, content))
                    self.write("file.json", content)
                    self.reject(*command, words=["file.json"])

    def test_layers_have_the_fields_of_their_type(self):
        pool = {"name": "pool", "type": "max_pool", "inputs": ["conv"], "kernel": [2, 2], "stride": [2, 2]}
        for layer, good in ((pool, True), ({**pool, "channels": 4}, False), ({**pool, "inputs": ["conv", "conv"]}, False),
                            ({**pool, "kernel": [2]}, False), ({**pool, "stride": [0, 1]}, False),
                            ({"name": "pool", "type": "convolution", "inputs": ["conv"]}, False), ({**pool, "type": "pool"}, False)):
            with self.subTest(layer=layer):
                network = copy.deepcopy(TINY)
                network["layers"].insert(1, layer)
                network["layers"][2]["inputs"] = ["pool"]
                self.assertEqual(is_valid("network", network), good)
                self.write("file.json", network)
                self.assertEqual(self.run_apollo("workloads", "file.json").returncode == 0, good)

    def test_the_reference_lists_every_schema(self):
        page = (SOURCE / "docs/formats.md").read_text()
        listed = re.findall(r"\]\(\.\./configs/schema/(\w+\.schema\.json)\)", page)
        self.assertEqual(sorted(set(listed)), sorted(SCHEMAS))


if __name__ == "__main__":
    unittest.main()
