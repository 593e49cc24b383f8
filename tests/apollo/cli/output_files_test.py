"""The files that apollo evaluate writes on request."""
import collections
import json
import unittest

from command_line import CommandLineTest

EVALUATE = ["evaluate", "edge.json", "--workload", "tiny.json"]


class OutputFilesTest(CommandLineTest):
    def test_timeline_has_a_named_track_per_unit_and_no_overlap_on_it(self):
        self.succeed(*EVALUATE, "--timeline", "t.json")
        events = json.loads((self.folder / "t.json").read_text())["traceEvents"]
        names = {e["tid"]: e["args"]["name"] for e in events if e["name"] == "thread_name"}
        self.assertEqual(sorted(names.values()), ["activation_bus", "array", "dma", "output_bus", "parameter_bus"])
        self.assertIn("tiny", [e["args"]["name"] for e in events if e["name"] == "process_name"])
        tracks = collections.defaultdict(list)
        for event in events:
            if event["ph"] == "X":
                tracks[event["tid"]].append((event["ts"], event["ts"] + event["dur"]))
        for track in tracks.values():
            for before, after in zip(track, track[1:]):
                self.assertLessEqual(before[1], after[0] + 1e-9)

    def test_timeline_lasts_as_long_as_the_units_are_busy(self):
        units = self.succeed_json(*EVALUATE, "--timeline", "t.json")["workloads"][0]["units"]
        events = json.loads((self.folder / "t.json").read_text())["traceEvents"]
        names = {e["tid"]: e["args"]["name"] for e in events if e["name"] == "thread_name"}
        busy = collections.Counter()
        for event in events:
            if event["ph"] == "X":
                busy[names[event["tid"]]] += round(event["dur"] * 800)  # 800 cycles per microsecond
        for unit, counters in units.items():
            self.assertEqual(busy[unit], counters["busy"], unit)

    def test_listing_has_loops_placement_and_instructions(self):
        self.succeed(*EVALUATE, "--listing", "l.txt")
        text = (self.folder / "l.txt").read_text()
        for part in ["op 0 conv: mac", "parallel y in 4 PE rows", "weights: ", "load_activations", "multicast_activations", "waits for"]:
            self.assertIn(part, text)

    def test_vcd_is_written_by_systemc(self):
        self.succeed(*EVALUATE, "--vcd", "v.vcd")
        self.assertIn("$enddefinitions", (self.folder / "v.vcd").read_text())
        self.assertEqual(self.files(), ["edge.json", "space.json", "tiny.json", "v.vcd"])

    def test_an_infeasible_design_leaves_no_files(self):
        before = self.files()
        result = self.run_apollo(*EVALUATE, "--area", "1", "--vcd", "v.vcd", "--timeline", "t.json", "--listing", "l.txt")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(self.files(), before)

    def test_an_old_file_stays_when_the_run_fails(self):
        self.write("l.txt", b"old")
        self.run_apollo("evaluate", "none.json", "--workload", "tiny.json", "--listing", "l.txt")
        self.assertEqual((self.folder / "l.txt").read_bytes(), b"old")


if __name__ == "__main__":
    unittest.main()
