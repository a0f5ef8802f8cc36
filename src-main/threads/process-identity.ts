import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';

/**
 * A process, told from any later one of the same number: what `process.json`
 * keeps of the trainer.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** The start as the system tells it; only ever compared for equality. */
  readonly startedAt: string;
  /** What the pid counts within: this boot of this machine and, on Linux, this pid namespace. */
  readonly bootId: string;
  readonly host: string;
}

/** `elsewhere`: on another machine or in another container, where our pids mean nothing. */
export type ProcessState = 'alive' | 'gone' | 'elsewhere';

/** The identity of a process of this machine, our own by default; null if there is none of that number. */
export async function identifyProcess(pid: number = process.pid): Promise<ProcessIdentity | null> {
  const [startedAt, bootId] = await Promise.all([startOf(pid), readBootId()]);
  return startedAt === null ? null : { pid, startedAt, bootId, host: hostname() };
}

/** Whether the very process lives. A stopped process (SIGSTOP) lives; a zombie does not. */
export async function processState(identity: ProcessIdentity): Promise<ProcessState> {
  if (identity.bootId !== (await readBootId())) return identity.host === hostname() ? 'gone' : 'elsewhere';
  if (!pidExists(identity.pid)) return 'gone';
  return (await startOf(identity.pid)) === identity.startedAt ? 'alive' : 'gone';
}

/**
 * Whether any process has this number: cheap enough to ask each second, but
 * blind to zombies and to numbers that were given out again.
 */
export function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function startOf(pid: number): Promise<string | null> {
  switch (process.platform) {
    case 'linux':
      return parseLinuxStat(await readIfThere(`/proc/${pid}/stat`));
    case 'win32':
      return parseWindowsStart(await powershell(`(Get-Process -Id ${Math.trunc(pid)}).StartTime.ToFileTimeUtc()`));
    default:
      return parsePs(await output('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]));
  }
}

/** Field 22 counts clock ticks since the boot. The name in field 2 may itself hold spaces and brackets. */
export function parseLinuxStat(text: string): string | null {
  const fields = text.slice(text.lastIndexOf(')') + 1).trim().split(' ');
  const [state] = fields;
  const startTicks = fields[19];
  return startTicks === undefined || state === 'Z' || state === 'X' ? null : startTicks;
}

/** `Ss+  Mon Nov 23 05:22:40 2026`, to the second. */
export function parsePs(text: string): string | null {
  const match = /^(\S+)\s+(\S.*\S)\s*$/.exec(text.trim());
  return match?.[2] === undefined || match[1]?.startsWith('Z') ? null : match[2];
}

/** Units of 100 ns since 1601, so that no boot needs telling apart. */
export function parseWindowsStart(text: string): string | null {
  return /^\d+$/.test(text.trim()) ? text.trim() : null;
}

let bootId: Promise<string> | null = null;

/** Asked of the system once: it cannot change while we live. */
function readBootId(): Promise<string> {
  bootId ??= askBootId().then((text) => {
    if (text === '') throw new Error(`expected ${process.platform} to name this boot of the machine, but it did not`);
    return text;
  });
  return bootId;
}

async function askBootId(): Promise<string> {
  switch (process.platform) {
    case 'linux':
      return `${(await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()} ${await readlink('/proc/self/ns/pid')}`;
    case 'win32':
      return (await powershell('Get-ItemPropertyValue HKLM:\\SOFTWARE\\Microsoft\\Cryptography MachineGuid')).trim();
    default:
      return (await output('sysctl', ['-n', 'kern.bootsessionuuid'])).trim();
  }
}

function powershell(command: string): Promise<string> {
  return output('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command]);
}

/** What a program of the system prints; nothing if it ends with an error, as `ps` does for an unknown number. */
async function output(file: string, words: readonly string[]): Promise<string> {
  try {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    return (await promisify(execFile)(file, words, { env, windowsHide: true })).stdout;
  } catch (error) {
    if (typeof (error as { readonly code?: unknown }).code === 'number') return '';
    throw error;
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return '';
    throw error;
  }
}
