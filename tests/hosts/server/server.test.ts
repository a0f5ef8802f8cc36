import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { NO_SESSION } from '../../../src-shared/api/http.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { FlatError } from '../../../src-shared/lib/bad-input.ts';
import { decodeWire } from '../../../src-shared/lib/wire.ts';
import { Page } from '../../../src-main/hosts/page.ts';
import { MAX_BODY_BYTES } from '../../../src-main/hosts/server/read-body.ts';
import { startServer } from '../../../src-main/hosts/server/start-server.ts';
import type { RunningServer, ServerOptions } from '../../../src-main/hosts/server/start-server.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { openAddress, ownHeaders, send } from './browser.ts';
import type { Answer } from './browser.ts';
import { smallServices } from './small-services.ts';
import type { SmallServices } from './small-services.ts';

const X = Float64Array.of(0, 0.5, Number.NaN);
const PNG = Uint8Array.of(137, 80, 78, 71);
const RUN = '0190a2b4-0000-7000-8000-000000000001';

/** Two calls that work, one that refuses and one that breaks. */
const METHODS = {
  runs: {
    series: ({ name }: { name: string }) => Promise.resolve({ name, x: X }),
    get: ({ runId }: { runId: string }) => Promise.reject(new BadInput(`expected a run, but found ${runId}`, { help: 'List them.' })),
    tags: () => Promise.reject(new TypeError('undefined is not a table')),
  },
  images: { read: () => Promise.resolve({ mediaType: 'image/png', bytes: PNG }) },
};

interface Started extends RunningServer {
  readonly services: SmallServices;
  readonly errors: FlatError[];
  readonly opened: string[];
}

async function start(options: Partial<ServerOptions> = {}): Promise<Started> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'renderer'));
  writeFileSync(join(folder, 'renderer', 'index.html'), '<p nonce="delira-nonce">Delira</p>');
  const services = smallServices(METHODS);
  const errors: FlatError[] = [];
  const opened: string[] = [];
  const server = await startServer({
    services,
    page: new Page(join(folder, 'renderer')),
    port: 0,
    dataFolder: folder,
    publicOrigin: null,
    onSession: () => opened.push('opened'),
    onError: (error) => errors.push(error),
    ...options,
  });
  onTestFinished(() => server.close());
  return { ...server, services, errors, opened };
}

const series = { runId: RUN, name: 'val_loss', axis: 'step', buckets: 100 };

