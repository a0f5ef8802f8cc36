import { readFile, readdir, readlink } from 'node:fs/promises';

/**
 * Sockets that lead from some processes and those they started to other
 * machines, as the system lists them; null where it does not.
 *
 * Ours never open any: the number is measured so that nobody has to believe it.
 */
export async function connectionsOut(roots: readonly number[]): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  const pids = await withDescendants(roots);
  const sockets = new Set((await Promise.all(pids.map(socketsOf))).flat());
  const tables = await Promise.all(TABLES.map((name) => readOrEmpty(`/proc/self/net/${name}`)));
  const outward = tables.flatMap(outwardSockets);
  return outward.filter((inode) => sockets.has(inode)).length;
}

const TABLES = ['tcp', 'tcp6', 'udp', 'udp6'] as const;

/** Inodes of the sockets in a table of /proc/net that have a peer on another machine. */
export function outwardSockets(table: string): string[] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([, , remote = '', , , , , , , inode]) => (inode !== undefined && isElsewhere(remote) ? [inode] : []));
}

/**
 * Whether an address such as 0100007F:1F90 is another machine's: neither open
 * to all, as of a socket that listens, nor loopback. Words of four bytes are
 * little-endian; an IPv6 address may hold one of IPv4.
 */
function isElsewhere(remote: string): boolean {
  const [address = ''] = remote.split(':');
  if (/^0*$/.test(address)) return false;
  const ipv4 = address.length === 8 ? address : /^0{16}FFFF0000([0-9A-F]{8})$/.exec(address)?.[1];
  if (ipv4 !== undefined) return !ipv4.endsWith('7F') && ipv4 !== '00000000';
  return address !== '00000000000000000000000001000000';
}

async function withDescendants(roots: readonly number[]): Promise<number[]> {
  const parents = await parentsOfAll();
  const found = new Set(roots);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

async function parentsOfAll(): Promise<readonly (readonly [pid: number, parent: number])[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(
    pids.map(async (pid) => {
      const stat = await readOrEmpty(`/proc/${pid}/stat`);
      // The name in field 2 may itself hold spaces and brackets.
      return [Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])] as const;
    }),
  );
}

/** Inodes of the sockets that a process holds; none of one that has ended or belongs to somebody else. */
async function socketsOf(pid: number): Promise<string[]> {
  try {
    const folder = `/proc/${pid}/fd`;
    const links = await Promise.all((await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
    return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
  } catch (error) {
    if (['ENOENT', 'EACCES', 'ESRCH'].includes(String((error as NodeJS.ErrnoException).code))) return [];
    throw error;
  }
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(String((error as NodeJS.ErrnoException).code))) return '';
    throw error;
  }
}
