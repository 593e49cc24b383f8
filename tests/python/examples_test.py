"""The examples run, are short, and do what they say."""
import importlib.util
import os
import subprocess
import sys

import pytest

from conftest import SOURCE


def run(name, *arguments):
    result = subprocess.run([sys.executable, "-B", SOURCE / "examples" / name, *arguments], env=os.environ, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("name", ["optuna_search.py", "gym_environment.py"])
def test_an_example_is_short(name):
    assert len((SOURCE / "examples" / name).read_text().splitlines()) < 40


def test_optuna_searches():
    pytest.importorskip("optuna")
    assert "x baseline" in run("optuna_search.py", "12")


def test_an_agent_walks_through_the_environment():
    assert "best reward of 50 random designs" in run("gym_environment.py")
    spec = importlib.util.spec_from_file_location("gym_environment", SOURCE / "examples/gym_environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    environment = module.AcceleratorEnv(steps=2, area_mm2=6.8)
    observation, info = environment.reset(seed=1)
    assert len(observation) == 3 and info == {"design": {}}
    results = [environment.step([0] * len(environment.nvec)) for _ in range(2)]
    assert [result[3] for result in results] == [False, True] and results[0][:2] == results[1][:2]
