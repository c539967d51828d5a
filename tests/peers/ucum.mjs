// The npm package @lhncbc/ucum-lhc (which fhirpath brings along) over lines of a file: value, unit, other unit, split by tabs.
//   node ucum.mjs FILE    one line per line: the amount in the other unit, or "refused"
import { readFileSync } from "node:fs";
import lhc from "@lhncbc/ucum-lhc";

const units = lhc.UcumLhcUtils.getInstance();
for (const line of readFileSync(process.argv[2], "utf8").split("\n").filter((text) => text.length > 0)) {
  const [value, from, to] = line.split("\t");
  const result = units.convertUnitTo(from, Number(value), to);
  console.log(result.status === "succeeded" ? result.toVal : "refused");
}
