import type { Api, Notice } from '../../../src-shared/api/index.ts';
import type { Services } from '../../../src-main/services/contract.ts';

type Methods = Readonly<Record<string, (argument: never) => Promise<unknown>>>;

export interface SmallServices extends Services {
  /** Tells every listener. */
  tell(notice: Notice): void;
  readonly listeners: ReadonlySet<(notice: Notice) => void>;
}

/** Services with just the methods that a test names, by noun. */
export function smallServices(methods: Readonly<Record<string, Methods>>): SmallServices {
  const listeners = new Set<(notice: Notice) => void>();
  const unused = (): never => {
    throw new Error('expected only the Api and notices to be used');
  };
  return {
    api: methods as unknown as Api,
    onNotice: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    folder: unused,
    liveRuns: unused,
    watchIndex: unused,
    watchRun: unused,
    watchPrediction: unused,
    settled: () => Promise.resolve(),
    close: () => Promise.resolve(),
    tell: (notice) => {
      for (const listener of listeners) listener(notice);
    },
    listeners,
  };
}
