// A foreign detector of identifiers: node identifiers.mjs DOCUMENTS SPANS. Both are JSON Lines, as in `salus deidentify text --batch`.
// The last line says how long finding took, without start-up: {"characters", "seconds"}.
import { createWriteStream, readFileSync } from 'node:fs';
import { OpenRedaction } from '@openredaction/core';

const [documents, spans] = process.argv.slice(2);
const finder = new OpenRedaction();
const rows = readFileSync(documents, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
await finder.detect('Mr. Warm Up, 330-555-0142');
const out = createWriteStream(spans);
let characters = 0;
let seconds = 0;
for (const { id, text } of rows) {
  const start = process.hrtime.bigint();
  const { detections } = await finder.detect(text);
  seconds += Number(process.hrtime.bigint() - start) / 1e9;
  characters += text.length;
  out.write(`${JSON.stringify({ id, spans: detections.map((d) => ({ start: d.position[0], length: d.position[1] - d.position[0], class: d.type.toLowerCase(), detector: 'openredaction' })) })}\n`);
}
await new Promise((done) => out.end(done));
console.log(JSON.stringify({ characters, seconds }));
