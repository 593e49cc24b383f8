// node third_party.js NODE_MODULES OUT: the notices of the packages in the bundles of the report page, as one text; packages of one licence
// share its text. Fails if a package has none.
'use strict';
const fs = require('fs');
const path = require('path');

const BUNDLES = ['vega', 'vega-lite', 'vega-embed'];
// Of programs on the command line and of Node alone: no bundle has them.
const NOT_BUNDLED = new Set(['commander', 'iconv-lite', 'rw', 'yargs', 'node-fetch', 'vega-typings']);

const [folder, out] = process.argv.slice(2);
const read = (name, file) => fs.readFileSync(path.join(folder, name, file), 'utf8').replace(/\r/g, '').trim();
const manifest = (name) => JSON.parse(read(name, 'package.json'));

function packages() {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name) || NOT_BUNDLED.has(name) || name.startsWith('@types/')) return;
    found.add(name);
    Object.keys(manifest(name).dependencies || {}).forEach(visit);
  };
  BUNDLES.forEach(visit);
  return [...found].sort();
}

function licence(name) {
  const file = fs.readdirSync(path.join(folder, name)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  if (file) return read(name, file);
  if (name.startsWith('vega-')) return licence('vega');  // parts of one repository, of which not all carry it
  throw new Error(`${name}: has no licence file`);
}

const isNotice = (line) => /^\s*copyright\s+(\(c\)|©|\d{4})/i.test(line);
const byText = new Map();  // the words of a licence without its notice -> what has it
for (const name of packages()) {
  const lines = licence(name).split('\n');
  const notices = lines.filter(isNotice);
  const isShared = notices.length === 1;  // with several, each belongs to its place
  const text = lines.filter((line) => !isShared || !isNotice(line)).join('\n').replace(/\n{3,}/g, '\n\n').trim();
  const words = text.replace(/\s+/g, ' ').toLowerCase();
  if (!byText.has(words)) byText.set(words, {text, packages: []});
  byText.get(words).packages.push(`${name} ${manifest(name).version}${isShared ? `: ${notices[0].trim()}` : ''}`);
}
const sections = [...byText.values()].map((licence) => `${licence.packages.join('\n')}\n\n${licence.text}\n`);
fs.writeFileSync(out, `JavaScript libraries in apollo's report page, their copyright notices and their licences.\n\n${sections.join(`\n${'-'.repeat(80)}\n\n`)}`);
