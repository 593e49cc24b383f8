"""What a person sees: lines that fit 80 columns, help, colours, and how much is said on the standard error."""
import re
import unittest

from command_line import SOURCE, CommandLineTest

COLUMNS = 80
SEARCH = ["search", "--space", "space.json", "--workload", "tiny.json", "--trials", "12", "--out"]
# Every command with a table or a text, on the baseline.
SHOWN = [
    ["evaluate", "edge.json", "--workload", "mobilenet_v2"],
    ["evaluate", "edge.json", "--workload", "mobilenet_v2", "--per-layer"],
    ["evaluate", "edge.json", "--suite", "edge"],
    ["evaluate", "edge.json", "macs_256.json", "--suite", "edge"],
    ["explain", "edge.json", "--workload", "mobilenet_v2"],
    ["explain", "edge.json", "--workload", "rnnt_encoder", "--sensitivity"],
    ["verify", "--samples", "3"],
    ["space"],
    ["space", "apollo"],
    ["space", "--parameters"],
    ["workloads"],
    ["workloads", "mobilenet_v2"],
    ["workloads", "bert_tiny"],
    ["optimizers"],
]


class TerminalTest(CommandLineTest):
    def commands(self):
        return re.findall(r"(?m)^  ([a-z]\w*)  ", self.succeed("help"))

    def test_every_help_and_every_table_fits_80_columns(self):
        self.write("macs_256.json", (SOURCE / "configs/baselines/macs_256.json").read_bytes())
        self.write("runs.json", {"space": "space.json", "workloads": ["tiny.json"], "optimizers": ["random", "p3bo"], "seeds": 2,
                                  "trials": 8, "constraints": {"area_mm2": [6.5]}})
        optimizers = [["optimizers", o["name"]] for o in self.succeed_json("optimizers")]
        helps = [["help"], *(["help", command] for command in self.commands())]
        studies = [[*SEARCH, "found"], ["study", "found"], ["study", "found", "--top", "9"], ["study", "found", "--trial", "0"],
                   ["search", "--space", "chip", "--workload", "tiny.json", "--optimizer", "random", "--trials", "3", "--out", "chips"],
                   ["study", "chips", "--trial", "1"],
                   ["report", "found"], ["sweep", "runs.json", "--out", "swept"]]
        for arguments in [*helps, *SHOWN, *optimizers, *studies]:
            with self.subTest(arguments=arguments):
                result = self.run_apollo(*arguments, columns=COLUMNS)
                self.assertIn(result.returncode, (0, 1), result.stderr)
                self.assertGreater(len(result.stdout), 40)
                words = result.stdout.split()
                self.assertLess(max(map(len, words)), COLUMNS)
                self.assertLessEqual(max(map(len, result.stdout.splitlines())), COLUMNS)
                # The same words, none of them broken: a table that is split has its first column again.
                wide = self.run_apollo(*arguments, columns=1000)
                if arguments[0] not in ("search", "report", "sweep"):
                    self.assertLessEqual(set(wide.stdout.split()), set(words))

    def test_wider_terminals_have_wider_lines(self):
        narrow, wide = (self.run_apollo("explain", "edge.json", "--workload", "mobilenet_v2", columns=columns).stdout.splitlines()
                        for columns in (80, 140))
        self.assertGreater(len(narrow), len(wide))
        self.assertGreater(max(map(len, wide)), 120)
        self.assertLessEqual(max(map(len, wide)), 140)
        _, shown = self.run_on_terminal("evaluate", "edge.json", "--workload", "mobilenet_v2", columns=100)
        widest = max(len(re.sub(r"\x1b\[\d*m", "", line)) for line in shown.decode().splitlines())
        self.assertTrue(80 < widest <= 100, widest)

    def test_a_file_has_80_columns_and_a_senseless_number_of_columns_is_none(self):
        for columns in ["", "0", "-3", "many"]:
            lines = self.run_apollo("evaluate", "edge.json", "--workload", "mobilenet_v2", columns=columns).stdout.splitlines()
            self.assertLessEqual(max(map(len, lines)), 80, columns)
        self.assertIn("pe_memories", self.run_apollo("evaluate", "edge.json", "--workload", "tiny.json", columns="1").stdout)

    def test_help_of_a_command(self):
        for command in self.commands():
            self.assertEqual(self.succeed("help", command), self.succeed(command, "--help"))
        self.assertEqual(self.succeed("help"), self.succeed("--help"))
        self.reject("help", "serach", words=["serach", "did you mean search?"])
        self.reject("help", "search", "sweep", words=["help", "COMMAND"])

    def test_the_version(self):
        self.assertRegex(self.succeed("-V"), r"^apollo \d+\.\d+\.\d+\n$")
        self.assertEqual(self.succeed("-V"), self.succeed("--version"))

    def test_how_much_is_said(self):
        def said(*options):
            result = self.run_apollo(*SEARCH, f"out{len(self.files())}", *options)
            self.assertEqual(result.returncode, 0, result.stderr)
            return result.stderr.splitlines()

        self.assertEqual(said("--quiet"), [])
        self.assertEqual(said("--log-level", "error"), [])
        self.assertEqual(said("--log-level", "warning"), [])
        self.assertEqual(len(said()), 1)
        trials = [line for line in said("--log-level", "debug") if re.search(r"^\S+ trial \d+: (reward \S+, \S+ mm2|infeasible: \w+)$", line)]
        self.assertEqual(len(trials), 12)
        self.reject(*SEARCH, "out", "--log-level", "loud", words=["--log-level", "loud", "debug, info, warning, error"])
        self.reject(*SEARCH, "out", "--quiet", "--log-level", "info", words=["--quiet", "--log-level"])

    def test_quiet_is_quiet_on_a_terminal_and_errors_are_not(self):
        status, shown = self.run_on_terminal(*SEARCH, "out", "--quiet")
        self.assertEqual(status, 0)
        self.assertNotIn(b"\r12/12", shown)
        self.assertIn(b"best design", shown)
        self.reject("evaluate", "none.json", "--workload", "tiny.json", "--quiet", words=["none.json"])

    def test_colours_are_for_terminals_that_want_them(self):
        evaluate = ["evaluate", "edge.json", "--workload", "tiny.json"]
        self.assertIn(b"\x1b[32mfeasible\x1b[0m", self.run_on_terminal(*evaluate)[1])
        self.assertIn(b"\x1b[31mapollo:\x1b[0m ", self.run_on_terminal("evaluate", "none.json", "--workload", "tiny.json")[1])
        for without in [{"NO_COLOR": "1"}, {"TERM": "dumb"}]:
            self.assertNotIn(b"\x1b[", self.run_on_terminal(*evaluate, **without)[1])
        self.assertIn(b"\x1b[", self.run_on_terminal(*evaluate, NO_COLOR="")[1])
        self.assertNotIn("\x1b[", self.succeed(*evaluate))

    def test_an_option_is_named_as_it_was_given(self):
        for option, value, word in [("--technology", "8nm", "28nm"), ("--template", "permisive", "permissive"),
                                    ("--suite", "egde", "edge"), ("--baseline", "edge", "none"), ("--workload", "unett", "unet")]:
            line = self.reject("evaluate", "edge.json", option, value, *([] if option == "--workload" else ["--workload", "tiny.json"]),
                               words=[word])
            self.assertTrue(line.startswith(f'apollo: {option} is "{value}"'), line)
        self.assertTrue(self.reject("space", "apolo", words=["apollo"]).startswith('apollo: space is "apolo"'))


if __name__ == "__main__":
    unittest.main()
