"""An optimizer that drives apollo's simulator: a (1+1) evolution. Arguments: a space file, then options of `apollo evaluate --stdin`."""
import json
import random
import subprocess
import sys

with open(sys.argv[1]) as file:
    space = {parameter["name"]: parameter["values"] for parameter in json.load(file)["parameters"]}
apollo = subprocess.Popen(["apollo", "evaluate", "--stdin", *sys.argv[2:]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
draw = random.Random(1)
best, best_reward = {}, 1.0  # what a configuration leaves out is the baseline's
for trial in range(300):
    mutant = {**best, **{name: draw.choice(values) for name, values in space.items() if draw.random() < 0.2}}
    print(json.dumps({"id": trial, "configuration": mutant}), file=apollo.stdin, flush=True)
    answer = json.loads(apollo.stdout.readline())
    if answer["feasible"] and answer["reward"] > best_reward:
        best, best_reward = mutant, answer["reward"]
        print(f"trial {trial}: reward {best_reward:.3f}, {answer['area_mm2']:.2f} mm2")
print(json.dumps(best))
apollo.stdin.close()
sys.exit(apollo.wait())
