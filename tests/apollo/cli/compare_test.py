"""Designs made by hand: several beside one another, as text, CSV, JSON and a page, and what a step of each parameter changes."""
import csv
import io
import json
import re
import unittest

from command_line import SPACE, WIDE, CommandLineTest

WORKLOADS = ["--workload", "tiny.json", "--workload", "rnnt_decoder"]


def rows(dataset):
    """The rows of a dataset of the report, which is stored by column."""
    columns = {name: [c["levels"][i] for i in c["codes"]] if isinstance(c, dict) else c for name, c in dataset.items()}
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


class CompareTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.write("small.json", {**self.edge, "pes_x": 2, "compute_lanes": 32})
        self.designs = {"edge": "edge.json", "small": "small.json"}
        self.alone = {name: self.succeed_json("evaluate", file, *WORKLOADS) for name, file in self.designs.items()}

    def test_json_has_each_design_as_it_is_alone(self):
        several = self.succeed_json("evaluate", *self.designs.values(), *WORKLOADS)["designs"]
        self.assertEqual(several, [{"design": name, **evaluation} for name, evaluation in self.alone.items()])

    def test_csv_has_a_line_for_each_design_and_network(self):
        lines = list(csv.DictReader(io.StringIO(self.succeed("evaluate", *self.designs.values(), *WORKLOADS, "--csv"))))
        self.assertEqual([(line["design"], line["network"]) for line in lines],
                         [(d, n) for d in self.designs for n in ("tiny", "rnnt_decoder")])
        for line in lines:
            design = self.alone[line["design"]]
            workload = next(w for w in design["workloads"] if w["name"] == line["network"])
            self.assertEqual(line["feasible"], "true")
            self.assertEqual((float(line["reward"]), float(line["area_mm2"])), (design["reward"], design["area_mm2"]))
            for key in ["cycles", "batch", "latency_ms", "energy_mj", "chip_energy_mj", "dram_energy_mj", "power_w", "utilization",
                        "dram_bytes", "weight"]:
                self.assertEqual(float(line[key]), workload[key], key)
            self.assertEqual(float(line["inferences_per_s"]), workload["throughput_per_s"])
        one = self.succeed("evaluate", "edge.json", *WORKLOADS, "--csv")
        self.assertEqual(len(one.splitlines()), 1 + 2)

    def test_text_has_a_column_for_each_design(self):
        text = self.succeed("evaluate", *self.designs.values(), *WORKLOADS)
        self.assertRegex(text, r"^design +edge +small\npes_x +4 +2\ncompute_lanes +64 +32\narea mm2 ")
        self.assertNotIn("pes_y", text)
        for name in ("tiny", "rnnt_decoder"):
            part = text.split(f"\n{name} ")[1].split("\n\n")[0]
            cycles = [str(next(w for w in e["workloads"] if w["name"] == name)["cycles"]) for e in self.alone.values()]
            self.assertRegex(part, r"(?m)^cycles +" + " +".join(cycles) + "$")
            for figure in ["latency ms", "chip mJ", "DRAM mJ", "power W", "utilization"]:
                self.assertRegex(part, rf"(?m)^{figure} +\S+")

    def test_every_value_in_which_designs_differ_is_shown(self):
        self.write("fast.json", {**self.edge, "constants": {"clock_mhz": 1000}, "technology": "16nm", "batch": 4})
        text = self.succeed("evaluate", "edge.json", "fast.json", *WORKLOADS)
        own = (str(self.edge.get("constants", {}).get("clock_mhz", 800)), "1000")
        self.assertRegex(text, rf"^design +edge +fast\nclock_mhz +{own[0]} +{own[1]}\ntechnology +7nm +16nm\nbatch +1 +4\narea mm2 ")
        report = self.succeed_json("report", "edge.json", "fast.json", *WORKLOADS)
        shown = {(row["design"], row["figure"]): (row["best"], row["baseline"]) for row in rows(report["datasets"]["comparison"])}
        for figure, ours, theirs in (("clock_mhz", 1000, 800), ("technology", "16nm", "7nm"), ("batch", 4, 1)):
            self.assertEqual(shown["fast", figure], (ours, theirs))
            self.assertEqual(shown["edge", figure], (theirs, theirs))
        self.assertNotIn(("fast", "mac_ways"), shown)

    def test_an_infeasible_design_is_shown_beside_the_others(self):
        area = self.alone["small"]["area_mm2"]
        compare = ["evaluate", *self.designs.values(), *WORKLOADS, "--area", str(area)]
        result = self.run_apollo(*compare)
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stdout, r"(?m)^edge: infeasible: area: needs ")
        self.assertRegex(result.stdout, r"(?m)^reward x baseline +- +\d")
        lines = list(csv.DictReader(io.StringIO(self.run_apollo(*compare, "--csv").stdout)))
        self.assertEqual([(line["design"], line["reason"], line["network"]) for line in lines],
                         [("edge", "area", ""), ("small", "", "tiny"), ("small", "", "rnnt_decoder")])

    def test_the_standard_input_is_a_design(self):
        text = json.dumps({**self.edge, "pes_x": 2, "compute_lanes": 32})
        for command in ["evaluate", "explain"]:
            piped = self.run_apollo(command, "-", *WORKLOADS, "--json", text_in=text)
            self.assertEqual(piped.stdout, self.run_apollo(command, "small.json", *WORKLOADS, "--json").stdout)
        bad = self.run_apollo("evaluate", "-", *WORKLOADS, text_in='{"pes_x": 0}')
        self.assertEqual(bad.returncode, 2)
        self.assertRegex(bad.stderr, r"^apollo: standard input: .*\n$")
        self.reject("evaluate", "-", "-", *WORKLOADS, words=["-", "twice"])

    def test_designs_of_one_name_are_told_apart(self):
        (self.folder / "other").mkdir()
        self.write("other/edge.json", self.edge)
        self.assertRegex(self.succeed("evaluate", "edge.json", "other/edge.json", *WORKLOADS), r"^design +edge.json +other/edge.json\n")

    def test_what_is_of_one_design_is_not_of_several(self):
        for option in [["--per-layer"], ["--functional"], ["--vcd", "v.vcd"], ["--timeline", "t.json"], ["--listing", "l.txt"]]:
            self.reject("evaluate", *self.designs.values(), *WORKLOADS, *option, words=[option[0], "several CONFIG"])
        self.reject("evaluate", "edge.json", *WORKLOADS, "--csv", "--json", words=["--json", "--csv"])
        self.reject("evaluate", "edge.json", "edge.json", *WORKLOADS, words=["edge.json", "twice"])
        self.reject("evaluate", "edge.json", "none.json", *WORKLOADS, words=["none.json", "no such file"])

    def test_a_step_of_each_parameter_is_a_design_of_its_own(self):
        explained = self.succeed_json("explain", "edge.json", *WORKLOADS, "--sensitivity", "--space", "space.json")
        steps = explained["sensitivity"]
        wanted = []
        for parameter in SPACE["parameters"]:
            own = self.edge[parameter["name"]]
            below, above = ([v for v in parameter["values"] if v < own], [v for v in parameter["values"] if v > own])
            wanted += [(parameter["name"], v) for v in below[-1:] + above[:1]]
        self.assertEqual([(s["parameter"], s["value"]) for s in steps], wanted)
        self.assertGreater(len(steps), 3)
        for step in steps:
            self.write("step.json", {**self.edge, step["parameter"]: step["value"]})
            alone = json.loads(self.run_apollo("evaluate", "step.json", *WORKLOADS, "--json").stdout)
            self.assertEqual(step["from"], self.edge[step["parameter"]])
            self.assertEqual((step["feasible"], step["area_mm2"]), (alone["feasible"], alone["area_mm2"]))
            if alone["feasible"]:
                self.assertEqual(step["cycles"], sum(w["cycles"] for w in alone["workloads"]))
                self.assertEqual(step["reward"], alone["reward"])
            else:
                self.assertEqual((step["cycles"], step["reward"], step["infeasible"]), (None, None, alone["infeasible"]))

    def test_constants_technology_and_batch_have_steps_where_the_space_has_them(self):
        self.write("all.json", {"parameters": [{"name": "technology", "kind": "categorical", "values": ["7nm", "16nm", "28nm"]},
                                               {"name": "clock_mhz", "values": [600, 800, 900]}, {"name": "batch", "values": [1, 2, 8]}]})
        self.write("own.json", {**self.edge, "technology": "16nm", "batch": 2})
        explained = self.succeed_json("explain", "own.json", *WORKLOADS, "--sensitivity", "--space", "all.json")
        steps = [(step["parameter"], step["from"], step["value"]) for step in explained["sensitivity"]]
        self.assertEqual(steps, [("technology", "16nm", "7nm"), ("technology", "16nm", "28nm"), ("clock_mhz", 800, 600),
                                 ("clock_mhz", 800, 900), ("batch", 2, 1), ("batch", 2, 8)])
        for step in explained["sensitivity"]:
            alone = self.succeed_json("evaluate", "own.json", *WORKLOADS, "--set", f"{step['parameter']}={step['value']}")
            self.assertEqual((step["area_mm2"], step["reward"]), (alone["area_mm2"], alone["reward"]), step["parameter"])
        text = self.succeed("explain", "own.json", *WORKLOADS, "--sensitivity", "--space", "all.json")
        self.assertRegex(text, r"(?m)^ +technology +28nm +\d")

    def test_sensitivities_as_text(self):
        text = self.succeed("explain", "edge.json", *WORKLOADS, "--sensitivity", "--space", "space.json")
        steps = self.succeed_json("explain", "edge.json", *WORKLOADS, "--sensitivity", "--space", "space.json")["sensitivity"]
        for step in steps:
            change = f"{100 * (step['reward'] / self.alone['edge']['reward'] - 1):+.1f} %"
            self.assertRegex(text, rf"(?m)^ +{step['parameter']} +{step['value']} +{step['cycles']} +\S+ +\S+ +{re.escape(change)}$")
        self.reject("explain", "edge.json", *WORKLOADS, "--space", "space.json", words=["--space", "--sensitivity"])
        self.write("bad.json", {"parameters": [{"name": "pes_x", "values": [1, 99]}]})
        self.reject("explain", "edge.json", *WORKLOADS, "--sensitivity", "--space", "bad.json", words=["bad.json", "pes_x", "99", "1 to 64"])
        self.write("bad.json", {"parameters": [{"name": "speed", "values": [1, 99]}]})
        self.reject("explain", "edge.json", *WORKLOADS, "--sensitivity", "--space", "bad.json", words=["bad.json", "speed"])


class DesignReportTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.write("small.json", {**self.edge, "pes_x": 2, "compute_lanes": 32})

    def report(self, *arguments):
        return self.succeed_json("report", *arguments, "--workload", "tiny.json")

    def test_the_datasets_are_what_evaluate_says(self):
        report = self.report("edge.json", "small.json")
        self.assertIs(report["given"], True)
        self.assertEqual(report["best_designs"], ["edge", "small"])
        for name in report["best_designs"]:
            evaluated = self.succeed_json("evaluate", f"{name}.json", "--workload", "tiny.json")
            workload = evaluated["workloads"][0]
            layers = [r for r in rows(report["datasets"]["layers"]) if r["design"] == name]
            self.assertEqual([(r["layer"], r["cycles"], r["mapping"]) for r in layers],
                             [(layer["name"], layer["cycles"], layer["mapping"]) for layer in workload["layers"]])
            parts = [r for r in rows(report["datasets"]["area_parts"]) if r["design"] == name and r["who"] == "design"]
            self.assertAlmostEqual(sum(r["area_mm2"] for r in parts), evaluated["area_mm2"], places=4)
            energy = [r for r in rows(report["datasets"]["energy_parts"]) if r["design"] == name and r["who"] == "design"]
            self.assertAlmostEqual(sum(r["energy_mj"] for r in energy), workload["energy_mj"], places=5)
            figures = {r["figure"]: r["value"] for r in rows(report["datasets"]["side_by_side"]) if r["design"] == name}
            for figure, value in [("area", evaluated["area_mm2"]), ("reward", evaluated["reward"]), ("latency", workload["latency_ms"]),
                                  ("energy", workload["energy_mj"]), ("power", workload["power_w"]),
                                  ("utilization", workload["utilization"])]:
                self.assertAlmostEqual(figures[figure] / value, 1, delta=1e-5, msg=figure)
        self.assertEqual(self.report("small.json")["datasets"].get("side_by_side"), None)

    def test_a_page_and_figures(self):
        text = self.succeed("report", "edge.json", "small.json", "--workload", "tiny.json", "--figures", "figures")
        self.assertIn("page: report.html", text)
        self.assertRegex(text, r"edge +reward 1.000 +6.692 mm2, \S+ mJ")
        page = (self.folder / "report.html").read_text(encoding="utf-8")
        self.assertNotRegex(page, r"<(script|link|img|iframe)[^>]+(src|href)=[\"']?(https?:)?//")
        drawn = {path.stem for path in (self.folder / "figures").glob("*.svg")}
        self.assertEqual(drawn, {"area_parts", "bounds", "comparison", "cycle_parts", "energy_parts", "layers", "roofline", "side_by_side",
                                 "timeline"})
        again = self.succeed("report", "edge.json", "small.json", "--workload", "tiny.json", "--out", "again.html")
        self.assertIn("page: again.html", again)

    def test_infeasible_designs_are_notes(self):
        report = self.report("edge.json", "small.json", "--area", "6")
        self.assertEqual(report["best_designs"], ["small"])
        self.assertRegex(report["notes"][0], "^edge is infeasible: area: needs ")
        none = self.report("edge.json", "--area", "1")
        self.assertEqual((none["best_designs"], none["datasets"]), ([], {}))
        self.succeed("report", "edge.json", "--area", "1", "--workload", "tiny.json")

    def test_a_baseline_that_cannot_run_the_network_is_a_note(self):
        self.write("wide.json", WIDE)
        self.write("large.json", {**self.edge, "activation_memory_entries": 8192, "pe_memory_bytes": 1 << 20})
        report = self.succeed_json("report", "large.json", "--workload", "wide.json")
        self.assertIn("no rewards", report["notes"][0])
        self.assertEqual({r["who"] for r in rows(report["datasets"]["area_parts"])}, {"design"})

    def test_the_energy_of_a_search_is_in_its_summary(self):
        self.succeed("search", "--space", "space.json", "--workload", "tiny.json", "--trials", "12", "--out", "found")
        energy = self.succeed_json("evaluate", "found/best.json", "--workload", "tiny.json")["workloads"][0]["energy_mj"]
        shown = re.search(r"(?m)^ +energy +(\S+) mJ", self.succeed("report", "found"))
        self.assertAlmostEqual(float(shown[1]) / energy, 1, places=3)

    def test_bad_input(self):
        self.reject("report", "edge.json", words=["no workload", "--workload"])
        self.reject("report", "none.json", "--workload", "tiny.json", words=["none.json", "no such file"])
        self.reject("report", "edge.json", ".", "--workload", "tiny.json", words=[".", "folder"])
        self.reject("report", "edge.json", "--workload", "tiny.json", "--points", "200", words=["--points", "CONFIG"])
        self.succeed("search", "--space", "space.json", "--workload", "tiny.json", "--trials", "12", "--out", "found")
        self.reject("report", "found", "--workload", "tiny.json", words=["--workload", "studies"])
        self.reject("report", "edge.json", "--workload", "tiny.json", "--out", "page.json", words=["--out", ".html"])


if __name__ == "__main__":
    unittest.main()
