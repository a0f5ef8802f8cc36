import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { HTTP_PATHS } from '../../../src-shared/api/http.ts';
import type { Services } from '../../services/contract.ts';
import type { Gate } from './gate.ts';

/** Pages send nothing. */
const MAX_MESSAGE_BYTES = 1024;
/** A page that reads so much too slowly is let go; it connects again and asks for everything. */
const MAX_WAITING_BYTES = 2 ** 20;
const PING_MS = 30_000;

/**
 * Sends every notice to every page. Other pages can open WebSockets to us with
 * our cookie, so each must come from a page of ours and have a session; it ends
 * when the session does.
 *
 * @returns what closes all of them.
 */
export function serveNotices(server: Server, gate: Gate, services: Services): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const alive = new WeakSet<WebSocket>();
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const status = refusalOf(gate, request);
    if (status !== null) {
      // No timeout of the server's watches an upgraded stream: its other half is not waited for.
      stream.once('finish', () => stream.destroy()).end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      alive.add(socket);
      socket.on('pong', () => gate.hasSession(request) && alive.add(socket));
      socket.on('error', () => socket.terminate());
    });
  });
  const unsubscribe = services.onNotice((notice) => {
    const text = JSON.stringify(notice);
    for (const socket of sockets.clients) {
      if (socket.bufferedAmount > MAX_WAITING_BYTES) socket.terminate();
      else socket.send(text);
    }
  });
  const pinging = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, PING_MS);
  return () => {
    clearInterval(pinging);
    unsubscribe();
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
  };
}

function refusalOf(gate: Gate, request: IncomingMessage): string | null {
  if (!gate.knowsHost(request)) return '421 Misdirected Request';
  if (request.url !== HTTP_PATHS.notices) return '404 Not Found';
  if (!gate.knowsOrigin(request)) return '403 Forbidden';
  return gate.hasSession(request) ? null : '401 Unauthorized';
}
