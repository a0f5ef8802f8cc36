/** A process whose main thread waits for a drive that never answers: `node hang-in-main-thread.ts <run folder> <pipe>`. */
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { fromDrive } from '../../src-main/files/drive-calls.ts';
import { startHeartbeat } from '../../src-main/trainer/heartbeat/start.ts';

const [folder = '', pipe = ''] = process.argv.slice(2);
const place = new Int32Array(new SharedArrayBuffer(8));
place.set([3, 41]);
startHeartbeat({ path: join(folder, 'heartbeat'), exit: join(folder, 'exit.json'), attempt: 2, place, hungMs: 500 });
// Reads that come back are none that hang, however many there are.
for (const until = performance.now() + 1500; performance.now() < until; ) fromDrive(() => undefined);
process.stdout.write('reads');
fromDrive(() => openSync(pipe, 'r'));
process.stdout.write('came back');
