import type { DenseArray } from '../../../src-shared/domain/array.ts';
import { channelsOf } from './image.ts';

/**
 * Values of chosen pixels of many images, by channel.
 *
 * Where an image has more than an even share of what is kept, they are taken
 * at even distances: no chance is needed, and the same folder gives the same
 * numbers.
 */
export class ValuePool {
  readonly #share: number;
  readonly #byChannel: Float32Array[][] = [];
  #count = 0;

  /** @param most values of each channel in all. @param images that will come. */
  constructor(images: number, most: number) {
    this.#share = Math.max(1, Math.floor(most / Math.max(1, images)));
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** @param isChosen whether a pixel counts; null for all of them. */
  add(image: DenseArray, isChosen: ((pixel: number) => boolean) | null): void {
    const channels = channelsOf(image);
    const places = this.#placesOf(image.data.length / channels, isChosen);
    this.#count += places.length;
    for (let channel = 0; channel < channels; channel++) {
      (this.#byChannel[channel] ??= []).push(Float32Array.from(places, (place) => image.data[place * channels + channel] as number));
    }
  }

  channels(): readonly Float32Array[] {
    return this.#byChannel.map(joined);
  }

  #placesOf(pixels: number, isChosen: ((pixel: number) => boolean) | null): Int32Array {
    let count = pixels;
    if (isChosen) {
      count = 0;
      for (let pixel = 0; pixel < pixels; pixel++) if (isChosen(pixel)) count++;
    }
    const places = new Int32Array(Math.min(count, this.#share));
    for (let pixel = 0, seen = 0, at = 0; pixel < pixels && at < places.length; pixel++) {
      if (isChosen && !isChosen(pixel)) continue;
      if (seen++ === Math.floor((at * count) / places.length)) places[at++] = pixel;
    }
    return places;
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
