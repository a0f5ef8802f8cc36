import { execFileSync } from 'node:child_process';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';

/** Which GPUs programs may see, as CUDA reads it: indices or ids, parted by commas. */
const VISIBLE = 'CUDA_VISIBLE_DEVICES';

type Env = Readonly<Record<string, string | undefined>>;

/** The devices that CUDA_VISIBLE_DEVICES names; null where it is not set, which means all. What stands after one that is none (-1) does not count, as CUDA has it. */
export function visibleDevices(env: Env): readonly string[] | null {
  const text = env[VISIBLE];
  if (text === undefined) return null;
  const names = text.split(',').map((name) => name.trim());
  const end = names.findIndex((name) => name === '' || name === '-1');
  return end === -1 ? names : names.slice(0, end);
}

/**
 * What CUDA_VISIBLE_DEVICES must be for a process to compute on `gpu:<index>`,
 * where indices count the devices that may be seen, from 0. `gpu` is `gpu:0`.
 *
 * @throws BadInput if fewer may be seen.
 */
export function deviceFor(device: string, env: Env): string {
  const index = Number(/^gpu:(\d+)$/.exec(device)?.[1] ?? 0);
  const visible = visibleDevices(env);
  if (visible === null) return String(index);
  const name = visible[index];
  if (name !== undefined) return name;
  throw new BadInput(`expected a GPU for device ${device}, but ${VISIBLE} shows ${visible.length === 0 ? 'none' : `only ${visible.length}`}`, {
    help: visible.length === 0 ? 'Choose device: cpu, or show it one.' : `Choose gpu:0${visible.length > 1 ? ` to gpu:${visible.length - 1}` : ''}.`,
  });
}

/** The GPUs of this machine by the index that `device: gpu:<index>` takes, as NVIDIA's own tool tells them; none where there is no such tool. */
export function listGpus(env: Env): readonly string[] {
  const all = askTool();
  const visible = visibleDevices(env);
  if (visible === null) return all.map(({ name }) => name);
  return visible.map((each) => all.find(({ index, id }) => index === each || id.startsWith(each))?.name ?? `device ${each}, which is not found`);
}

function askTool(): readonly { readonly index: string; readonly id: string; readonly name: string }[] {
  let text: string;
  try {
    text = execFileSync('nvidia-smi', ['--query-gpu=index,uuid,name', '--format=csv,noheader'], { encoding: 'utf8', timeout: 5000, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    // Not installed, or it finds no driver: there is no GPU to speak of.
    return [];
  }
  return text.trim().split('\n').map((line) => {
    const [index = '', id = '', ...name] = line.split(',').map((part) => part.trim());
    return { index, id, name: name.join(', ') };
  });
}
