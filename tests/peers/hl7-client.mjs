// A foreign HL7 v2 sender: connects to the port of the first argument and sends as many messages as the second says, each after the
// acknowledgement of the one before. Writes MSA-1, a blank and MSA-2 of each acknowledgement on a line.
import { Client, HL7_2_5 } from 'node-hl7-client';

const [port, times] = process.argv.slice(2).map(Number);
const client = new Client({ host: '127.0.0.1', version: '2.5' });
let sent = 0;

const send = () => connection.sendMessage(new HL7_2_5()
  .buildMSH({ msh_3: 'REG', msh_4: 'NORTH', msh_5: 'SALUS', msh_6: 'WARD', msh_7: new Date(Date.UTC(2026, 2, 1)), msh_9_1: 'ADT', msh_9_2: 'A04', msh_9_3: 'ADT_A01', msh_10: `js-${++sent}`, msh_11_1: 'P' })
  .buildEVN({ evn_1: 'A04', evn_2: new Date(Date.UTC(2026, 2, 1)) })
  .buildPID({ pid_3: `${4700 + sent}^^^NORTH^MR`, pid_5: 'Berg^Ida', pid_8: 'F' })
  .toMessage());

const connection = client.createConnection({ port }, async (response) => {
  const message = response.getMessage();
  console.log(`${message.get('MSA.1').toString()} ${message.get('MSA.2').toString()}`);
  if (sent < times) {
    await send();
  } else {
    await connection.close();
    process.exit(0);
  }
});
connection.on('connect', send);
setTimeout(() => process.exit(1), 20000);
