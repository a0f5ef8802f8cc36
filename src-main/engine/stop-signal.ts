/** The part of an `AbortSignal` that the engine looks at; the engine itself knows no platform. */
export interface StopSignal {
  readonly aborted: boolean;
}
