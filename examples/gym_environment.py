"""An environment in the way of Gymnasium and ArchGym: an action is a design, its reward what apollo says. Run: a climb from the baseline."""
import random

import apollo


class AcceleratorEnv:
    """reset() -> (observation, info); step(action) -> (observation, reward, terminated, truncated, info).

    An action is an index into the values of each parameter, the baseline's after reset(); an observation area (mm2), latency (ms), energy (mJ).
    """

    def __init__(self, workload="rnnt_encoder", space="apollo", steps=200, **limits):
        self.evaluator = apollo.Evaluator(workloads=[workload], **limits)
        self.parameters = apollo.Space(space).parameters
        self.nvec = [len(parameter["values"]) for parameter in self.parameters]  # of gymnasium.spaces.MultiDiscrete
        self.steps, self.step_count = steps, 0

    def reset(self, seed=None):
        self.step_count = -1
        return self.step([p["values"].index(self.evaluator.baseline[p["name"]]) for p in self.parameters])[::4]

    def step(self, action):
        self.step_count += 1
        evaluation = self.evaluator.evaluate({p["name"]: p["values"][index] for p, index in zip(self.parameters, action)})
        network = evaluation.workloads[0] if evaluation.feasible else {"latency_ms": 0.0, "energy_mj": 0.0}
        observation = (evaluation.area_mm2, network["latency_ms"], network["energy_mj"])
        return observation, evaluation.reward, False, self.step_count >= self.steps, {"action": list(action)}


if __name__ == "__main__":
    environment, draw = AcceleratorEnv(area_mm2=6.8), random.Random(1)
    best, action, truncated = 1.0, environment.reset()[1]["action"], False  # the baseline has reward 1
    while not truncated:
        tried, at = list(action), draw.randrange(len(action))
        tried[at] = min(max(tried[at] + draw.choice([-1, 1]), 0), environment.nvec[at] - 1)
        _, reward, _, truncated, _ = environment.step(tried)
        best, action = (reward, tried) if reward >= best else (best, action)
    print(f"best reward of {environment.steps} designs: {best:.3f}")
