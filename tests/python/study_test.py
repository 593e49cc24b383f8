"""apollo.Study: the same trials as `apollo search`, whoever goes on, and tables of them."""
import csv
import json
import os
import signal
import subprocess
import sys
import threading

import numpy
import pandas
import pytest

import apollo
from conftest import SMALL, SOURCE

PROGRAM = f"exec:{sys.executable} {SOURCE}/examples/external_simulator.py"
SYSTOLIC = SOURCE / "examples/systolic_space.json"


def study(folder, network, **more):
    return apollo.Study(folder, **{**dict(space=SMALL, workloads=network, trials=20, optimizer="evolutionary", seed=5), **more})


@pytest.mark.parametrize("threads", [1, 3])
def test_trials_are_those_of_the_program(program, tmp_path, network, threads):
    (tmp_path / "space.json").write_text(json.dumps(SMALL))
    program("search", "--space", "space.json", "--workload", network, "--trials", 20, "--optimizer", "evolutionary", "--seed", 5, "--area", 4,
            "--out", "by_program")
    made = study(tmp_path / "by_python", network, area_mm2=4).run(threads)
    assert (tmp_path / "by_python/trials.csv").read_bytes() == (tmp_path / "by_program/trials.csv").read_bytes()
    assert made.best["configuration"] == json.loads((tmp_path / "by_program/best.json").read_text())
    with open(tmp_path / "by_python/trials.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    trials = made.trials
    assert list(trials.dtype.names) == list(rows[0]) and len(trials) == len(rows) == 20
    for row, trial in zip(rows, trials):
        for name, written in row.items():
            value = trial[name]
            if isinstance(value, numpy.floating):
                assert numpy.isnan(value) if written == "" else value == float(written)
            else:
                assert str(value).lower() == written.lower(), name
    assert trials["pes_x"].dtype == numpy.int64 and trials["feasible"].dtype == bool


def test_a_lag_is_that_of_the_program(program, tmp_path, network):
    (tmp_path / "space.json").write_text(json.dumps(SMALL))
    program("search", "--space", "space.json", "--workload", network, "--trials", 20, "--optimizer", "evolutionary", "--option", "population=4",
            "--seed", 5, "--proposals", 4, "--lag", 2, "--out", "by_program")
    for lag in (2, 0):
        study(tmp_path / f"lag_{lag}", network, options={"population": 4}, proposals=4, lag=lag).run(2)
    trials = [(tmp_path / folder / "trials.csv").read_bytes() for folder in ("by_program", "lag_2", "lag_0")]
    assert trials[0] == trials[1] != trials[2]


def test_a_data_frame_has_the_same_columns(tmp_path, network):
    made = study(tmp_path / "study", network).run()
    frame = made.dataframe()
    assert isinstance(frame, pandas.DataFrame) and list(frame.columns) == list(made.trials.dtype.names)
    assert frame["reward"].max() == made.best["reward"] and frame["reward"].idxmax() == made.best["trial"]


def test_each_goes_on_with_what_the_other_began(program, tmp_path, network):
    study(tmp_path / "a", network, trials=8).run()
    program("search", "--resume", "--out", "a", "--trials", 20)
    study(tmp_path / "b", network).run()
    assert (tmp_path / "a/trials.csv").read_bytes() == (tmp_path / "b/trials.csv").read_bytes()
    opened = apollo.Study.open(tmp_path / "a")
    assert opened.spec == apollo.Study.open(tmp_path / "b").spec
    assert len(opened.run(trials=25).trials) == 25 == opened.spec["trials"]
    for wrong, said in ((dict(trials=0), "trials is 0; must be"), (dict(trials=24), "must not become fewer"), (dict(threads=0), "threads is 0; must be")):
        with pytest.raises(apollo.ConfigError, match=said):
            apollo.Study.open(tmp_path / "a").run(**wrong)


def test_a_script_that_is_run_again_goes_on(tmp_path, network):
    study(tmp_path / "study", network, trials=8).run()
    with pytest.raises(apollo.ConfigError, match="holds a study already"):
        study(tmp_path / "study", network)
    with pytest.raises(apollo.ConfigError, match="seed is 5 in the study and 6 now"):
        study(tmp_path / "study", network, seed=6, resume=True).run()
    assert len(study(tmp_path / "study", network, resume=True).run().trials) == 20


def test_progress_is_told_of_each_trial_and_may_end_the_run(tmp_path, network):
    states = []
    study(tmp_path / "all", network).run(2, progress=states.append)
    assert [state["finished"] for state in states] == list(range(1, 21)) and states[0]["total"] == 20
    assert states[-1]["best_reward"] == apollo.Study.open(tmp_path / "all").best["reward"]

    def stop(state):
        if state["finished"] == 3:
            raise RuntimeError("enough")
    made = study(tmp_path / "stopped", network)
    with pytest.raises(RuntimeError, match="enough"):
        made.run(1, progress=stop)
    assert 3 <= len(made.trials) < 20
    assert (tmp_path / "all/trials.csv").read_text() == (made.run(), (tmp_path / "stopped/trials.csv").read_text())[1]


def test_ctrl_c_and_sigkill_lose_nothing(tmp_path, network):
    script = (f"import apollo, os, signal\nstudy = apollo.Study({str(tmp_path / 'killed')!r}, space={SMALL!r}, workloads={str(network)!r}, trials=20,"
              " optimizer='evolutionary', seed=5)\n"
              "study.run(1, progress=lambda state: state['finished'] == 7 and os.kill(os.getpid(), signal.SIGKILL))")
    assert subprocess.run([sys.executable, "-c", script], env=os.environ).returncode == -signal.SIGKILL
    made = study(tmp_path / "killed", network, resume=True)
    assert len(made.trials) >= 7
    timer = threading.Timer(0.2, signal.raise_signal, [signal.SIGINT])
    slow = apollo.Study(tmp_path / "interrupted", space=SYSTOLIC, evaluator="exec:sleep 5", trials=9, on_failure="infeasible")
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        slow.run(1)
    assert len(slow.trials) < 9  # it has not waited for the others
    study(tmp_path / "whole", network).run()
    made.run()
    assert (tmp_path / "killed/trials.csv").read_bytes() == (tmp_path / "whole/trials.csv").read_bytes()


def test_a_program_of_the_user_scores_points(tmp_path):
    made = apollo.Study(tmp_path / "systolic", space=SYSTOLIC, evaluator=PROGRAM, trials=30, optimizer="evolutionary").run()
    trials = made.trials
    assert len(trials) == 30 and set(trials["reason"]) <= {"", "buffer"} and trials["dataflow"].dtype.kind == "U"
    assert numpy.isnan(trials["cycles"][~trials["feasible"]]).all() and (trials["cycles"][trials["feasible"]] > 0).all()


def test_a_program_that_fails_pauses_the_study(tmp_path):
    made = apollo.Study(tmp_path / "failing", space=SYSTOLIC, evaluator=PROGRAM.replace("external_simulator", "nowhere"), trials=5, on_failure="stop")
    with pytest.raises(apollo.Error) as raised:
        made.run()
    assert "\n" not in str(raised.value)


def test_a_study_is_run_once_at_a_time(tmp_path, network):
    made = study(tmp_path / "study", network)
    other = study(tmp_path / "study", network, resume=True)

    def again(_):
        with pytest.raises(apollo.ConfigError, match="by this process already"):
            other.run()
    made.run(1, progress=again)


def test_several_objectives_have_a_hypervolume(tmp_path, network):
    made = study(tmp_path / "front", network, objective=["latency", "area"]).run()
    volume = made.trials["hypervolume"]
    assert (numpy.diff(volume) >= 0).all() and volume[-1] > 0 and "reward_latency" in made.trials.dtype.names


def test_a_report_is_the_page_of_the_program(program, tmp_path, network):
    made = study(tmp_path / "study", network).run()
    page = apollo.report(made)
    assert page == str(tmp_path / "study/report.html")
    program("report", "study", "--out", "by_program.html")
    assert os.path.getsize(page) > 0.9 * os.path.getsize(tmp_path / "by_program.html")
    assert apollo.report([made.folder], out=tmp_path / "other.html") == str(tmp_path / "other.html")
    with pytest.raises(apollo.ConfigError, match="ends in .html"):
        apollo.report(made, out=tmp_path / "study/study.json")
    with pytest.raises(apollo.ConfigError, match="nowhere"):
        apollo.report("nowhere")


def test_notebooks_show_a_study(tmp_path, network):
    made = study(tmp_path / "<study>", network)
    assert "0 of 20" in made._repr_html_() and made.best is None and repr(made).endswith("0 of 20 trials>")
    page = made.run()._repr_html_()
    assert "20 of 20" in page and "&lt;study&gt;" in page and "<study>" not in page and "compute_lanes" in page
    assert "tiny.json" in page and "throughput_per_area" in page and "hypervolume" not in page
    assert "hypervolume" in study(tmp_path / "front", network, objective=["latency", "area"]).run()._repr_html_()
    by_program = apollo.Study(tmp_path / "systolic", space=SYSTOLIC, evaluator=PROGRAM, trials=3)._repr_html_()
    assert "external_simulator.py" in by_program


@pytest.mark.parametrize("more, said", [
    (dict(optimizer="radnom"), "did you mean random"), (dict(trials=0), "trials is 0"), (dict(seed=-1), "seed is -1"), (dict(lag=-1), "lag is -1"),
    (dict(options={"x": 1}), "x"), (dict(space="nowhere"), "nowhere"), (dict(area_mode="known"), "area_mode"),
    (dict(area_mode="no"), "area_mode"), (dict(workloads="/no.onnx"), "/no.onnx"), (dict(workloads=()), "there is no network"),
    (dict(evaluator="sim"), "exec:CMD"), (dict(workloads=apollo.import_onnx(SOURCE / "examples/doorbell.onnx")), "must be names and files")])
def test_a_wrong_study_is_an_error_and_makes_no_folder(tmp_path, network, more, said):
    with pytest.raises(apollo.ConfigError) as raised:
        study(tmp_path / "study", network, **more)
    assert said in str(raised.value) and "\n" not in str(raised.value)
    assert not (tmp_path / "study").exists()


def test_a_folder_without_a_study_is_an_error(tmp_path):
    with pytest.raises(apollo.ConfigError, match="study.json"):
        apollo.Study.open(tmp_path)
