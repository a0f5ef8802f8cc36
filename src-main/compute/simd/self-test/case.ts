/** An input: float32, int32 or, as bytes of 0 and 1, bool. */
export interface GivenArray {
  readonly data: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
}

/** A kernel of ours with inputs and what it should answer, in order. */
export interface OwnCase {
  readonly kernel: string;
  readonly inputs: Readonly<Record<string, GivenArray>>;
  readonly attributes: object;
  readonly expected: readonly (Float32Array | Int32Array)[];
  /** What some inputs should hold afterwards, for a kernel that changes them. */
  readonly changed?: Readonly<Record<string, Float32Array>>;
}

/** A standard kernel with inputs; what it should answer the plain kernel says. */
export interface StandardCase {
  readonly kernel: string;
  /** By name, or in order for a kernel of any number of inputs. */
  readonly inputs: Readonly<Record<string, GivenArray>> | readonly GivenArray[];
  readonly attributes: object;
}
