"""An optimizer that drives `apollo evaluate --stdin`: a (1+1) evolution. Arguments: SPACE.json, options of apollo."""
import json
import random
import subprocess
import sys

with open(sys.argv[1]) as file:
    space = {parameter["name"]: parameter["values"] for parameter in json.load(file)["parameters"]}
command = ["apollo", "evaluate", "--stdin", *sys.argv[2:]]
apollo = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
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
