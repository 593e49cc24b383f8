"""Every user's error is one line that says where it is and what is allowed; status 2; no file appears."""
import copy
import random
import subprocess
import unittest

from command_line import BINARY, SPACE, TINY, WIDE, CommandLineTest

OUTPUTS = ["--timeline", "t.json", "--listing", "l.txt", "--vcd", "v.vcd"]


class ConfigurationTest(CommandLineTest):
    def reject_configuration(self, content, words):
        self.write("bad.json", content)
        self.reject("evaluate", "bad.json", "--workload", "tiny.json", *OUTPUTS, words=["bad.json", *words])

    def test_unknown_key(self):
        self.reject_configuration({**self.edge, "pes_z": 4}, ["pes_z", "pes_x"])

    def test_wrong_type(self):
        self.reject_configuration({**self.edge, "pes_x": "four"}, ["pes_x", "four", "1 to 64"])
        self.reject_configuration({**self.edge, "pes_x": 4.5}, ["pes_x", "4.5", "1 to 64"])
        self.reject_configuration({**self.edge, "pes_x": None}, ["pes_x", "null", "1 to 64"])

    def test_zero_and_negative_sizes(self):
        for key in self.edge:
            for value in [0, -1]:
                with self.subTest(key=key, value=value):
                    self.reject_configuration({**self.edge, key: value}, [key, str(value), "from "])

    def test_bad_constant(self):
        self.reject_configuration({**self.edge, "constants": {"clock_mhz": 0}}, ["constants.clock_mhz", "0", "1 to"])
        self.reject_configuration({**self.edge, "constants": {"inference_overhead_us": -1}},
                                  ["constants.inference_overhead_us", "-1", "0 to"])
        self.reject_configuration({**self.edge, "constants": {"clok_mhz": 1}}, ["constants.clok_mhz", "clock_mhz"])

    def test_clock_above_the_technologys_maximum(self):
        fast = {**self.edge, "constants": {"clock_mhz": 5000}}
        words = ["constants.clock_mhz", "5000", "at most 1600 at 7nm"]
        self.reject_configuration(fast, words)
        self.reject("explain", "bad.json", "--workload", "tiny.json", words=["bad.json", *words])
        self.reject("evaluate", "edge.json", "--workload", "tiny.json", "--baseline", "bad.json", words=["bad.json", *words])
        self.reject("search", "--space", "space.json", "--workload", "tiny.json", "--trials", "1", "--baseline", "bad.json",
                    words=["bad.json", *words])

    def test_clock_of_a_template_above_the_technologys_maximum(self):
        constants = {c["name"]: c["default"] for c in self.succeed_json("space", "--parameters")["constants"]}
        self.write("fast.json", {"name": "fast", "constants": {**constants, "clock_mhz": 5000}})
        words = ["fast.json: constants.clock_mhz", "5000", "at most 1600 at 7nm"]
        self.reject("evaluate", "edge.json", "--workload", "tiny.json", "--template", "fast.json", words=words)
        self.reject("search", "--space", "space.json", "--workload", "tiny.json", "--trials", "1", "--template", "fast.json",
                    words=words)

    def test_not_an_object(self):
        self.reject_configuration([1, 2], ["object"])

    def test_empty_file(self):
        self.reject_configuration(b"", ["empty", "JSON object"])
        self.reject_configuration(b" \n", ["empty"])

    def test_garbage(self):
        self.reject_configuration(random.Random(1).randbytes(1 << 20), ["JSON"])

    def test_missing_file_and_folder(self):
        self.reject("evaluate", "none.json", "--workload", "tiny.json", words=["none.json", "no such file"])
        self.reject("evaluate", ".", "--workload", "tiny.json", words=["not a regular file"])