const post = (port: number, path: string, cookie: string | undefined, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  send(port, path, { method: 'POST', headers: { ...ownHeaders(port, cookie), ...headers }, body: JSON.stringify(body) });

const errorOf = ({ bytes }: Answer) => JSON.parse(bytes.toString()) as FlatError;

describe('calls over HTTP', () => {
  it('answer with arrays as they were, to a page that has a session', async () => {
    const { port, address } = await start();
    const cookie = await openAddress(port, address());
    const answered = await post(port, '/api/runs.series', cookie, series);
    expect(answered.status).toBe(200);
    expect(answered.headers['cache-control']).toBe('no-store');
    expect(decodeWire(answered.bytes, new TextDecoder())).toEqual({ name: 'val_loss', x: X });
  });

  it('need a session', async () => {
    const { port } = await start();
    for (const cookie of [undefined, `delira-${port}=guess`, 'other=1']) {
      const answered = await post(port, '/api/runs.series', cookie, series);
      expect([answered.status, errorOf(answered).kind]).toEqual([401, NO_SESSION]);
    }
  });

  it.each([
    ['another page', { origin: 'http://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['a name that begins like ours', { origin: 'http://127.0.0.1.evil.example' }],
    ['a page that the browser calls foreign', { 'sec-fetch-site': 'cross-site' }],
    ['another site of the same machine', { 'sec-fetch-site': 'same-site' }],
  ])('are refused to %s, even with the cookie', async (_who, headers) => {
    const { port, address } = await start();
    const cookie = await openAddress(port, address());
    expect((await post(port, '/api/runs.series', cookie, series, headers)).status).toBe(403);
  });

  it('are refused without an origin', async () => {
    const { port, address } = await start();
    const cookie = await openAddress(port, address());
    expect((await send(port, '/api/runs.series', { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: '{}' })).status).toBe(403);
  });

  it.each(['evil.example', '127.0.0.1', 'localhost:1', '127.0.0.1.evil.example', '[::1]'])('are refused under the name %s', async (host) => {
    const { port, address } = await start();
    const cookie = await openAddress(port, address());
    expect((await post(port, '/api/runs.series', cookie, series, { host })).status).toBe(421);
    expect((await send(port, '/', { headers: { host } })).status).toBe(421);
  });

  it('take localhost for the machine it is', async () => {
    const { port, address } = await start();
    const cookie = await openAddress(port, address());
    const names = { host: `localhost:${port}`, origin: `http://localhost:${port}` };
    expect((await post(port, '/api/runs.series', cookie, series, names)).status).toBe(200);
  });

  it.each([
    ['no such method', '/api/runs.delete', {}],
    ['a method of every object', '/api/runs.toString', null],
    ['no such noun', '/api/__proto__.list', null],
    ['a path for a name', '/api/../runs.series', {}],
    ['a missing argument', '/api/runs.series', null],
    ['a field of the wrong type', '/api/runs.series', { ...series, buckets: 'many' }],
    ['more than was allowed', '/api/runs.series', { ...series, buckets: 1e9 }],
  ])('refuse %s with a sentence', async (_what, path, body) => {
    const { port, address } = await start();
    const answered = await post(port, path, await openAddress(port, address()), body);
    expect([400, 404, 405]).toContain(answered.status);
    expect(errorOf(answered).message).toMatch(/^(\S+: )?.*expected/);
  });

  it('pass on what the services say is wrong, and what helps', async () => {
    const { port, address, errors } = await start();
    const answered = await post(port, '/api/runs.get', await openAddress(port, address()), { runId: 'x' });
    expect([answered.status, errorOf(answered)]).toEqual([400, { kind: 'BadInput', message: 'expected a run, but found x', help: 'List them.', stack: null }]);
    expect(errors).toEqual([]);
  });

  it('tell whoever runs the server where something broke, and the page only that', async () => {
    const { port, address, errors } = await start();
    const answered = await post(port, '/api/runs.tags', await openAddress(port, address()), null);
    expect([answered.status, errorOf(answered).stack]).toEqual([500, null]);
    expect(errors[0]?.stack).toContain('undefined is not a table');
  });

  it('refuse forms, other methods, and what is no JSON', async () => {
    const { port, address } = await start();
    const cookie = await openAddress(port, address());
    expect((await post(port, '/api/runs.series', cookie, series, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await send(port, '/api/runs.series', { headers: ownHeaders(port, cookie) })).status).toBe(405);
    expect((await send(port, '/api/runs.series', { method: 'POST', headers: ownHeaders(port, cookie), body: '{"a":' })).status).toBe(400);
  });

  it('refuse bodies beyond the limit, whether they say so or not', async () => {
    const { port, address } = await start();
    const headers = ownHeaders(port, await openAddress(port, address()));
    const large = { ...headers, 'content-length': String(MAX_BODY_BYTES + 1) };
    expect((await send(port, '/api/runs.series', { method: 'POST', headers: large, body: Buffer.alloc(MAX_BODY_BYTES + 1, ' ') })).status).toBe(413);
    const streamed = { ...headers, 'transfer-encoding': 'chunked' };
    const answered = await send(port, '/api/runs.series', { method: 'POST', headers: streamed, body: Buffer.alloc(MAX_BODY_BYTES + 1, ' ') }).catch((error: unknown) => (error as NodeJS.ErrnoException).code);
    expect([413, 'ECONNRESET', 'EPIPE']).toContain(typeof answered === 'object' ? answered.status : answered);
    expect((await post(port, '/api/runs.series', headers['cookie'], series)).status).toBe(200);
  });
});

describe('the session', () => {
  it('is kept from scripts and from other sites, and named by port', async () => {
    const { port, address, opened } = await start();
    const { headers } = await post(port, '/session', undefined, { token: new URL(address()).hash.slice('#token='.length) });
    expect(headers['set-cookie']).toEqual([expect.stringMatching(new RegExp(`^delira-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`))]);
    expect(opened).toHaveLength(1);
  });

  it('is given once for each address', async () => {
    const { port, address } = await start();
    const first = address();
    const cookie = await openAddress(port, first);
    const token = new URL(first).hash.slice('#token='.length);
    const again = await post(port, '/session', undefined, { token });
    expect([again.status, errorOf(again).kind]).toEqual([403, NO_SESSION]);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(address()).not.toBe(first);
    const other = await openAddress(port, address());
    for (const each of [cookie, other]) expect((await post(port, '/api/runs.series', each, series)).status).toBe(200);
  });

  it.each([{ token: 'wrong' }, { token: '' }, { token: 7 }, {}, null, []])('is not given for %j', async (body) => {
    const { port } = await start();
    expect((await post(port, '/session', undefined, body)).status).toBe(403);
  });

  it('is not given to another page that has the token', async () => {
    const { port, address } = await start();
    const token = new URL(address()).hash.slice('#token='.length);
    expect((await post(port, '/session', undefined, { token }, { origin: 'http://evil.example' })).status).toBe(403);
    expect(await openAddress(port, address())).not.toBe('');
  });
});

describe('pictures and pages', () => {
  it('come with types that browsers do not doubt', async () => {
    const { port, address } = await start();
    const cookie = await openAddress(port, address());
    const picture = await send(port, `/data/logged/${RUN}/7`, { headers: { cookie } });
    expect([picture.status, picture.bytes]).toEqual([200, Buffer.from(PNG)]);
    expect(picture.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringContaining('sandbox') as unknown,
    });
    expect(picture.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('pictures need a session and a page of ours', async () => {
    const { port, address } = await start();
    expect((await send(port, `/data/logged/${RUN}/7`)).status).toBe(401);
    const cookie = await openAddress(port, address());
    expect((await send(port, `/data/logged/${RUN}/7`, { headers: { cookie, 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect((await send(port, `/data/logged/${RUN}/7`, { headers: { cookie, origin: 'null' } })).status).toBe(403);
  });

  it.each(['/data/', '/data/logged/../../etc/passwd.png', `/data/logged/${RUN}/%2e%2e`, `/data/logged/${RUN}/7/8`, '/data/thumbnail/..%2f..%2fetc/1', '/data//etc/passwd', '/data/sample/a/-1'])(
    'there is no picture at %s',
    async (path) => {
      const { port, address } = await start();
      const cookie = await openAddress(port, address());
      expect((await send(port, path, { headers: { cookie } })).status).toBe(404);
    },
  );

  it.each(['/../../etc/passwd.txt', '/%2e%2e/secret.js', '/assets/..%2fx.js', '/..\\x.js'])('there is no page at %s', async (path) => {
    const { port } = await start();
    expect((await send(port, path)).status).toBe(404);
  });

  it('the page is sent without a session, with its policy', async () => {
    const { port } = await start();
    for (const path of ['/', '/runs/1']) {
      const page = await send(port, path);
      expect([page.status, page.headers['content-security-policy']]).toEqual([200, expect.stringContaining("script-src 'self'")]);
    }
    expect((await send(port, '/', { method: 'HEAD' })).bytes.length).toBe(0);
    expect((await send(port, '/', { method: 'PUT' })).status).toBe(405);
  });
});

describe('notices', () => {
  async function open(port: number, headers: Record<string, string>, path = '/notices'): Promise<WebSocket> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    return socket;
  }

  it('reach every page that has a session', async () => {
    const { port, address, services } = await start();
    const headers = { origin: `http://127.0.0.1:${port}`, cookie: await openAddress(port, address()) };
    const sockets = [await open(port, headers), await open(port, headers)];
    const messages = Promise.all(sockets.map((socket) => once(socket, 'message')));
    services.tell({ topic: 'runs', id: RUN });
    expect((await messages).map(([data]) => JSON.parse(String(data)) as unknown)).toEqual(Array(2).fill({ topic: 'runs', id: RUN }));
  });

  it.each([
    ['no origin', { origin: '' }, 403],
    ['another origin', { origin: 'http://evil.example' }, 403],
    ['origin null', { origin: 'null' }, 403],
    ['no cookie', { cookie: '' }, 401],
    ['another host', { host: 'evil.example' }, 421],
  ])('are refused with %s', async (_what, change, status) => {
    const { port, address } = await start();
    const headers = { origin: `http://127.0.0.1:${port}`, cookie: await openAddress(port, address()), ...change };
    const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
    await expect(open(port, given)).rejects.toThrow(String(status));
  });

  it('let go of whoever was refused, also if they hold on', async () => {
    const { port } = await start();
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    onTestFinished(() => void socket.destroy());
    socket.write(`GET /notices HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    await once(socket.resume(), 'end');
    const holding = setInterval(() => socket.write('x'), 20);
    onTestFinished(() => clearInterval(holding));
    const [error] = (await once(socket, 'close').catch((reason: unknown) => [reason])) as [unknown];
    expect(String(error)).toMatch(/ECONNRESET|EPIPE/);
  });

  it('are at one address only', async () => {
    const { port, address } = await start();
    const headers = { origin: `http://127.0.0.1:${port}`, cookie: await openAddress(port, address()) };
    await expect(open(port, headers, '/other')).rejects.toThrow('404');
  });

  it('end with the server, and with a page that sends too much', async () => {
    const { port, address, services, close } = await start();
    const headers = { origin: `http://127.0.0.1:${port}`, cookie: await openAddress(port, address()) };
    const noisy = await open(port, headers);
    const gone = once(noisy, 'close');
    noisy.send('x'.repeat(2000));
    expect((await gone)[0]).toBe(1009);
    const left = once(await open(port, headers), 'close');
    await close();
    await left;
    expect(services.listeners.size).toBe(0);
  });
});

describe('where the server listens', () => {
  it('is the loopback interface only', async () => {
    const { port } = await start();
    const socket = connect({ host: '127.0.0.1', port });
    await once(socket, 'connect');
    expect((socket.address() as AddressInfo).address).toBe('127.0.0.1');
    socket.destroy();
    const elsewhere = connect({ host: '127.0.0.2', port });
    await expect(once(elsewhere, 'connect')).rejects.toThrow('ECONNREFUSED');
  });

  it('stays the same for a data folder, and moves on where it is taken', async () => {
    const dataFolder = temporaryFolder();
    const first = await start({ port: null, dataFolder });
    const second = await start({ port: null, dataFolder });
    expect(first.port).not.toBe(second.port);
    await first.close();
    const third = await start({ port: null, dataFolder });
    expect(third.port).toBe(first.port);
  });

  it('is said to be in use where somebody else has the port', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toThrow(`expected to open port ${port} on 127.0.0.1, but it is in use`);
  });

  it('may have another name in front of a tunnel', async () => {
    const { port, address } = await start({ publicOrigin: 'https://gpu7.example.org' });
    expect(address()).toMatch(/^https:\/\/gpu7\.example\.org\/#token=/);
    const names = { host: 'gpu7.example.org', origin: 'https://gpu7.example.org' };
    const token = new URL(address()).hash.slice('#token='.length);
    const { headers } = await post(port, '/session', undefined, { token }, names);
    expect(headers['set-cookie']?.[0]).toContain('; Secure');
    expect((await post(port, '/api/runs.series', headers['set-cookie']?.[0]?.split(';')[0], series, names)).status).toBe(200);
  });
});
