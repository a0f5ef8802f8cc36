import { MessageWriter } from './protobuf.ts';

export type Attribute = number | { readonly float: number } | string | readonly number[];

/** IR 8 and opset 17: ONNX 1.12 of 2022, which every runtime reads. */
const IR_VERSION = 8;
const OPSET = 17;

/** onnx.proto, TensorProto.DataType */
const FLOAT = 1;
const INT64 = 7;

/** onnx.proto, AttributeProto.AttributeType */
const TYPE = { float: 1, int: 2, text: 3, ints: 7 } as const;

/** An axis that may have any length is called by a name. */
export interface OnnxValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

/** A graph that is being written, node by node. */
export class OnnxGraph {
  readonly #nodes: MessageWriter[] = [];
  readonly #tensors: MessageWriter[] = [];
  #count = 0;

  /** Adds a node with one output, and gives the name of that. */
  node(kind: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}, name = `value_${++this.#count}`): string {
    const message = new MessageWriter();
    for (const input of inputs) message.text(1, input);
    message.text(2, name).text(3, `${kind}_${this.#nodes.length + 1}`).text(4, kind);
    for (const [key, value] of Object.entries(attributes)) message.message(5, attribute(key, value));
    this.#nodes.push(message);
    return name;
  }

  /** Adds numbers that are known, and gives their name. */
  floats(values: Float32Array, shape: readonly number[], name = `weights_${++this.#count}`): string {
    return this.#tensor(FLOAT, new Uint8Array(values.buffer, values.byteOffset, values.byteLength), shape, name);
  }

  ints(values: readonly number[]): string {
    const bytes = new Uint8Array(new BigInt64Array(values.map(BigInt)).buffer);
    return this.#tensor(INT64, bytes, [values.length], `numbers_${++this.#count}`);
  }

  /** The whole model as the bytes of an .onnx file. */
  finish(inputs: readonly OnnxValue[], outputs: readonly OnnxValue[], options: { readonly name: string; readonly producer: string; readonly metadata: Readonly<Record<string, string>> }): Uint8Array {
    const graph = new MessageWriter();
    for (const node of this.#nodes) graph.message(1, node);
    graph.text(2, options.name);
    for (const tensor of this.#tensors) graph.message(5, tensor);
    for (const each of inputs) graph.message(11, valueInfo(each));
    for (const each of outputs) graph.message(12, valueInfo(each));
    const model = new MessageWriter().int(1, IR_VERSION).text(2, options.producer);
    model.message(7, graph).message(8, new MessageWriter().text(1, '').int(2, OPSET));
    for (const [key, value] of Object.entries(options.metadata)) model.message(14, new MessageWriter().text(1, key).text(2, value));
    return model.finish();
  }

  #tensor(type: number, bytes: Uint8Array, shape: readonly number[], name: string): string {
    const message = new MessageWriter();
    for (const length of shape) message.int(1, length);
    this.#tensors.push(message.int(2, type).text(8, name).bytes(9, bytes));
    return name;
  }
}

function attribute(name: string, value: Attribute): MessageWriter {
  const message = new MessageWriter().text(1, name);
  if (typeof value === 'number') return message.int(3, value).int(20, TYPE.int);
  if (typeof value === 'string') return message.text(4, value).int(20, TYPE.text);
  if ('float' in value) return message.float(2, value.float).int(20, TYPE.float);
  for (const each of value) message.int(8, each);
  return message.int(20, TYPE.ints);
}

function valueInfo({ name, shape }: OnnxValue): MessageWriter {
  const axes = new MessageWriter();
  for (const length of shape) axes.message(1, typeof length === 'number' ? new MessageWriter().int(1, length) : new MessageWriter().text(2, length));
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, new MessageWriter().int(1, FLOAT).message(2, axes)));
}
