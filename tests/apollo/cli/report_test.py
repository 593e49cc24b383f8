"""apollo report: the page, the data of its charts, the figures, and folders that are not as they should be."""
import csv
import json
import os
import re
import shutil
import subprocess
import unittest
import unittest.mock

from command_line import BINARY, CommandLineTest

SWEEP = {
    "space": "space.json",
    "workloads": ["tiny.json"],
    "constraints": {"area_mm2": [6.5, 5.0]},
    "optimizers": ["random", "p3bo"],
    "seeds": 2,
    "trials": 20,
}


def rows(dataset):
    """The rows of a dataset of the report, which is stored by column."""
    columns = {}
    for name, values in dataset.items():
        columns[name] = [values["levels"][code] for code in values["codes"]] if isinstance(values, dict) else values
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


class ReportTest(CommandLineTest):
    def search(self, out="found", *more):
        result = self.run_apollo("search", "--space", "space.json", "--workload", "tiny.json", "--optimizer", "p3bo",
                             "--trials", "20", "--seed", "1", "--out", out, *more)
        self.assertIn(result.returncode, (0, 1), result.stderr)

    def data(self, *arguments):
        result = self.run_apollo("report", *arguments, "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def trials(self, folder):
        with open(self.folder / folder / "trials.csv", newline="") as file:
            return list(csv.DictReader(file))

    def test_page_stands_by_itself(self):
        self.search()
        result = self.run_apollo("report", "found")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("found/report.html", result.stdout)
        page = (self.folder / "found/report.html").read_text(encoding="utf-8")
        self.assertTrue(page.startswith("<!DOCTYPE html>") or page.startswith("<!doctype html>"))
        self.assertNotRegex(page, r"<(script|link|img|iframe)[^>]+(src|href)=[\"']?(https?:)?//")
        self.assertIn("Content-Security-Policy", page)

    def test_data_is_that_of_the_trials(self):
        self.search()
        report = self.data("found")
        trials = self.trials("found")
        designs = rows(report["datasets"]["designs"])
        self.assertEqual([str(d["trial"]) for d in designs], [t["trial"] for t in trials])
        for design, trial in zip(designs, trials):
            self.assertEqual(design["status"] == "infeasible", trial["feasible"] == "false")
            self.assertAlmostEqual(design["reward"], float(trial["reward"]), delta=1e-5 * float(trial["reward"]))
            self.assertAlmostEqual(design["area_mm2"], float(trial["area_mm2"]), delta=1e-5 * float(trial["area_mm2"]))
            self.assertEqual(design["pes_x"], int(trial["pes_x"]))
            if trial["feasible"] == "true":
                expected = 1000 / float(trial["latency_ms_tiny"])
                self.assertAlmostEqual(design["throughput_per_s"], expected, delta=1e-5 * expected)
        best = max(float(t["reward"]) for t in trials)
        self.assertEqual([d["reward"] for d in designs if d["status"] == "best"], [float(f"{best:.6g}")])
        self.assertAlmostEqual(rows(report["datasets"]["progress"])[-1]["median"], best, delta=1e-5 * best)
        members = {row["member"] for row in rows(report["datasets"]["members"])}
        self.assertEqual(members, {t["proposed_by"] for t in trials})

    def test_best_design_is_what_evaluate_says(self):
        self.search()
        report = self.data("found")
        result = self.run_apollo("evaluate", "found/best.json", "--workload", "tiny.json", "--json", "--per-layer")
        evaluation = json.loads(result.stdout)
        layers = rows(report["datasets"]["layers"])
        self.assertEqual([(l["layer"], l["cycles"]) for l in layers],
                         [(l["name"], l["cycles"]) for l in evaluation["workloads"][0]["layers"]])
        parts = {r["part"]: r["area_mm2"] for r in rows(report["datasets"]["area_parts"]) if r["who"] == "best"}
        self.assertEqual(set(parts), set(evaluation["area_breakdown_mm2"]))
        for part, area in evaluation["area_breakdown_mm2"].items():
            self.assertAlmostEqual(parts[part], area, delta=1e-5 * area)

    def test_designs_have_the_clock_technology_and_batch_that_were_searched(self):
        self.write("chip.json", {"parameters": [{"name": "technology", "kind": "categorical", "values": ["7nm", "16nm"]},
                                                {"name": "clock_mhz", "values": [400, 1000]},
                                                {"name": "batch", "values": [1, 4]}, {"name": "pes_x", "values": [1, 2, 4]}],
                                 "require": "pes_x < 4 || clock_mhz < 1000"})
        search = ["search", "--space", "chip.json", "--workload", "tiny.json", "--trials", "20", "--out", "found", "--set", "pes_y=2"]
        self.assertEqual(self.run_apollo(*search).returncode, 0)
        report = self.data("found")
        self.assertEqual(report["notes"], [])
        trials = list(csv.DictReader((self.folder / "found/trials.csv").read_text().splitlines()))
        self.assertEqual(len(trials), 24 - 4)
        for design, trial in zip(rows(report["datasets"]["designs"]), trials):
            expected = 1000 * int(trial["batch"]) / float(trial["latency_ms_tiny"])
            self.assertAlmostEqual(design["throughput_per_s"], expected, delta=1e-5 * expected)
        best = max(trials, key=lambda trial: float(trial["reward"]))
        compared = {row["figure"]: row for row in rows(report["datasets"]["comparison"])}
        self.assertEqual(compared["clock_mhz"]["best"], int(best["clock_mhz"]))
        self.assertAlmostEqual(compared["latency tiny"]["best"], float(best["latency_ms_tiny"]),
                               delta=1e-5 * float(best["latency_ms_tiny"]))
        self.assertAlmostEqual(compared["reward"]["best"], float(best["reward"]), delta=1e-5 * float(best["reward"]))

    def test_provenance_repeats_the_search(self):
        self.search()
        provenance = self.data("found")["provenance"][0]
        self.assertEqual(provenance["command"], "apollo search --space space.json --workload tiny.json --optimizer p3bo "
                                                "--trials 20 --seed 1 --out found")
        arguments = provenance["repeat"].split()
        self.assertEqual(arguments[0], "apollo")
        self.assertEqual(self.run_apollo(*arguments[1:]).returncode, 0)
        self.assertEqual((self.folder / "found_again/trials.csv").read_bytes(),
                         (self.folder / "found/trials.csv").read_bytes())

    def test_the_same_folder_gives_the_same_page(self):
        self.search()
        pages = []
        for name in ("a.html", "b.html"):
            self.assertEqual(self.run_apollo("report", "found", "--out", name).returncode, 0)
            pages.append((self.folder / name).read_bytes())
        self.assertEqual(pages[0], pages[1])

    def test_written_at_the_same_time_ends_as_one_whole_page(self):
        self.search("out")
        self.succeed("report", "out", "--out", "alone.html")
        alone = (self.folder / "alone.html").read_text()
        for _ in range(2):
            runs = [subprocess.Popen([BINARY, "report", "out", "--out", "page.html"], cwd=self.folder, stdout=subprocess.DEVNULL,
                                     stderr=subprocess.PIPE, text=True) for _ in range(4)]
            self.assertEqual([(run.communicate(timeout=120)[1], run.returncode) for run in runs], [("", 0)] * 4)
            self.assertEqual((self.folder / "page.html").read_text(), alone)
            self.assertEqual([path.name for path in self.folder.glob("page.html*")], ["page.html"])

    def test_sweep_and_several_runs(self):
        self.write("sweep.json", SWEEP)
        self.assertEqual(self.run_apollo("sweep", "sweep.json", "--out", "sweep").returncode, 0)
        report = self.data("sweep")
        self.assertEqual(report["strategies"], ["random", "p3bo"])
        self.assertEqual(report["budgets"], ["5 mm²", "6.5 mm²"])
        self.assertEqual(len(rows(report["runs"])), 8)
        self.assertEqual(len(rows(report["datasets"]["finals"])), 8)
        self.assertIn("request.json", report["provenance"][0]["repeat"])
        runs = sorted(str(p.relative_to(self.folder)) for p in (self.folder / "sweep").iterdir() if p.is_dir())
        several = self.data(*runs)
        self.assertEqual(len(rows(several["runs"])), 8)
        self.assertEqual(self.run_apollo("report", *runs).returncode, 0)
        self.assertTrue((self.folder / "report.html").exists())

    def test_damaged_run_of_a_sweep_is_left_out(self):
        self.write("sweep.json", SWEEP)
        self.assertEqual(self.run_apollo("sweep", "sweep.json", "--out", "sweep").returncode, 0)
        run = next(p for p in sorted((self.folder / "sweep").iterdir()) if p.is_dir())
        (run / "trials.sqlite").write_bytes(b"damaged")
        shutil.rmtree(sorted(p for p in (self.folder / "sweep").iterdir() if p.is_dir())[-1])
        result = self.run_apollo("report", "sweep", "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        report = json.loads(result.stdout)
        self.assertEqual(len(rows(report["runs"])), 6)
        self.assertEqual(len(report["notes"]), 2)
        self.assertIn("damaged", report["notes"][0])
        self.assertIn("1 of 8 runs", report["notes"][1])
        printed = self.succeed("report", "sweep")
        for note in report["notes"]:
            self.assertIn(note, printed)

    def test_nothing_feasible_and_one_trial_give_a_page(self):
        self.search("none", "--area", "0.5")
        self.assertEqual(self.run_apollo("report", "none").returncode, 0)
        self.assertIn("no feasible design was found", str(self.data("none")["facts"]))
        result = self.run_apollo("search", "--space", "space.json", "--workload", "tiny.json", "--optimizer", "random",
                             "--trials", "1", "--out", "one")
        self.assertIn(result.returncode, (0, 1))
        self.assertEqual(self.run_apollo("report", "one").returncode, 0)
        self.assertEqual(len(rows(self.data("one")["datasets"]["designs"])), 1)

    def test_network_that_is_gone_or_has_changed_is_a_note(self):
        self.search()
        tiny = json.loads((self.folder / "tiny.json").read_text())
        tiny["layers"][1]["channels"] = 11
        self.write("tiny.json", tiny)
        report = self.data("found")
        self.assertNotIn("layers", report["datasets"])
        self.assertIn("is not the network that was searched for", report["notes"][0])
        os.remove(self.folder / "tiny.json")
        self.assertIn("tiny.json", self.data("found")["notes"][0])

    def test_study_of_another_version_is_a_note(self):
        self.search()
        study = json.loads((self.folder / "found/study.json").read_text())
        self.write("found/study.json", {**study, "objective": "beauty"})
        report = self.data("found")
        self.assertNotIn("layers", report["datasets"])
        self.assertIn('objective is "beauty", which is unknown', report["notes"][0])

    def test_folder_of_any_name(self):
        self.search()
        name = os.fsdecode(b"f\xff <b>")
        (self.folder / "found").rename(self.folder / name)
        result = subprocess.run([BINARY, "report", name], cwd=self.folder, capture_output=True, timeout=300)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue((self.folder / name / "report.html").exists())

    def test_errors_are_one_line(self):
        self.search()
        self.search("other", "--objective", "energy")
        (self.folder / "empty").mkdir()
        shutil.copytree(self.folder / "found", self.folder / "damaged")
        (self.folder / "damaged/trials.sqlite").write_bytes(b"damaged")
        (self.folder / "file").write_text("")
        for arguments, message in (
                (("missing",), "missing: no such folder; must be the folder of a search or a sweep"),
                (("empty",), "empty: holds no study.json and no sweep.json"),
                (("damaged",), "damaged/trials.sqlite: is damaged"),
                (("found", "missing"), "missing: no such folder"),
                (("found", "other"), "cannot be in one report"),
                ((), "DIR"),
                (("found", "--points", "1"), "--points is \"1\""),
                (("found", "--out", "nowhere/page.html"), "--out is \"nowhere/page.html\""),
                (("found", "--figures", "file"), "file"),
                (("found", "--out", "found/trials.sqlite"), "must be a file name that ends in .html"),
                (("found", "--json", "--out", "page.html"), "--json is given; must be without --out"),
                (("found", "--json", "--figures", "figures"), "--json is given; must be without --figures"),
                (("found", "--json", "--theme", "theme.json"), "--json is given; must be without --theme"),
                (("found", "--animation", "found/trials.sqlite"), "must be a file name that ends in .svg"),
                (("found", "--format", "pdf"), "--format is given; must be with --figures"),
                (("found", "--width", "89"), "--width is given; must be with --figures or --animation"),
                (("found", "--figures", "f", "--format", "gif"), "gif"),
                (("found", "--figures", "f", "--width", "0"), "--width"),
                (("found", "--figures", "f", "--width", "40", "--font", "12"), "--width is 40; must be at least"),
        ):
            with self.subTest(arguments=arguments):
                self.reject("report", *arguments, words=[message])

    def test_figures_are_svg_and_specifications(self):
        self.search()
        result = self.run_apollo("report", "found", "--figures", "figures")
        self.assertEqual(result.returncode, 0, result.stderr)
        names = {p.name for p in (self.folder / "figures").iterdir()}
        for chart in ("map", "progress", "finals", "reasons", "members", "frontier", "area_parts", "layers", "roofline"):
            self.assertIn(chart + ".svg", names)
            self.assertIn(chart + ".vl.json", names)
            svg = (self.folder / "figures" / (chart + ".svg")).read_text(encoding="utf-8")
            self.assertRegex(svg, r"^<svg[^>]+width=")
            self.assertGreater(len(re.findall("<path", svg)), 3, chart)
            specification = json.loads((self.folder / "figures" / (chart + ".vl.json")).read_text(encoding="utf-8"))
            self.assertIn("vega-lite", specification["$schema"])
        self.assertTrue((self.folder / "found/report.html").exists())

    def test_theme(self):
        self.search()
        self.write("theme.json", {"light": {"font": "Courier", "axis": {"labelColor": "#123456"}, "range": {"category": ["#ff0000"]}}})
        self.succeed("report", "found", "--theme", "theme.json", "--figures", "figures")
        progress = (self.folder / "figures/progress.svg").read_text(encoding="utf-8")
        self.assertIn('font-family="Courier"', progress)
        self.assertIn('fill="#123456"', progress)  # of the labels at axes
        self.assertIn('fill="#24282e"', progress)  # of their titles: as before
        self.assertIn("#123456", (self.folder / "found/report.html").read_text(encoding="utf-8"))

    def test_wrong_themes_are_an_error_of_one_line(self):
        self.search()
        for theme, message in (
                ({"paper": {}}, "theme.json: paper is unknown; must be one of: light, dark"),
                ({"dark": 1}, "theme.json: dark is 1; must be an object"),
                ([], "theme.json: the theme is []; must be an object"),
                ({"light": {"axis": {"labelColour": "#fff"}}}, "light.axis.labelColour is unknown (did you mean labelColor?)"),
                ({"light": {"axis": {"labelColor": "blue"}}}, 'light.axis.labelColor is "blue"; must be a colour'),
                ({"light": {"axis": {"labelFontSize": "11"}}}, 'light.axis.labelFontSize is "11"; must be a number from 0 to 1000'),
                ({"light": {"axis": {"labelFontSize": -1}}}, "light.axis.labelFontSize is -1; must be a number from 0 to 1000"),
                ({"light": {"range": {"category": []}}}, "light.range.category is []; must be a list of colours"),
                ({"light": {"axisBand": {"ticks": "no"}}}, 'light.axisBand.ticks is "no"; must be true or false'),
                (b"{", "theme.json"),
        ):
            with self.subTest(theme=theme):
                self.write("theme.json", theme)
                self.reject("report", "found", "--theme", "theme.json", words=[message])
        self.reject("report", "found", "--theme", "none.json", words=["none.json"])

    def test_animation_and_figures_of_a_size(self):
        self.search()
        printed = self.succeed("report", "found", "--animation", "search.svg", "--figures", "figures", "--width", "89", "--font", "7")
        self.assertIn("animation: search.svg", printed)
        animation = (self.folder / "search.svg").read_text(encoding="utf-8")
        self.assertRegex(animation, r'^<svg [^>]*width="89mm"')
        self.assertIn("@keyframes", animation)
        self.assertRegex((self.folder / "figures/progress.svg").read_text(encoding="utf-8"), r'^<svg [^>]*width="89mm"')

    def test_other_formats_need_their_programs(self):
        self.search()
        tools = self.folder / "tools"
        tools.mkdir()
        converter = shutil.which("rsvg-convert")
        for name in ("sh", "node"):
            (tools / name).symlink_to(shutil.which(name))
        with unittest.mock.patch.dict(os.environ, {"PATH": str(tools)}):
            self.reject("report", "found", "--figures", "figures", "--format", "pdf", words=["rsvg-convert", "librsvg2-bin"])
            (tools / "rsvg-convert").symlink_to(converter)
            self.reject("report", "found", "--figures", "figures", "--format", "png", words=["pngquant"])

    def test_figures_need_node(self):
        self.search()
        with unittest.mock.patch.dict(os.environ, {"PATH": "/nowhere"}):
            self.reject("report", "found", "--figures", "figures", words=["node"])


if __name__ == "__main__":
    unittest.main()
