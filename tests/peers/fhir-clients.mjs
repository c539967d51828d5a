// Two foreign clients talk to a FHIR server: node fhir-clients.mjs BASE TOKEN. Prints a line for each thing that worked.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const [base, token] = process.argv.slice(2);
const kit = await import('fhir-kit-client');
const Kit = kit.Client ?? kit.default?.default ?? kit.default?.Client ?? kit.default;
const client = new Kit({ baseUrl: base, customHeaders: { Authorization: `Bearer ${token}` } });
const statement = await client.capabilityStatement();
console.log(`kit metadata ${statement.fhirVersion}`);
const patient = await client.create({ resourceType: 'Patient', body: { resourceType: 'Patient', name: [{ family: 'Kit' }] } });
console.log(`kit create ${patient.name[0].family}`);
const changed = await client.update({ resourceType: 'Patient', id: patient.id, body: { ...patient, active: true } });
console.log(`kit update ${changed.active} ${changed.meta.versionId}`);
const patched = await client.patch({ resourceType: 'Patient', id: patient.id, jsonPatch: [{ op: 'replace', path: '/active', value: false }] });
console.log(`kit patch ${patched.active}`);
const found = await client.search({ resourceType: 'Patient', searchParams: { name: 'kit' } });
console.log(`kit search ${found.entry.length}`);
const history = await client.history({ resourceType: 'Patient', id: patient.id });
console.log(`kit history ${history.entry.length}`);
const answer = await client.transaction({
  body: {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      { fullUrl: 'urn:uuid:1', resource: { resourceType: 'Patient', name: [{ family: 'Kat' }] }, request: { method: 'POST', url: 'Patient' } },
      { resource: { resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject: { reference: 'urn:uuid:1' } }, request: { method: 'POST', url: 'Observation' } },
    ],
  },
});
console.log(`kit transaction ${answer.entry.map((e) => e.response.status).join(' ')}`);
await client.delete({ resourceType: 'Patient', id: patient.id });
const gone = await client.read({ resourceType: 'Patient', id: patient.id }).then(() => 'there', (error) => error.response.status);
console.log(`kit delete ${gone}`);

const FhirClient = require('fhirclient/lib/Client');
const smart = new (FhirClient.default ?? FhirClient)({}, { serverUrl: base, tokenResponse: { access_token: token } });
const everyone = await smart.request('Patient?name=kat', { flat: true });
console.log(`smart search ${everyone.length}`);
const about = await smart.request(`Observation?subject=Patient/${everyone[0].id}`, { resolveReferences: 'subject', flat: true });
console.log(`smart resolve ${about[0].subject.name[0].family}`);
