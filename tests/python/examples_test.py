"""The examples run, are short, and do what they say."""
import ast
import importlib.util
import os
import re
import subprocess
import sys

import pytest

import apollo
from conftest import SOURCE


def run(name, *arguments):
    result = subprocess.run([sys.executable, "-B", SOURCE / "examples" / name, *arguments], env=os.environ, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("name", ["optuna_search.py", "gym_environment.py"])
def test_an_example_is_short(name):
    assert len((SOURCE / "examples" / name).read_text().splitlines()) < 40


def test_optuna_finds_feasible_designs_better_than_the_baseline():
    pytest.importorskip("optuna")
    said = re.fullmatch(r"(\d+) of 60 designs are feasible\nbest reward ([\d.]+) x baseline, ([\d.]+) mm2\n(.*)\n", run("optuna_search.py", "60"))
    assert int(said[1]) > 10 and float(said[2]) > 1.5 and float(said[3]) < 6.8
    best = apollo.Evaluator("rnnt_encoder", area_mm2=6.8).evaluate(ast.literal_eval(said[4]))
    assert best.reward == pytest.approx(float(said[2]), abs=0.001)


def test_an_agent_walks_through_the_environment():
    said = re.fullmatch(r"best reward of 200 designs: ([\d.]+)\n", run("gym_environment.py"))
    assert float(said[1]) > 1.5
    spec = importlib.util.spec_from_file_location("gym_environment", SOURCE / "examples/gym_environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    environment = module.AcceleratorEnv(steps=2, area_mm2=6.8)
    observation, info = environment.reset(seed=1)
    assert len(observation) == 3 and environment.step(info["action"])[:2] == (observation, 1.0)
    assert environment.step([0] * len(environment.nvec))[3]  # the last of two
    environment.reset()
    largest = environment.step([count - 1 for count in environment.nvec])
    assert largest[0][0] > 6.8 and largest[1:4] == (0.0, False, False)
