"""An environment in the way of Gymnasium and ArchGym: an action is a design, its reward what apollo says. Run: a random walk."""
import random

import apollo


class AcceleratorEnv:
    """reset() -> (observation, info); step(action) -> (observation, reward, terminated, truncated, info).

    An action holds an index into the values of each parameter; an observation area (mm2), latency (ms) and energy (mJ).
    """

    def __init__(self, workload="rnnt_encoder", space="apollo", steps=50, **limits):
        self.evaluator = apollo.Evaluator(workloads=[workload], **limits)
        self.parameters = apollo.Space(space).parameters
        self.nvec = [len(parameter["values"]) for parameter in self.parameters]  # of gymnasium.spaces.MultiDiscrete
        self.steps, self.step_count = steps, 0

    def reset(self, seed=None):
        self.step_count = 0
        return self.step_of({})[:2]

    def step_of(self, design):
        evaluation = self.evaluator.evaluate(design)
        network = evaluation.workloads[0] if evaluation.feasible else {"latency_ms": 0.0, "energy_mj": 0.0}
        return (evaluation.area_mm2, network["latency_ms"], network["energy_mj"]), {"design": design}, evaluation.reward

    def step(self, action):
        self.step_count += 1
        design = {p["name"]: p["values"][index] for p, index in zip(self.parameters, action)}
        observation, info, reward = self.step_of(design)
        return observation, reward, False, self.step_count >= self.steps, info


if __name__ == "__main__":
    environment, draw = AcceleratorEnv(area_mm2=6.8), random.Random(1)
    environment.reset()
    results = [environment.step([draw.randrange(size) for size in environment.nvec]) for _ in range(environment.steps)]
    print(f"best reward of {len(results)} random designs: {max(result[1] for result in results):.3f}")
