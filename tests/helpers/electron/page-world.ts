import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import type * as Electron from 'electron';

type Heard = Parameters<Electron.IpcRenderer['on']>[1];

/** How a frame's calls reach the main side. */
export type Invoke = (channel: string, argument: unknown) => Promise<unknown>;

/**
 * A sandboxed window's two worlds: the preload script's, which has `electron`
 * and nothing of Node, and the page's, which has what the script exposed.
 */
export class PageWorld {
  readonly #listeners = new Map<string, Set<Heard>>();
  /** What the page finds on `window`. */
  readonly window: Record<string, unknown> = {};

  /** Runs a preload script, given as the CommonJS file that was built. */
  constructor(preload: string, invoke: Invoke) {
    const electron = { contextBridge: this.#contextBridge(), ipcRenderer: this.#ipcRenderer(invoke) };
    const require = (name: string): unknown => {
      if (name !== 'electron') throw new Error(`module not found: ${name}`);
      return electron;
    };
    const module = { exports: {} };
    runInContext(readFileSync(preload, 'utf8'), createContext({ require, module, exports: module.exports }), { filename: preload });
  }

  /** What `webContents.send` brings, cloned on the way. */
  receive(channel: string, message: unknown): void {
    const event = { sender: 'of no use to a page' } as unknown as Electron.IpcRendererEvent;
    for (const heard of this.#listeners.get(channel) ?? []) heard(event, structuredClone(message));
  }

  listeners(channel: string): number {
    return this.#listeners.get(channel)?.size ?? 0;
  }

  #contextBridge(): Pick<Electron.ContextBridge, 'exposeInMainWorld'> {
    return {
      exposeInMainWorld: (key: string, value: unknown) => {
        if (key in this.window) throw new Error(`cannot bind an API on top of an existing property on the window object`);
        this.window[key] = across(value);
      },
    };
  }

  #ipcRenderer(invoke: Invoke): Pick<Electron.IpcRenderer, 'invoke'> & { on(channel: string, heard: Heard): void; off(channel: string, heard: Heard): void } {
    return {
      invoke: (channel: string, ...[argument]: unknown[]) => invoke(channel, structuredClone(argument)),
      on: (channel, heard) => void this.#of(channel).add(heard),
      off: (channel, heard) => void this.#of(channel).delete(heard),
    };
  }

  #of(channel: string): Set<Heard> {
    const known = this.#listeners.get(channel) ?? new Set<Heard>();
    this.#listeners.set(channel, known);
    return known;
  }
}

/** A value as it comes out on the other side of the context bridge: functions as stand-ins for themselves, all else copied and frozen. */
function across(value: unknown): unknown {
  if (typeof value === 'function') return (...words: unknown[]) => crossBack(() => (value as (...words: unknown[]) => unknown)(...words.map(across)));
  if (value instanceof Promise || isThenable(value)) return (value as Promise<unknown>).then(across, (error: unknown) => Promise.reject(stripped(error)));
  if (isPlain(value)) return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, each]) => [key, across(each)])));
  return structuredClone(value);
}

function crossBack(call: () => unknown): unknown {
  try {
    return across(call());
  } catch (error) {
    throw stripped(error);
  }
}

/** The bridge keeps of an error its message alone. */
const stripped = (error: unknown) => new Error(error instanceof Error ? error.message : String(error));

const isThenable = (value: unknown) => typeof value === 'object' && value !== null && 'then' in value;

/** Of whichever realm: the preload script's objects have another prototype than ours. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.prototype.toString.call(value) === '[object Object]';
}