class NetworkTest(CommandLineTest):
    def reject_network(self, content, words):
        self.write("bad.json", content)
        self.reject("evaluate", "edge.json", "--workload", "bad.json", *OUTPUTS, words=["bad.json", *words])
        self.reject("explain", "edge.json", "--workload", "bad.json", words=["bad.json", *words])
        self.reject("workloads", "bad.json", words=["bad.json", *words])
        self.reject("search", "--space", "space.json", "--workload", "bad.json", "--trials", "1", words=["bad.json", *words])

    def changed_layer(self, **changes):
        network = copy.deepcopy(TINY)
        network["layers"][0].update(changes)
        return network

    def test_unknown_key(self):
        self.reject_network(self.changed_layer(kernal=[3, 3]), ["kernal", "kernel"])

    def test_wrong_type(self):
        self.reject_network(self.changed_layer(channels="8"), ["channels", '"8"', "integer"])

    def test_zero_and_negative_sizes(self):
        self.reject_network(self.changed_layer(channels=0), ["channels", "0", "1 to"])
        self.reject_network(self.changed_layer(kernel=[3, -3]), ["kernel", "-3", "1 to"])

    def test_shape_mismatch(self):
        network = copy.deepcopy(TINY)
        network["layers"].append({"name": "sum", "type": "add", "inputs": ["image", "conv"]})
        self.reject_network(network, ["sum"])
        self.reject_network(self.changed_layer(groups=2), ["groups", "2"])

    def test_cycle(self):
        network = copy.deepcopy(TINY)
        network["layers"][0]["inputs"] = ["loop"]
        network["layers"].append({"name": "loop", "type": "activation", "inputs": ["conv"], "activation": "relu"})
        self.reject_network(network, ["cycle"])

    def test_an_output_that_is_an_input(self):
        self.reject_network({**TINY, "outputs": ["dense", "image"]}, ["image", "input", "a layer's output"])

    def test_empty_file(self):
        self.reject_network(b"", ["empty"])

    def test_garbage(self):
        self.reject_network(random.Random(2).randbytes(1 << 20), ["JSON"])

    def test_missing_file(self):
        self.reject("evaluate", "edge.json", "--workload", "none.json", words=["none.json", "no such file"])

    def test_unknown_workload_and_suite(self):
        for command in ["evaluate", "explain"]:
            self.reject(command, "edge.json", "--workload", "resnet5", words=["resnet5", "did you mean resnet50?", "unet"])
            self.reject(command, "edge.json", "--suite", "egde", words=["egde", "did you mean edge?"])

    def test_suite_files(self):
        for networks, words in [
                ([], ["networks is []", "a list of 1 to 1000"]),
                (["tiny"], ['networks[0] is "tiny"', "must be one of", "mobilenet_v2"]),
                ([{"network": "unet", "weight": 0}], ["networks[0].weight is 0", "must be a number"]),
                ([{"network": "unet", "weigth": 1}], ["networks[0].weigth", "not a known key"]),
                (["tiny.json", "tiny.json"], ["networks[1]", "again"])]:
            self.write("suite.json", {"name": "mine", "networks": networks})
            self.reject("evaluate", "edge.json", "--suite", "suite.json", words=["suite.json: ", *words])
        self.write("suite.json", {"name": "mine", "networks": ["missing.json"]})
        self.reject("evaluate", "edge.json", "--suite", "suite.json", words=["missing.json", "no such file"])
        self.write("suite.json", {"networks": ["unet"]})
        self.reject("evaluate", "edge.json", "--suite", "suite.json", words=["suite.json: name is missing"])
        self.reject("evaluate", "edge.json", "--suite", "none.json", words=["none.json", "no such file"])

    def test_no_workload(self):
        self.reject("evaluate", "edge.json", words=["--workload", "--suite"])

    def test_a_workload_twice(self):
        self.reject("evaluate", "edge.json", "--workload", "unet", "--workload", "unet", words=["--workload", "unet", "twice"])

    def test_a_search_on_a_network_that_the_baseline_cannot_run(self):
        self.write("wide.json", WIDE)
        self.reject("search", "--space", "space.json", "--workload", "wide.json", "--trials", "1",
                    words=["reward", "the baseline cannot run wide", "--baseline FILE|none"])

    def test_a_baseline_that_is_no_configuration(self):
        self.reject("search", "--space", "space.json", "--workload", "tiny.json", "--trials", "1", "--baseline", "tiny.json",
                    words=["tiny.json", "inputs is not a known key"])
        self.reject("evaluate", "edge.json", "--workload", "tiny.json", "--baseline", "absent.json", words=["absent.json"])
        self.reject("search", "--space", "space.json", "--evaluator", "exec:true", "--trials", "1", "--baseline", "none",
                    words=["--baseline", "--evaluator"])

    def test_two_workloads_of_one_name(self):
        twice = ["--workload", "tiny.json", "--workload", "./tiny.json"]
        self.write("own.json", {**TINY, "name": "rnnt_encoder"})
        as_built_in = ["--suite", "edge", "--workload", "own.json"]
        for command in [["evaluate", "edge.json"], ["explain", "edge.json"], ["search", "--space", "space.json", "--trials", "1"]]:
            self.reject(*command, *twice, words=['"tiny.json"', '"./tiny.json"', '"tiny"', "different"])
            self.reject(*command, *as_built_in, words=['"rnnt_encoder"', '"own.json"', "different"])


class SpaceTest(CommandLineTest):
    def reject_space(self, content, words):
        self.write("bad.json", content)
        self.reject("search", "--space", "bad.json", "--workload", "tiny.json", "--trials", "3", words=["bad.json", *words])

    def test_unknown_parameter(self):
        space = copy.deepcopy(SPACE)
        space["parameters"][0]["name"] = "pes_z"
        self.reject_space(space, ["pes_z", "did you mean pes_x?", "dram_bandwidth_gbps"])

    def test_value_out_of_range(self):
        space = copy.deepcopy(SPACE)
        space["parameters"][0]["values"] = [0, 1]
        self.reject_space(space, ["pes_x", "0", "1 to 64"])

    def test_text_for_a_number(self):
        self.reject_space({"parameters": [{"name": "pes_x", "kind": "categorical", "values": ["a", "b"]}]}, ["pes_x", "integer"])

    def test_empty_and_garbage(self):
        self.reject_space(b"", ["empty"])
        self.reject_space(random.Random(3).randbytes(1 << 20), ["JSON"])

    def test_unknown_space(self):
        self.reject("space", "apolo", words=["apolo", "did you mean apollo?"])
        self.reject("space", "none.json", words=["none.json", "no such file"])


