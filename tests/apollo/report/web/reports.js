// Small made-up reports: everything that a report can hold, and reports with less. The same in every run.
"use strict";

const parameters = [
  { name: "pes_x", column: "pes_x", values: [1, 2, 4, 8] },
  { name: "pe_memory_bytes", column: "pe_memory_bytes", values: [65536, 262144, 1048576, 2097152] },
  { name: "compute_lanes", column: "compute_lanes", values: [16, 32, 64, 128] },
  { name: "dram_bandwidth_gbps", column: "dram_bandwidth_gbps", values: [5, 10, 20, 30] },
];
const networks = ["mobilenet_v2", "resnet50"];
const bounds = ["array", "dma", "parameter_bus", "latency"];
const trials = 120; // of a run

// Rows to columns, texts as levels and codes.
function stored(rows) {
  const columns = {};
  for (const name of Object.keys(rows[0] ?? {})) {
    const values = rows.map((row) => row[name]);
    if (typeof values[0] !== "string") {
      columns[name] = values;
      continue;
    }
    const levels = [...new Set(values)];
    columns[name] = { levels, codes: values.map((value) => levels.indexOf(value)) };
  }
  return columns;
}

function randomNumbers() {
  let state = 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

const product = (...lists) => lists.reduce((all, list) => all.flatMap((row) => list.map((value) => [...row, value])), [[]]);

function designRows(runs, random) {
  const rows = runs.flatMap((run, r) =>
    Array.from({ length: trials }, (_, trial) => {
      const point = parameters.map(({ values }) => Math.floor(random() * values.length));
      const area = 1 + point[0] + 0.8 * point[2] + 0.3 * point[3];
      const limit = Number.parseFloat(run.budget);
      const feasible = area <= limit;
      const reward = feasible ? 0.2 + (0.25 * (1 + point[2]) * (1 + point[1])) / area + 0.1 * random() : 0;
      return {
        x: 20 * (point[0] - 1.5) + 12 * random(),
        y: 14 * (point[1] + point[3] / 2 - 2) + 12 * random(),
        run: r,
        trial,
        strategy: run.strategy,
        budget: run.budget,
        status: feasible ? "feasible" : "infeasible",
        reward,
        area_mm2: area,
        throughput_per_s: feasible ? 900 * reward * area : null,
        latency_ms: feasible ? 1000 / (900 * reward * area) : null,
        energy_mj: feasible ? 0.01 * area : null,
        power_w: feasible ? 9 * reward * area * area / 1000 : null,
        reason: feasible ? "" : "area",
        detail: feasible ? "" : `needs ${area.toFixed(2)} mm2 of ${limit}`,
        ...Object.fromEntries(parameters.map(({ column, values }, p) => [column, values[point[p]]])),
      };
    }),
  );
  for (const budget of new Set(runs.map((run) => run.budget))) {
    const feasible = rows.filter((row) => row.budget === budget && row.reward > 0);
    if (feasible.length > 0) feasible.reduce((a, b) => (b.reward > a.reward ? b : a)).status = "best";
  }
  return rows;
}

function searchData(designs, strategies, budgets, seeds) {
  const steps = Array.from({ length: 15 }, (_, i) => 1 + 8 * i);
  const groups = product(strategies, budgets);
  const ensembles = strategies.filter((strategy) => strategy.startsWith("p3bo"));
  const of = (strategy, budget) => designs.filter((row) => row.strategy === strategy && row.budget === budget);
  const most = (rows) => rows.reduce((best, row) => Math.max(best, row.reward), 0);
  const band = (value) => ({ lower: 0.9 * value, median: value, upper: Math.min(1.05 * value, value + 0.1) });
  const share = (rows, test) => (rows.length > 0 ? rows.filter(test).length / rows.length : 0);
  return {
    progress: groups.flatMap(([strategy, budget]) =>
      steps.map((n) => ({ strategy, budget, trials: n, ...band(most(of(strategy, budget).filter((row) => row.trial < n))) })),
    ),
    finals: groups.flatMap(([strategy, budget]) =>
      seeds.map((seed) => ({ strategy, budget, seed, best_reward: most(of(strategy, budget)) * (1 - 0.03 * seed) })),
    ),
    pairings: budgets.flatMap((budget) =>
      strategies.flatMap((strategy, s) =>
        strategies.slice(0, s).map((other, o) => ({
          strategy,
          other,
          budget,
          seeds: 4,
          wins: [4, 2, 0][(s + o) % 3],
          ties: [0, 2, 4][(s + o) % 3],
          losses: 0,
          probability: [1, 1, null][(s + o) % 3],
          lower: [0.3976, 0.1581, 0][(s + o) % 3],
          upper: 1,
          difference: 0.1 * (2 - ((s + o) % 3)),
          least: null,
          most: null,
        })),
      ),
    ),
    feasible_share: groups.flatMap(([strategy, budget]) =>
      steps.map((n) => ({ strategy, budget, trials: n, ...band(share(of(strategy, budget).filter((row) => row.trial < n), (row) => row.reward > 0)) })),
    ),
    reasons: groups.flatMap(([strategy, budget]) => {
      const feasible = share(of(strategy, budget), (row) => row.reward > 0);
      return [["feasible", feasible], ["area", 0.9 * (1 - feasible)], ["pe_memory", 0.1 * (1 - feasible)]].map(([reason, part]) => ({ strategy, budget, reason, share: part }));
    }),
    members: product(ensembles, budgets, steps.slice(1), ["bayesian", "evolutionary", "random"]).map(([strategy, budget, n, member], i) => ({
      strategy,
      budget,
      from: n - 8,
      trials: n,
      member,
      proposed: [0.5, 0.3, 0.2][i % 3],
      earned: 0.02 * (i % 5),
    })),
  };
}

function bestData(designs, best) {
  const feasible = designs.filter((row) => row.reward > 0).sort((a, b) => b.reward - a.reward);
  let fastest = 0;
  const frontier = [...feasible]
    .sort((a, b) => a.area_mm2 - b.area_mm2)
    .filter((row) => row.throughput_per_s > fastest && (fastest = row.throughput_per_s))
    .map(({ area_mm2, throughput_per_s, reward, budget, strategy, trial }) => ({ area_mm2, throughput_per_s, reward, budget, strategy, trial }));
  const top = feasible.slice(0, 20).flatMap((row, rank) =>
    parameters.map(({ name, values }) => ({
      rank: rank + 1,
      parameter: name,
      position: values.indexOf(row[name]) / (values.length - 1),
      value: row[name],
      reward: row.reward,
      budget: row.budget,
      strategy: row.strategy,
    })),
  );
  const importance = product(["reward", "feasibility"], parameters).map(([about, { name }], i) => ({ parameter: name, about, importance: [0.4, 0.3, 0.2, 0.1][i % 4], quality: 0.9 }));
  const layers = product(best, networks, [0, 1, 2, 3, 4, 5]).map(([design, network, index]) => ({
    design,
    network,
    index,
    layer: `block${index}`,
    type: "convolution",
    cycles: 1000 * (index + 1),
    share: (index + 1) / 21,
    bound_by: bounds[index % bounds.length],
    utilization: 0.9 - 0.1 * index,
    macs: 400000 * (index + 1),
    dram_bytes: index === 2 ? 0 : 4 ** index * 100,
    macs_per_byte: index === 2 ? null : (4000 * (index + 1)) / 4 ** index,
    gmacs_per_s: 320 / (1 + index),
    mapping: `rows:y/2 columns:x/2 tile ${design} ${index}`,
    fused_into: index === 3 ? "block2" : "",
  }));
  const front = feasible.slice(0, 40).map(({ budget, strategy, trial, reward, area_mm2 }) => ({ strategy, budget, trial, seed: 1, first: reward, second: 5 / area_mm2, third: null, fourth: null }));
  return {
    frontier,
    front,
    reward_lines: [0.5, 1].flatMap((reward) => [2, 6].map((area_mm2) => ({ reward, area_mm2, throughput_per_s: 900 * reward * area_mm2 }))),
    importance,
    top,
    baseline: [{ area_mm2: 5.2, throughput_per_s: 60 }],
    area_parts: product(best, ["best", "baseline"], ["pe_memories", "macs", "uncore"]).map(([design, who, part], i) => ({ design, who, part, area_mm2: 0.3 + 0.2 * (i % 5) })),
    layers,
    cycle_parts: product(best, networks, ["least_array", "idle_lanes", "weights", "memory_room"]).map(([design, network, part], i) => ({ design, network, part, cycles: 1000 * (1 + (i % 4)), share: (1 + (i % 4)) / 10, times_bound: 1.25 })),
    roofs: product(best, [1, 100, 40000]).map(([design, x]) => ({ design, macs_per_byte: x, gmacs_per_s: Math.min(400, 4 * x) })),
    energy_parts: product(best, ["best", "baseline"], networks, ["macs", "dram", "leakage"]).map(([design, who, network, part], i) => ({ design, who, network, part, energy_mj: 0.1 + 0.05 * (i % 4) })),
    side_by_side: product(["area", "reward", "latency resnet50", "energy resnet50"], best).map(([figure, design], i) => ({ figure, unit: figure === "area" ? "mm²" : "", design, value: 0.5 + (i % 5) })),
    comparison: best.flatMap((design, i) => [
      { design, figure: "pe_memory_bytes", unit: "", best: 262144 * (i + 1), baseline: 1048576, ratio: null },
      { design, figure: "area", unit: "mm²", best: 3.5 + i, baseline: 6, ratio: (3.5 + i) / 6 },
      { design, figure: "reward", unit: "", best: 1.4, baseline: 1, ratio: 1.4 },
      { design, figure: "latency resnet50", unit: "ms", best: 0.5, baseline: 0.6, ratio: 0.5 / 0.6 },
    ]),
  };
}

// What a sweep gives, by default of three strategies at two area budgets.
function sweep({ strategies = ["random", "evolutionary", "p3bo"], budgets = ["4.8 mm²", "6.8 mm²"], title = networks.join(", ") } = {}) {
  const random = randomNumbers();
  const seeds = [1, 2, 3, 4];
  const runs = product(strategies, budgets).map(([strategy, budget]) => ({ folder: `found/${strategy}`, strategy, budget, seed: 1 }));
  const designs = designRows(runs, random);
  runs.forEach((run, r) => {
    const own = designs.filter((row) => row.run === r);
    const best = own.reduce((a, b) => (b.reward > a.reward ? b : a));
    const feasible = own.filter((row) => row.reward > 0).length;
    Object.assign(run, { trials, planned: trials, feasible, best_reward: best.reward, best_trial: best.trial, state: "complete" });
  });
  const best = budgets.filter((budget) => designs.some((row) => row.budget === budget && row.status === "best"));
  const rows = {
    designs,
    ...searchData(designs, strategies, budgets, seeds),
    budget_lines: budgets.map((budget) => ({ area_mm2: Number.parseFloat(budget), budget })),
    ...(best.length > 0 ? bestData(designs, best) : {}),
  };
  return {
    title,
    subtitle: `${runs.length} runs, ${designs.length} trials`,
    facts: [{ label: "best reward", value: "1.234", note: "of a random trial" }, { label: "trials", value: String(designs.length), note: "" }],
    notes: ["The map shows all trials."],
    settings: [{ label: "networks", value: title }, { label: "objective", value: "throughput_per_area" }],
    strategies,
    budgets,
    reward_unit: "",
    best_designs: best,
    parameters,
    trials,
    runs: stored(runs),
    provenance: [{ folder: "found", command: "apollo sweep study.json --out found", repeat: "apollo sweep found/request.json --out again", version: "0.1.0", started: "2026-01-01T00:00:00Z", ended: "2026-01-01T01:00:00Z", machine: "8 processors" }],
    datasets: Object.fromEntries(Object.entries(rows).map(([name, list]) => [name, stored(list)])),
  };
}

// No area budget is large enough for any design.
const nothingFeasible = () => sweep({ budgets: ["0.5 mm²"], strategies: ["random"] });

function oneTrial() {
  const report = sweep({ budgets: ["9 mm²"], strategies: ["random"] });
  const { datasets } = report;
  const first = (dataset) => Object.fromEntries(Object.entries(dataset).map(([name, column]) => [name, Array.isArray(column) ? column.slice(0, 1) : { ...column, codes: column.codes.slice(0, 1) }]));
  report.datasets = {};
  for (const name of ["designs", "progress", "finals", "feasible_share", "reasons"]) report.datasets[name] = first(datasets[name]);
  return { ...report, trials: 1 };
}

// Networks that are not known: nothing about layers.
function withoutLayers() {
  const report = sweep();
  for (const name of ["baseline", "area_parts", "layers", "cycle_parts", "roofs", "energy_parts", "comparison", "side_by_side"]) delete report.datasets[name];
  return report;
}

// Designs that nobody searched for: the section of the design alone.
function givenDesigns() {
  const { datasets, ...report } = sweep();
  const own = ["baseline", "area_parts", "layers", "cycle_parts", "roofs", "energy_parts", "comparison", "side_by_side"];
  for (const name of ["area_parts", "energy_parts"]) datasets[name].who.levels = datasets[name].who.levels.map((who) => (who === "best" ? "design" : who));
  return { ...report, given: true, facts: [], notes: [], strategies: [], budgets: [], runs: {}, trials: 0, datasets: Object.fromEntries(own.map((name) => [name, datasets[name]])) };
}

// Absolute rewards.
function withoutBaseline() {
  const report = sweep();
  delete report.datasets.baseline;
  const { comparison } = report.datasets;
  const nothing = comparison.best.map(() => null);
  report.datasets.comparison = { ...comparison, baseline: nothing, ratio: nothing };
  return { ...report, reward_unit: "inferences/s/mm2" };
}

function withoutBudgetLines() {
  const report = sweep();
  delete report.datasets.budget_lines;
  return report;
}

// Several ensembles, and names that are longer than a legend would like.
const ensembles = () => sweep({ strategies: ["random", "p3bo", "p3bo temperature 2", "p3bo temperature 0.5"], budgets: ["5.8 mm²", "6.8 mm²"] });

// Two names that begin and end alike.
const longNames = () => sweep({ strategies: ["p3bo, members 12, mutation 0.05, proposals 16", "p3bo, members 12, mutation 0.25, proposals 16"], budgets: ["5.8 mm²"] });

// As many designs, in random places.
function manyDesigns(count) {
  const report = sweep();
  const random = randomNumbers();
  const { designs } = report.datasets;
  const value = (column, i) => (Array.isArray(column) ? column[i] : column.levels[column.codes[i]]);
  const known = designs.x.length;
  const rows = Array.from({ length: count }, (_, i) => {
    const row = Object.fromEntries(Object.entries(designs).map(([name, column]) => [name, value(column, i % known)]));
    return { ...row, x: 100 * random(), y: 100 * random(), trial: Math.floor(i / 6), reward: row.reward * (0.5 + random()), status: i >= known && row.status === "best" ? "feasible" : row.status };
  });
  report.datasets.designs = stored(rows);
  return report;
}

// So many networks that the comparison does not show all of each.
function manyNetworks() {
  const report = sweep({ budgets: ["6.8 mm²"] });
  const figures = ["throughput", "latency", "energy"];
  const names = ["reward", "area", ...product(Array.from({ length: 9 }, (_, i) => `network${i}`), figures).map(([network, figure]) => `${figure} ${network}`)];
  report.datasets.comparison = stored(names.map((figure) => ({ design: "6.8 mm²", figure, unit: "", best: 2, baseline: 1, ratio: 2 })));
  return report;
}

// Costs: rewards of a program that are all below 0.
function negativeRewards() {
  const report = sweep();
  const { reward, status } = report.datasets.designs;
  const infeasible = status.levels.indexOf("infeasible");
  report.datasets.designs.reward = reward.map((value, i) => (status.codes[i] === infeasible ? null : value - 10));
  return report;
}

const attack = "</script><img src=x onerror=window.hacked=1>\u2028'\"<!--";

function hostile() {
  const report = sweep({ strategies: [attack, "b"], title: attack });
  for (const list of ["facts", "settings"]) report[list].push({ label: attack, value: attack, note: attack });
  report.notes.push(attack);
  Object.assign(report.provenance[0], { folder: attack, command: attack, repeat: attack, version: attack, machine: attack });
  report.datasets.layers.layer.levels[0] = attack;
  report.datasets.layers.mapping.levels[0] = attack;
  report.datasets.designs.detail.levels[1] = attack;
  report.parameters[0] = { ...report.parameters[0], name: attack };
  return report;
}

module.exports = { longNames, manyDesigns, sweep, nothingFeasible, oneTrial, withoutLayers, givenDesigns, withoutBaseline, withoutBudgetLines, ensembles, manyNetworks, negativeRewards, hostile, attack };
