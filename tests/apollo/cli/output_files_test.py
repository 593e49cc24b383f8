"""The files that apollo evaluate writes on request."""
import collections
import json
import re
import unittest

from command_line import CommandLineTest

EVALUATE = ["evaluate", "edge.json", "--workload", "tiny.json"]
UNITS = ["activation_bus", "array", "dma", "output_bus", "parameter_bus"]
MHZ = 800


def read_vcd(text):
    """{signal with its modules: [(time, value), ...]} and the length of a time step in ns."""
    head, body = re.split(r"\$enddefinitions\s+\$end", text)
    words, modules, names, changes = iter(head.split()), [], {}, {}
    for word in words:
        if word == "$scope":
            modules.append([next(words), next(words)][1])
        elif word == "$upscope":
            modules.pop()
        elif word == "$timescale":
            step = int(next(words)) * {"ps": 1e-3, "ns": 1}[next(words)]
        elif word == "$var":
            symbol, name = [next(words) for _ in range(4)][2:]
            names[symbol] = ".".join([*modules, name])
            changes[names[symbol]] = []
    time = 0
    for line in body.splitlines():
        if line.startswith("#"):
            time = int(line[1:])
        elif line[:1] in ("b", "s"):
            value, symbol = line[1:].split()
            changes[names[symbol]].append((time, value))
        elif line[:1] in ("0", "1") and line[1:] in names:
            changes[names[line[1:]]].append((time, line[0]))
    return changes, step


class OutputFilesTest(CommandLineTest):
    def test_timeline_has_a_named_track_per_unit_and_no_overlap_on_it(self):
        self.succeed(*EVALUATE, "--timeline", "t.json")
        events = json.loads((self.folder / "t.json").read_text())["traceEvents"]
        names = {e["tid"]: e["args"]["name"] for e in events if e["name"] == "thread_name"}
        self.assertEqual(sorted(names.values()), sorted([*UNITS, "layers"]))
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

    def test_timeline_has_the_layers_one_after_the_other(self):
        workload = self.succeed_json(*EVALUATE, "--timeline", "t.json")["workloads"][0]
        events = json.loads((self.folder / "t.json").read_text())["traceEvents"]
        layers = [e for e in events if e.get("cat") == "layer"]
        self.assertEqual([(e["name"], e["args"]["cycles"]) for e in layers], [(l["name"], l["cycles"]) for l in workload["layers"]])
        self.assertEqual([e["args"]["bound_by"] for e in layers], [l["bound_by"] for l in workload["layers"]])
        time = 0
        for event in layers:
            self.assertAlmostEqual(event["ts"], time)
            time = event["ts"] + event["dur"]
        self.assertAlmostEqual(time, workload["cycles"] / MHZ)

    def test_an_arrow_begins_and_ends_in_the_slices_that_it_joins(self):
        self.succeed("evaluate", "edge.json", "--workload", "rnnt_decoder", "--workload", "tiny.json", "--timeline", "t.json")
        events = json.loads((self.folder / "t.json").read_text())["traceEvents"]
        slices = {(e["pid"], e["args"]["instruction"]): e for e in events if e["ph"] == "X" and "instruction" in e["args"]}
        arrows = collections.defaultdict(list)
        for event in events:
            if event["ph"] in "stf":
                arrows[event["id"]].append(event)
        loads = [key for key, e in slices.items() if e["cat"] in ("load_parameters", "load_activations", "collect_parameters")]
        self.assertEqual(len(arrows), len(loads))
        self.assertGreater(len({e["pid"] for e in events if e["ph"] == "s"}), 1)
        for arrow in arrows.values():
            self.assertEqual([e["ph"] for e in arrow], ["s", "t", "f"])
            joined = [slices[e["pid"], e["args"]["instruction"]] for e in arrow]
            for end, part in zip(arrow, joined):
                self.assertEqual((end["pid"], end["tid"]), (part["pid"], part["tid"]))
                self.assertTrue(part["ts"] <= end["ts"] <= part["ts"] + part["dur"])
            self.assertIn((arrow[0]["pid"], arrow[0]["args"]["instruction"]), loads)
            self.assertEqual(joined[2]["cat"], "compute")
            self.assertEqual(arrow[2]["bp"], "e")

    def test_listing_has_loops_placement_and_instructions(self):
        self.succeed(*EVALUATE, "--listing", "l.txt")
        text = (self.folder / "l.txt").read_text()
        for part in ["op 0 conv: mac", "parallel y in 4 PE rows", "weights: ", "load_activations", "multicast_activations", "waits for"]:
            self.assertIn(part, text)

    def test_vcd_is_written_by_systemc(self):
        self.succeed(*EVALUATE, "--vcd", "v.vcd")
        self.assertIn("$enddefinitions", (self.folder / "v.vcd").read_text())
        self.assertEqual(self.files(), ["edge.json", "space.json", "tiny.json", "v.vcd"])

    def test_vcd_says_in_ns_and_words_what_the_units_do(self):
        units = self.succeed_json(*EVALUATE, "--vcd", "v.vcd")["workloads"][0]["units"]
        changes, step = read_vcd((self.folder / "v.vcd").read_text())
        self.assertEqual([value for _, value in changes["SystemC.chip.phase"]][-1], "inference")
        for unit in UNITS:
            activity = changes[f"SystemC.chip.{unit}.activity"]
            self.assertLessEqual({value for _, value in activity}, {"idle", "stalled", "busy"})
            self.assertLessEqual({value for _, value in changes[f"SystemC.chip.{unit}.layer"]}, {"-", "conv", "dense"})
        array = changes["SystemC.chip.array.activity"]
        busy = sum(after[0] - before[0] for before, after in zip(array, array[1:]) if before[1] == "busy") * step
        self.assertAlmostEqual(busy, units["array"]["busy"] / MHZ * 1e3, delta=0.01)
        layers = [value for _, value in changes["SystemC.chip.array.layer"] if value != "-"]
        self.assertEqual(list(dict.fromkeys(layers)), ["conv", "dense"])

    def test_vcd_marks_the_preload(self):
        cycles = self.succeed_json(*EVALUATE, "--functional", "--vcd", "v.vcd")["workloads"][0]["cycles"]
        changes, step = read_vcd((self.folder / "v.vcd").read_text())
        phases = {value: time for time, value in changes["SystemC.chip.phase"]}
        self.assertEqual(list(phases)[-2:], ["preload", "inference"])
        begin = phases["inference"] * step
        self.assertGreater(begin, 0)
        last = max(time for signal in changes.values() for time, _ in signal) * step
        self.assertAlmostEqual(last - begin, cycles / MHZ * 1e3, delta=2 * 1e3 / MHZ)
        preload = [v for t, v in changes["SystemC.chip.array.activity"] if phases["preload"] <= t < phases["inference"]]
        self.assertNotIn("busy", preload)

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
