// A foreign HL7 v2 receiver on a free port of loopback, which it writes on its first line; then the type and control id of every message.
// A message whose MSH-10 begins with "bad" is answered AE. It ends when its input does.
import { createServer } from 'node:net';
import { Server } from 'node-hl7-server';

const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});
const server = new Server({ bindAddress: '127.0.0.1' });
const inbound = server.createInbound({ port }, async (request, response) => {
  const message = request.getMessage();
  const control = message.get('MSH.10').toString();
  console.log(`${message.get('MSH.9.1').toString()} ${control}`);
  await response.sendResponse(control.startsWith('bad') ? 'AE' : 'AA');
});
inbound.on('listen', () => console.log(port));
process.stdin.on('end', () => process.exit(0)).resume();
