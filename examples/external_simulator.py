"""A simulator for `apollo search` to drive: a matrix product on a systolic array, by SCALE-Sim's formulas: cycles of a fold."""
import json
import math
import sys

SIZE = 512  # rows and columns of each matrix

for line in sys.stdin:
    request = json.loads(line)
    design = request["configuration"]
    rows, columns, buffer_bytes = design["rows"], design["columns"], design["buffer_kib"] * 1024
    area_mm2 = 0.5 + 0.0005 * rows * columns + 2e-6 * buffer_bytes
    tile_bytes = SIZE * columns + (SIZE if design["dataflow"] == "output_stationary" else columns) * rows
    answer = {"id": request["id"], "area_mm2": area_mm2}
    if tile_bytes > buffer_bytes:
        answer.update(feasible=False, reason="buffer", needed=tile_bytes, available=buffer_bytes)
    else:
        fill = rows if design["dataflow"] == "output_stationary" else 2 * rows  # weights are loaded first
        cycles = math.ceil(SIZE / rows) * math.ceil(SIZE / columns) * (SIZE + fill + columns - 2)
        answer.update(feasible=True, reward=1e5 / (cycles * area_mm2), cycles=cycles)
    print(json.dumps(answer), flush=True)
