// Asks a search worker as Material's dialog does, through messages: node ask.js WORKER INDEX <queries, one a line
// Prints JSON: `first`, the first few locations for each query, and `ready`, `answered`, `query` in milliseconds: from nothing to
// a worker that has read the index, to the first results, and for one query afterwards (the median).
"use strict";
const { readFileSync } = require("fs");
const { dirname, resolve } = require("path");
const vm = require("vm");

const [worker, index] = process.argv.slice(2);
const queries = readFileSync(0, "utf8").split("\n").filter(Boolean);
const began = performance.now();

const waiting = [];
const listeners = [];
const scope = {
  console, setTimeout, clearTimeout, URL,
  addEventListener: (_, listener) => listeners.push(listener),
  postMessage: (message) => waiting.shift()(message),
};
scope.self = scope.window = scope.globalThis = scope;
const context = vm.createContext(scope);
const run = (path) => vm.runInContext(readFileSync(path, "utf8"), context, path);
scope.importScripts = (...paths) => paths.forEach((path) => run(resolve(dirname(worker), path)));
const send = (data) => new Promise((done) => (waiting.push(done), listeners.forEach((listener) => listener({ data }))));

(async () => {
  run(worker);
  await send({ type: 0, data: { ...JSON.parse(readFileSync(index, "utf8")), options: { suggest: false } } });
  const ready = performance.now() - began;
  const times = [];
  const first = [];
  for (const query of queries) {
    const asked = performance.now();
    const { data } = await send({ type: 2, data: query });
    times.push(performance.now() - asked);
    first.push(data.items.slice(0, 3).map(([section]) => section.location));
  }
  const later = times.slice(1).sort((a, b) => a - b);
  console.log(JSON.stringify({ first, ready, answered: ready + times[0], query: later[later.length >> 1] }));
})();
