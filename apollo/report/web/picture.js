// An SVG drawing of Vega as a picture for a file: small, and as large as asked for. For render.js, under node.
"use strict";

const { execFileSync } = require("child_process");

const cssDpi = 96; // pixels of an SVG per inch
const pngDpi = 300;
const colours = 128; // of a PNG
const millimetres = 25.4; // per inch

// Advance widths of the characters from space to "~" in DejaVu Sans, in thousandths of its size.
const advances = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
  1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
  500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];
const otherAdvance = 640;
const boldness = 1.11; // of widths, about

// Width of an item's text in pixels: there is no canvas to measure it with.
function textWidth(item, text) {
  const letters = [...String(text ?? "")];
  const thousandths = letters.reduce((sum, letter) => sum + (advances[letter.codePointAt(0) - 32] ?? otherAdvance), 0);
  const bold = item.fontWeight === "bold" || Number(item.fontWeight) >= 600;
  const length = ((bold ? boldness : 1) * (item.fontSize ?? 11) * thousandths) / 1000;
  return item.limit > 0 ? Math.min(length, item.limit) : length;
}

const rounded = (number, digits) => String(Number(Number(number).toFixed(digits)));
const coordinate = 1; // digits of a pixel

// The attributes of a mark without an outline, so that a PDF says it shortly: opacity of the fill instead of the whole, which would be
// a group, and a circle as a dot of a round pen.
function simplified(shape) {
  if (/ stroke="/.test(shape) && !/ stroke-width="0"/.test(shape)) return shape;
  const flat = shape.replace(/ stroke="[^"]*"| stroke-width="[^"]*"/g, "").replace(/ opacity="/, ' fill-opacity="');
  const circle = flat.match(/^d="M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0"/);
  if (!circle) return flat;
  const pen = flat.slice(circle[0].length).replace(/ fill/g, " stroke");
  return `d="M0,0h0" stroke-linecap="round" stroke-width="${rounded(2 * circle[1], 2)}"${pen}`;
}

// Without marks that only the pointer meets, without a description of every mark, with coordinates to a tenth of a pixel, and with
// each shape that occurs often written once: <use href="#s7" x="12.3" y="45.6"/>. A tenth of the size.
function compact(svg) {
  const shapes = new Map(); // of a mark, all but its place -> its id
  const marks = svg
    .replace(/<path[^>]* opacity="0"\/>/g, "")
    .replace(/ (aria-label="[^"]*" )?role="graphics-symbol" aria-roledescription="[^"]*"/g, (_, label) => (label ? ` ${label.trim()}` : ""))
    .replace(/(?<= (?:d|transform|x|y|x1|x2|y1|y2|width|height)=")[^"]*/g, (numbers) => numbers.replace(/\d+\.\d{2,}/g, (number) => rounded(number, number < 1 ? 2 : coordinate)))
    .replace(/<path aria-label="[^"]*" /g, "<path ")
    .replace(/<path transform="translate\(([-\d.]+),([-\d.]+)\)" ([^>]*)\/>/g, (_, x, y, shape) => {
      if (!shapes.has(shape)) shapes.set(shape, `s${shapes.size.toString(36)}`);
      return `<use href="#${shapes.get(shape)}" x="${x}" y="${y}"/>`;
    });
  const definitions = [...shapes].map(([shape, id]) => `<path id="${id}" ${simplified(shape)}/>`).join("");
  return marks.replace(/^(<svg[^>]*>)/, `$1<defs>${definitions}</defs>`);
}

// {width, height} of a drawing, in pixels.
function sizeOf(svg) {
  const [, width, height] = svg.match(/^<svg[^>]* width="([\d.]+)" height="([\d.]+)"/) ?? [];
  if (!width) throw new Error("has no finite size");
  return { width: Number(width), height: Number(height) };
}

// Scaled so that it is as wide as asked for: {width: mm} or {scale}.
function scaled(svg, { width, scale = 1 }) {
  const size = sizeOf(svg);
  if (!width && scale === 1) return svg;
  const unit = width ? "mm" : "";
  const wide = width ?? scale * size.width;
  const high = (wide * size.height) / size.width;
  return svg.replace(/ width="[\d.]+" height="[\d.]+"( viewBox="[^"]*")?/, ` width="${rounded(wide, 2)}${unit}" height="${rounded(high, 2)}${unit}" viewBox="0 0 ${size.width} ${size.height}"`);
}

function run(program, options) {
  try {
    execFileSync(program, options, { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    throw new Error(`${program} has failed: ${String(error.stderr ?? error.message).trim().split("\n")[0]}`);
  }
}

// Makes a PDF or PNG of an SVG file; a PNG with the colours that serve it best, which takes a third of the bytes.
function convert(from, to, format) {
  const zoom = format === "png" ? pngDpi / cssDpi : 1;
  run("rsvg-convert", [`--format=${format}`, `--dpi-x=${cssDpi}`, `--dpi-y=${cssDpi}`, `--zoom=${zoom}`, "--unlimited", `--output=${to}`, from]);
  if (format === "png") run("pngquant", ["--force", "--strip", "--nofs", "--output", to, String(colours), to]);
}

module.exports = { textWidth, compact, sizeOf, scaled, convert, cssDpi, millimetres };
