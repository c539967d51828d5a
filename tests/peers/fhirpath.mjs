// The npm package fhirpath over the expressions of a file: { "resource": …, "expressions": […] }.
//   node fhirpath.mjs values FILE     one JSON line per expression: the values as text, or {"error": …}
//   node fhirpath.mjs time FILE MS N  one number per expression: nanoseconds of processor time per evaluation, compiled once, the fastest of N warm rounds of MS
import { readFileSync } from "node:fs";
import fhirpath from "fhirpath";
import r4 from "fhirpath/fhir-context/r4/index.js";

const [verb, file, milliseconds, rounds] = process.argv.slice(2);
const { resource, expressions } = JSON.parse(readFileSync(file, "utf8"));
const options = { traceFn: () => {} };
const environment = { resource, rootResource: resource };

const text = (value) => value !== null && typeof value === "object" && value.constructor === Object ? "{}" : String(value);

if (verb === "values") {
  for (const expression of expressions) {
    try {
      console.log(JSON.stringify(fhirpath.evaluate(resource, expression, environment, r4, options).map(text)));
    } catch (e) {
      console.log(JSON.stringify({ error: e.message }));
    }
  }
} else {
  const used = () => { const { user, system } = process.cpuUsage(); return (user + system) * 1000; };
  const run = (compiled) => {
    const start = used();
    let count = 0;
    while (used() - start < Number(milliseconds) * 1e6) {
      for (let i = 0; i < 50; i++) compiled(resource, environment);
      count += 50;
    }
    return (used() - start) / count;
  };
  const all = expressions.map((expression) => fhirpath.compile(expression, r4, options));
  for (const compiled of all) run(compiled);
  for (const compiled of all) console.log(Math.min(...Array.from({ length: Number(rounds) }, () => run(compiled))));
}
