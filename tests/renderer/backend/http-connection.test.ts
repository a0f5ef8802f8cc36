import { expect, it } from 'vitest';
import type { Connection } from '../../../src-renderer/backend/backend.ts';
import { HttpConnection } from '../../../src-renderer/backend/http-connection.ts';

it('tells a session that is over from a server that is away, and each change once', () => {
  const connection = new HttpConnection();
  const told: Connection[] = [];
  const leave = connection.onConnection((now) => told.push(now));
  expect(told).toEqual(['there']);
  // Stopped; then started anew, where notices are refused as before but calls say why; then opened again.
  connection.become(false);
  connection.become(false);
  connection.heard(false);
  connection.heard(true);
  connection.become(true);
  expect(told).toEqual(['there', 'away', 'over', 'away', 'there']);
  leave();
  connection.become(false);
  expect(told).toHaveLength(5);
});
