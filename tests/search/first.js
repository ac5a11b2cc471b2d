// For each query (one a line on stdin) prints the first few locations that the search worker finds, as JSON.
const { readFileSync } = require("fs");
const [worker, index] = process.argv.slice(2);
const { read, search } = require(worker);
read(JSON.parse(readFileSync(index, "utf8")).docs);
const queries = readFileSync(0, "utf8").split("\n").filter(Boolean);
console.log(JSON.stringify(queries.map((query) => search(query).items.slice(0, 3).map(([first]) => first.location))));
