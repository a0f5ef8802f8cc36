import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { identifyProcess, parseLinuxStat, parsePs, parseWindowsStart, pidExists, processState } from '../../src-main/threads/process-identity.ts';
import type { ProcessIdentity } from '../../src-main/threads/process-identity.ts';
import { needs } from '../helpers/needs.ts';

const children: ChildProcess[] = [];

async function startChild(): Promise<{ child: ChildProcess; identity: ProcessIdentity }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000); process.stdout.write("up")']);
  children.push(child);
  await once(child.stdout, 'data');
  const identity = child.pid === undefined ? null : await identifyProcess(child.pid);
  if (identity === null) throw new Error('expected the child to be there');
  return { child, identity };
}

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

describe('process identity', () => {
  it('is the same each time it is asked for', async () => {
    const { identity } = await startChild();
    expect(await identifyProcess(identity.pid)).toEqual(identity);
    expect(await identifyProcess()).toMatchObject({ pid: process.pid, host: hostname(), bootId: identity.bootId });
  });

  it('calls a process alive until it is killed', async () => {
    const { child, identity } = await startChild();
    expect(await processState(identity)).toBe('alive');
    expect(pidExists(identity.pid)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await processState(identity)).toBe('gone');
    expect(pidExists(identity.pid)).toBe(false);
    expect(await identifyProcess(identity.pid)).toBeNull();
  });

  it('calls a process alive that was only halted', async (context) => {
    needs(context, process.platform !== 'win32', 'needs signals');
    const { child, identity } = await startChild();
    child.kill('SIGSTOP');
    expect(await processState(identity)).toBe('alive');
  });

  it('tells a process from an earlier one of the same number', async () => {
    const { identity } = await startChild();
    expect(await processState({ ...identity, startedAt: '1' })).toBe('gone');
  });

  it('calls a process of an earlier boot gone and one of another machine elsewhere', async () => {
    const { identity } = await startChild();
    expect(await processState({ ...identity, bootId: 'earlier' })).toBe('gone');
    expect(await processState({ ...identity, bootId: 'other', host: `not-${hostname()}` })).toBe('elsewhere');
  });

  it('does not mind that the machine was given another name', async () => {
    const { identity } = await startChild();
    expect(await processState({ ...identity, host: `not-${hostname()}` })).toBe('alive');
  });

  it('calls a zombie gone', async (context) => {
    needs(context, process.platform === 'linux', 'needs /proc');
    const parent = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 30']);
    children.push(parent);
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    while ((await identifyProcess(pid)) !== null) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(pidExists(pid)).toBe(true);
  });
});

describe('what systems say of a process', () => {
  it('reads the start from Linux although the name holds brackets and spaces', () => {
    const rest = '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 258349 20';
    expect(parseLinuxStat(`77 (a) b (c)) S ${rest}`)).toBe('258349');
    expect(parseLinuxStat(`77 (sleep) Z ${rest}`)).toBeNull();
    expect(parseLinuxStat('')).toBeNull();
  });

  it('reads the start from ps', () => {
    expect(parsePs('Ss   Mon Nov 23 05:22:40 2026    \n')).toBe('Mon Nov 23 05:22:40 2026');
    expect(parsePs('Z+   Mon Nov 23 05:22:40 2026\n')).toBeNull();
    expect(parsePs('')).toBeNull();
  });

  it('reads the start from PowerShell', () => {
    expect(parseWindowsStart('134083849601234567\r\n')).toBe('134083849601234567');
    expect(parseWindowsStart('')).toBeNull();
  });
});
