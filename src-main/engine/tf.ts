/**
 * TensorFlow.js as the engine uses it. The layers library is imported for its
 * side effect: without it, tfjs-core's Node bundle knows no gradients.
 */
import '@tensorflow/tfjs-layers';

export * from '@tensorflow/tfjs-core';
