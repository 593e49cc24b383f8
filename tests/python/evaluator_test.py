"""apollo.Evaluator and apollo.Evaluation: what `apollo evaluate` says, on one thread and several."""
import faulthandler
import json
import signal
import threading

import pytest

import apollo
from conftest import SOURCE

DESIGN = {"pes_x": 2, "pes_y": 1, "compute_lanes": 32}


def test_an_evaluation_is_what_the_program_prints(program, tmp_path, network):
    (tmp_path / "design.json").write_text(json.dumps(DESIGN))
    options = ["--workload", network, "--area", 20, "--technology", "16nm", "--batch", 2, "--set", "clock_mhz=700", "--objective", "latency"]
    printed = json.loads(program("evaluate", tmp_path / "design.json", *options, "--json"))
    evaluator = apollo.Evaluator(workloads=[network], area_mm2=20, technology="16nm", batch=2, set={"clock_mhz": 700}, objective="latency")
    for given in (DESIGN, tmp_path / "design.json", str(tmp_path / "design.json")):
        evaluation = evaluator.evaluate(given, layers=True)
        assert evaluation.to_dict() == printed
    assert (evaluation.feasible, evaluation.reward, evaluation.area_mm2) == (True, printed["reward"], printed["area_mm2"])
    assert evaluation.workloads == printed["workloads"] and evaluation.infeasible is None
    assert evaluation.reward_unit == "x baseline" == evaluator.reward_unit
    assert evaluation.configuration["batch"] == 2 and evaluation.configuration["constants"]["clock_mhz"] == 700


def test_the_baseline_scores_one(evaluator):
    assert evaluator.evaluate({}).reward == pytest.approx(1)
    assert evaluator.evaluate(evaluator.baseline).reward == pytest.approx(1)
    edge = json.loads((SOURCE / "configs/baselines/edge.json").read_text())
    assert edge.items() <= evaluator.baseline.items()


def test_without_a_baseline_rewards_have_the_unit_of_the_objective(network):
    evaluation = apollo.Evaluator(network, baseline="none", objective="throughput").evaluate(DESIGN)
    assert evaluation.reward == pytest.approx(evaluation.workloads[0]["throughput_per_s"])
    assert "x baseline" != evaluation.reward_unit


def test_several_objectives_have_a_reward_each(network):
    evaluation = apollo.Evaluator(network, objective=["latency", "area"]).evaluate(DESIGN)
    assert list(evaluation.rewards) == ["latency", "area"]
    assert evaluation.reward == pytest.approx((evaluation.rewards["latency"] * evaluation.rewards["area"]) ** 0.5)


def test_an_infeasible_design_is_a_result(network):
    evaluation = apollo.Evaluator(network, area_mm2=0.5).evaluate({})
    assert not evaluation.feasible and evaluation.reward == 0 and evaluation.workloads == []
    assert evaluation.infeasible["reason"] == "area" and evaluation.infeasible["available"] == 0.5
    assert evaluation.infeasible["needed"] == evaluation.area_mm2 > 0.5
    assert "area" in repr(evaluation)