class CommandTest(CommandLineTest):
    def test_unknown_command(self):
        self.reject("serach", words=["serach", "did you mean search?", "evaluate"])
        self.reject(words=["no command", "evaluate"])
        self.reject("\x1b[2J\n", words=["command"])

    def test_unknown_option(self):
        self.reject("evaluate", "edge.json", "--workloda", "unet", words=["--workloda", "did you mean --workload?"])
        self.reject("evaluate", "--jsn", "edge.json", words=["--jsn", "did you mean --json?"])
        self.reject("space", "-x", words=["-x"])

    def test_missing_and_extra_arguments(self):
        self.reject("evaluate", words=["CONFIG"])
        self.reject("evaluate", "edge.json", "more.json", "--workload", "tiny.json", words=["more.json"])
        self.reject("evaluate", "edge.json", "--workload", words=["--workload", "no value"])
        self.reject("evaluate", "edge.json", "--vcd", "--json", words=["--vcd", "no value"])
        self.reject("search", "--workload", "tiny.json", "--trials", "1", words=["--space"])
        self.reject("search", "--space", "space.json", "--workload", "tiny.json", words=["--trials"])

    def test_bad_values(self):
        search = ["search", "--space", "space.json", "--workload", "tiny.json", "--trials"]
        self.reject(*search, "0", words=["--trials", '"0"', "1 to"])
        self.reject(*search, "many", words=["--trials", "many", "1 to"])
        self.reject(*search, "1e3", words=["--trials", "1e3"])
        self.reject(*search, "3", "--seed", "-1", words=["--seed", "-1", "0 to"])
        self.reject(*search, "3", "--area", "0", words=["--area", "above 0"])
        self.reject(*search, "3", "--area", "nan", words=["--area", "nan"])
        self.reject(*search, "3", "--proposals", "0", words=["--proposals"])
        self.reject(*search, "3", "--batch", "0", words=["--batch", '"0"', "1 to"])
        self.reject(*search, "3", "--batch", "1.5", words=["--batch", "1.5"])
        self.reject("evaluate", "edge.json", "--workload", "unet", "--batch", "many", words=["--batch", "many", "1 to"])
        self.reject(*search, "3", "--jobs", "0", words=["--jobs"])
        self.reject(*search, "3", "--optimizer", "randm", words=["--optimizer", "did you mean random?"])
        self.reject(*search, "3", "--option", "a", words=["--option", "KEY=VALUE"])
        self.reject(*search, "3", "--option", "a=1", words=["random"])
        self.reject("evaluate", "edge.json", "--workload", "unet", "--engine", "quick", words=["--engine", "fast, systemc"])
        self.reject("evaluate", "edge.json", "--workload", "unet", "--technology", "8nm", words=["8nm", "7nm"])
        self.reject("evaluate", "edge.json", "--workload", "unet", "--template", "permisive", words=["permisive", "permissive"])
        self.reject("explain", "edge.json", "--workload", "unet", "--template", "edge.json", words=["edge.json", "name"])
        self.reject("verify", "--samples", "1", "--template", "no/such.json", words=["no/such.json"])
        self.reject(*search, "3", "--template", "space.json", words=["space.json"])
        self.reject("optimizers", "randm", words=["randm", "did you mean random?"])

    def test_options_that_exclude_each_other(self):
        self.reject("evaluate", "edge.json", "--workload", "tiny.json", "--engine", "fast", "--functional",
                    words=["--engine", "systemc"])
        self.reject("evaluate", "edge.json", "--suite", "edge", "--vcd", "v.vcd", words=["--vcd", "one workload"])

    def test_output_that_cannot_be_written(self):
        for option in ["--vcd", "--timeline", "--listing"]:
            evaluate = ["evaluate", "edge.json", "--workload", "tiny.json", option]
            self.reject(*evaluate, "nowhere/file", words=[option, "nowhere/file", "folder that exists"])
            self.reject(*evaluate, ".", words=[option, "a file"])

    def test_a_results_folder_that_cannot_be(self):
        search = ["search", "--space", "space.json", "--workload", "tiny.json", "--trials", "3", "--out"]
        self.reject(*search, "edge.json", words=["edge.json", "folder"])
        self.reject(*search, "edge.json/deeper", words=["edge.json/deeper", "folder"])

    def test_a_full_standard_output(self):
        with open("/dev/full", "w") as full:
            result = subprocess.run([BINARY, "space"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
        self.assertEqual(result.returncode, 2)
        self.assertEqual(result.stderr, "apollo: standard output: cannot be written\n")


if __name__ == "__main__":
    unittest.main()
