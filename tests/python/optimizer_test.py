"""apollo.Optimizer: ask and tell, for every strategy."""
import itertools
import pathlib
import resource

import pytest

import apollo
from conftest import SMALL

STRATEGIES = [row["name"] for row in apollo.strategies()]
POINTS = [dict(zip(("pes_x", "pes_y", "compute_lanes"), values)) for values in itertools.product([1, 2, 4], [1, 2, 4], [16, 32, 64])]


def reward(point):
    """Best at pes_x 4, pes_y 1, 32 lanes: 4."""
    return point["pes_x"] / point["pes_y"] - abs(point["compute_lanes"] - 32) / 16


def key(point):
    return tuple(point.values())


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_proposes_each_point_once_and_then_nothing(strategy):
    optimizer = apollo.Optimizer(strategy, SMALL, seed=3)
    seen = []
    while points := optimizer.ask(4):
        seen += points
        optimizer.tell(points, [reward(point) if point["pes_x"] > 1 else None for point in points])
    assert sorted(map(key, seen)) == sorted(map(key, POINTS))
    assert optimizer.strategy == strategy and optimizer.space == apollo.Space(SMALL)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_same_seed_gives_the_same_points_and_another_one_others(strategy):
    def run(seed):
        optimizer, points = apollo.Optimizer(strategy, "apollo", seed=seed), []
        for _ in range(3):
            points.append(optimizer.ask(5))
            optimizer.tell(points[-1], [1.0 / (1 + point["pes_x"]) for point in points[-1]])
        return points
    assert run(7) == run(7)
    assert run(7) != run(8)


def test_points_that_were_told_are_not_proposed():
    optimizer = apollo.Optimizer("random", SMALL)
    optimizer.tell(POINTS[1:], [1.0] * (len(POINTS) - 1))
    assert optimizer.ask(5) == [POINTS[0]]


def resident_bytes():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def test_what_is_told_again_takes_no_memory():
    optimizer = apollo.Optimizer("random", SMALL)
    rewards = [1.0] * len(POINTS)

    def tell(times):
        for _ in range(times):
            optimizer.tell(POINTS, rewards)
            optimizer.ask(1)
    tell(100)
    before = resident_bytes()
    tell(4000)  # 108,000 points
    assert resident_bytes() - before < 1e6  # 10 bytes a point


def test_an_ensemble_says_who_has_proposed():
    optimizer = apollo.Optimizer("p3bo", "apollo")
    points = optimizer.ask(6)
    assert len(optimizer.proposers) == len(points)
    assert apollo.Optimizer("random", "apollo").proposers == []


def test_conditions_hold_with_values_of_the_design_too(evaluator):
    space = {**SMALL, "require": "pes_x * cores_per_pe >= 2 * pes_y * cores_per_pe"}
    with pytest.raises(apollo.ConfigError, match="cores_per_pe"):
        apollo.Optimizer("random", space)
    proposed = apollo.Optimizer("random", space, evaluator=evaluator).ask(100)
    assert sorted(map(key, proposed)) == sorted(key(p) for p in POINTS if p["pes_x"] >= 2 * p["pes_y"])


def test_outcomes_may_be_evaluations_dicts_rewards_or_none(evaluator):
    optimizer = apollo.Optimizer("evolutionary", SMALL)
    points = optimizer.ask(4)
    optimizer.tell(points, [evaluator.evaluate(points[0]), {"feasible": False, "reason": "area"}, {"reward": 1}, None])


def test_rewards_by_several_objectives_have_one_order():
    optimizer = apollo.Optimizer("evolutionary", SMALL)
    points = optimizer.ask(2)
    optimizer.tell(points[:1], [{"reward": 1.0, "rewards": {"speed": 1, "area": 2}}])
    with pytest.raises(apollo.ConfigError, match="must be by speed, area"):
        optimizer.tell(points[1:], [{"reward": 1.0, "rewards": {"area": 1, "speed": 2}}])


@pytest.mark.parametrize("arguments, said", [
    (("radnom", SMALL), "did you mean random"), (("random", SMALL, -1), "seed is -1"),
    (("evolutionary", SMALL, 1, {"mutation": 3}), "mutation"), (("evolutionary", SMALL, 1, {"mutation_rate": "x"}), "mutation_rate"),
    (("random", "nowhere"), "nowhere"), (("random", {**SMALL, "require": "pes_x > 9"}), "no point")])
def test_a_wrong_optimizer_is_an_error_of_one_line(arguments, said):
    with pytest.raises(apollo.ConfigError) as raised:
        apollo.Optimizer(*arguments)
    assert said in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.parametrize("points, outcomes, said", [
    ([POINTS[0]], [], "must be as many"), ([{"pes_x": 1}], [1.0], "lacks pes_y"), ([{**POINTS[0], "pes_x": 3}], [1.0], "pes_x is 3"),
    ([{**POINTS[0], "pes_x": "1"}], [1.0], "pes_x is '1'"), ([{**POINTS[0], "more": 1}], [1.0], "'more'"), ([5], [1.0], "must be a dict"),
    ([POINTS[0]], ["good"], "'good'"), ([POINTS[0]], [{"feasible": True}], "reward"), ([POINTS[0]], [{"reward": 1, "rewords": {}}], "rewords")])
def test_what_is_told_wrongly_is_an_error_and_nothing_is_told(points, outcomes, said):
    optimizer = apollo.Optimizer("random", SMALL)
    with pytest.raises(apollo.ConfigError) as raised:
        optimizer.tell([POINTS[5], *points], [1.0, *outcomes])
    assert said in str(raised.value) and "\n" not in str(raised.value)
    assert len(optimizer.ask(100)) == len(POINTS)


@pytest.mark.parametrize("count", [0, -1, 10 ** 6])
def test_a_wrong_count_is_an_error(count):
    with pytest.raises(apollo.ConfigError, match="count is"):
        apollo.Optimizer("random", SMALL).ask(count)
