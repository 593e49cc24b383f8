// The search as a picture that plays by itself: an SVG whose points appear by their trial, again and again. For render.js, under node.
"use strict";

const steps = 80;
const playTime = 12; // s for all trials
const restTime = 3; // s for the end

// The step at which a trial is shown.
const stepOf = (trial, first, last) => (last > first ? Math.min(steps, Math.ceil((steps * (trial - first)) / (last - first))) : 0);
const timeOf = (step) => `${Number(((100 * playTime * step) / (steps * (playTime + restTime))).toFixed(3))}%`;

// The rule of what is visible from a step on, and until another, or null.
function rule(name, from, until) {
  const frames = from === 0 ? ["0%{visibility:visible}"] : ["0%{visibility:hidden}", `${timeOf(from)}{visibility:visible}`];
  if (until !== null) frames.push(`${timeOf(until)}{visibility:hidden}`);
  const last = until === null ? "visible" : "hidden";
  return `@keyframes ${name}{${frames.join("")}100%{visibility:${last}}}.${name}{animation-name:${name};visibility:${last}}`;
}

// svg: of a chart whose marks are described by the trial that they are of ("12"), or also by the one from which on they are not
// shown any more ("12 40"). first, last: trials. The marks of a step become a group.
function animated(svg, first, last) {
  const rules = new Map(); // by the class of a group
  const classOf = (from, until) => {
    const name = `t${from}${until === null ? "" : `_${until}`}`;
    if (!rules.has(name)) rules.set(name, rule(name, from, until));
    return name;
  };
  const number = (trial) => Number(trial.replace(/\D/g, ""));
  let open = null; // class of the group that is being written
  const out = [];
  for (const part of svg.split(/(?=<)/)) {
    const mark = part.match(/^<path aria-label="(\d+)(?: (\d*))?"/);
    let name = null;
    if (mark) {
      const from = stepOf(number(mark[1]), first, last);
      const until = mark[2] ? stepOf(number(mark[2]), first, last) : null;
      if (until !== null && until <= from) continue; // never seen
      name = classOf(from, until);
    }
    if (name !== open) {
      if (open) out.push("</g>");
      if (name) out.push(`<g class="a ${name}">`);
      open = name;
    }
    out.push(part);
  }
  return { svg: out.join(""), classOf, rules };
}

// The number of trials and a bar, at the lower edge.
function clock(width, height, first, last, classOf) {
  const texts = Array.from({ length: steps + 1 }, (_, step) => {
    const trial = Math.floor(first + ((last - first) * step) / steps);
    return `<text class="a ${classOf(step, step < steps ? step + 1 : null)}" x="${width - 6}" y="${height + 11}">trial ${trial.toLocaleString("en")} of ${last.toLocaleString("en")}</text>`;
  });
  const bar = `<rect x="6" y="${height + 5}" width="${width - 190}" height="4" fill="#dde1e6"/><rect class="bar" x="6" y="${height + 5}" width="${width - 190}" height="4" fill="#1c5fb8"/>`;
  return `<g font-family="DejaVu Sans, Arial, sans-serif" font-size="11" fill="#24282e" text-anchor="end">${texts.join("")}</g>${bar}`;
}

// The chart's drawing as one that plays. compact: makes it small. room: pixels below the chart.
function animation(svg, { width, height, first, last, compact }) {
  const room = 20;
  const made = animated(svg, first, last);
  const below = clock(width, height, first, last, made.classOf);
  const still = "@media (prefers-reduced-motion:reduce){.a,.bar{animation:none!important}}";
  const time = `${playTime + restTime}s`;
  const bar = `@keyframes bar{0%{transform:scaleX(0)}${timeOf(steps)}{transform:scaleX(1)}100%{transform:scaleX(1)}}.bar{transform-origin:6px 0;animation:bar ${time} linear infinite}`;
  const style = `<style>.a{animation-duration:${time};animation-timing-function:step-end;animation-iteration-count:infinite}${[...made.rules.values()].join("")}${bar}${still}</style>`;
  return compact(made.svg)
    .replace(/ height="[\d.]+" viewBox="0 0 [\d.]+ [\d.]+"/, ` height="${height + room}" viewBox="0 0 ${width} ${height + room}"`)
    .replace(/(<rect width="[\d.]+" )height="[\d.]+"/, `$1height="${height + room}"`)
    .replace(/^(<svg[^>]*>)/, `$1${style}`)
    .replace(/<\/svg>\s*$/, `${below}</svg>`);
}

module.exports = { animation };