def test_threads_change_no_result(evaluator):
    designs = [{"pes_x": x, "pes_y": y} for x in (1, 2, 4) for y in (1, 2, 4)]
    alone = [evaluator.evaluate(design).to_dict() for design in designs]
    for count in (1, 2, 4):
        assert [e.to_dict() for e in evaluator.evaluate_many(iter(designs), threads=count)] == alone
    found = {}
    workers = [threading.Thread(target=lambda i=i: found.update({i: evaluator.evaluate(designs[i]).to_dict()})) for i in range(len(designs))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [found[i] for i in range(len(designs))] == alone
    assert evaluator.evaluate_many([]) == []


def test_a_suite_and_a_model_are_scored(program):
    suite = apollo.suite_names()[0]
    assert len(apollo.Evaluator(suite=suite).networks) > 1
    model = SOURCE / "examples/doorbell.onnx"
    network = apollo.import_onnx(model)
    printed = program("import", model)
    assert f"{network.layers} layers, {network.macs} MACs, {network.parameters} parameters" in " ".join(printed.split())
    assert apollo.Evaluator(network).evaluate({}).to_dict() == apollo.Evaluator(model).evaluate({}).to_dict()


def test_an_imported_network_is_saved_for_studies(tmp_path):
    network = apollo.import_onnx(SOURCE / "examples/doorbell.onnx", name="bell")
    network.save(tmp_path / "bell.json")
    assert apollo.Evaluator(tmp_path / "bell.json").evaluate({}).to_dict() == apollo.Evaluator(network).evaluate({}).to_dict()
    with pytest.raises(apollo.ConfigError, match="ends in .json"):
        network.save(tmp_path / "bell.onnx")


def test_ctrl_c_ends_an_evaluation_of_many_early():
    """To the end it would take the better part of an hour: the watchdog ends the tests before."""
    evaluator = apollo.Evaluator(suite="all")

    def designs():
        for i in range(10000):
            yield {"pes_x": 1 + i % 8, "core_memory_bytes": 4096 * (1 + i)}
        timer.start()  # all designs are read, so that they are evaluated when it fires
    timer = threading.Timer(0.3, signal.raise_signal, [signal.SIGINT])
    faulthandler.dump_traceback_later(300, exit=True)
    try:
        with pytest.raises(KeyboardInterrupt):
            evaluator.evaluate_many(designs(), threads=2)
    finally:
        faulthandler.cancel_dump_traceback_later()


def test_notebooks_show_a_design(evaluator, network):
    page = evaluator.evaluate(DESIGN)._repr_html_()
    assert "<table>" in page and "tiny" in page and "compute_lanes" in page
    refused = apollo.Evaluator(network, area_mm2=0.5).evaluate({})._repr_html_()
    assert "infeasible: area" in refused and "mm² needed, 0.5 mm² available" in refused
    small = evaluator.evaluate({"pe_memory_bytes": 1024})._repr_html_()
    assert "infeasible: pe_memory" in small and "bytes needed, 1024 bytes available" in small
    both = apollo.Evaluator(network, objective=["latency", "area"]).evaluate({})._repr_html_()
    assert "reward 1 x baseline (latency 1, area 1)" in both


@pytest.mark.parametrize("arguments, said", [
    (dict(), "there is no network"), (dict(workloads="mobilnet_v2"), "did you mean mobilenet_v2"), (dict(workloads=[5]), "holds 5"),
    (dict(workloads="tiny", suite="nowhere"), "nowhere"), (dict(workloads="/nowhere.onnx"), "/nowhere.onnx"),
    (dict(workloads="mobilenet_v2", technology="3nm"), "3nm"), (dict(workloads="mobilenet_v2", area_mm2=-1), "area_mm2 is -1"),
    (dict(workloads="mobilenet_v2", objective="speed"), "speed"), (dict(workloads="mobilenet_v2", batch=0), "batch is 0"),
    (dict(workloads="mobilenet_v2", set={"pes": 1}), "pes"), (dict(workloads="mobilenet_v2", baseline="/no.json"), "/no.json"),
    (dict(workloads="mobilenet_v2", batch=True), "batch is true"), (dict(workloads="mobilenet_v2", aggregate="best"), "best")])
def test_a_wrong_evaluator_is_an_error_of_one_line(arguments, said):
    with pytest.raises(apollo.ConfigError) as raised:
        apollo.Evaluator(**arguments)
    assert said in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.parametrize("configuration, said", [
    ({"pes_x": 0}, "pes_x is 0; must be an integer from 1"), ({"pe_x": 1}, "pe_x"), ("/nowhere.json", "/nowhere.json"), (5, "must be a dict"),
    ({"clock_mhz": 1e9}, "clock_mhz"), ({"pes_x": None}, "pes_x"), ({"pes_x": 2 ** 80}, "64 bits"), ({"pes_x": float("nan")}, "pes_x")])
def test_a_wrong_configuration_is_an_error_that_says_which(evaluator, configuration, said):
    with pytest.raises(apollo.ConfigError) as raised:
        evaluator.evaluate_many([{}, configuration])
    assert said in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.parametrize("threads", [-1, 0, 2000])
def test_a_wrong_number_of_threads_is_an_error(evaluator, threads):
    with pytest.raises(apollo.ConfigError, match="threads is"):
        evaluator.evaluate_many([{}], threads=threads)
