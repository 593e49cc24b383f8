"""The rates of the Python module on the designs of search_benchmark: PYTHONPATH=build/release/python /usr/bin/python3 tests/benchmarks/python_benchmark.py

Evaluations of random MobileNetV2 designs on one thread and two, in CPU time and elapsed time; a million points asked and told, with the memory they take.
"""
import json
import pathlib
import resource
import time

import apollo

DESIGNS, LIMIT_MM2 = 1000, 6.8
MASK = (1 << 64) - 1


def mt19937_64(seed):
    """std::mt19937_64: Matsumoto and Nishimura's generator with the constants of the C++ standard."""
    state = [seed]
    for i in range(1, 312):
        state.append((6364136223846793005 * (state[-1] ^ (state[-1] >> 62)) + i) & MASK)
    while True:
        for i in range(312):
            y = (state[i] & 0xFFFFFFFF80000000) | (state[(i + 1) % 312] & 0x7FFFFFFF)
            state[i] = state[(i + 156) % 312] ^ (y >> 1) ^ (0xB5026F5AA96619E9 if y & 1 else 0)
        for x in state:
            x ^= (x >> 29) & 0x5555555555555555
            x ^= (x << 17) & 0x71D67FFFEDA60000 & MASK
            x ^= (x << 37) & 0xFFF7EEE000000000 & MASK
            yield x ^ (x >> 43)


def designs_of_search_benchmark():
    """Uniform draws from the published space that are within the area limit, as tests/benchmarks/search_benchmark.cpp draws them."""
    space = apollo.Space("apollo")
    areas = apollo.Evaluator("mobilenet_v2", area_mm2=1e-3)  # refuses all, with their areas, before anything is compiled
    numbers, designs = mt19937_64(1), []
    size, parameters = space.size, space.parameters
    while len(designs) < DESIGNS:
        number, design = next(numbers) % size, {}
        for parameter in reversed(parameters):
            number, index = divmod(number, len(parameter["values"]))
            design[parameter["name"]] = parameter["values"][index]
        if areas.evaluate(design).area_mm2 <= LIMIT_MM2:
            designs.append(design)
    return designs


def rates(designs):
    for threads in (1, 2):
        evaluator = apollo.Evaluator("mobilenet_v2", area_mm2=LIMIT_MM2)  # with nothing remembered
        begin, cpu = time.monotonic(), time.process_time()
        evaluations = evaluator.evaluate_many(designs, threads=threads)
        cpu, elapsed = time.process_time() - cpu, time.monotonic() - begin
        feasible = sum(evaluation.feasible for evaluation in evaluations) / len(designs)
        print(f"{threads} threads: {len(designs) / cpu:.1f} designs per CPU second, {len(designs) / elapsed:.1f} per second, feasible {feasible}")


def resident_mb():
    pages = int(pathlib.Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def ask_and_tell():
    optimizer = apollo.Optimizer("random", "apollo")
    for million in range(10):
        before, cpu = resident_mb(), time.process_time()
        for _ in range(100):
            points = optimizer.ask(1000)
            optimizer.tell(points, [1.0] * len(points))
        print(json.dumps({"points": 100_000 * (million + 1), "resident_mb": round(resident_mb(), 1),
                          "bytes_per_point": round((resident_mb() - before) * 1e6 / 1e5),
                          "us_per_point": round((time.process_time() - cpu) * 10, 1)}))


def tell_again():
    """What the strategy has to remember does not grow here, so what grows would be the module's."""
    optimizer = apollo.Optimizer("random", "apollo")
    points = optimizer.ask(1000)
    optimizer.tell(points, [1.0] * len(points))
    before = resident_mb()
    for _ in range(1000):
        optimizer.tell(points, [1.0] * len(points))
    print(f"a million points told again: {resident_mb() - before:.1f} MB")


if __name__ == "__main__":
    tell_again()
    ask_and_tell()
    rates(designs_of_search_benchmark())
