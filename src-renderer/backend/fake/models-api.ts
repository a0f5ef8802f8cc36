import type { LayerRow, ModelsApi } from '../../../src-shared/api/models.ts';

export function fakeModels(): ModelsApi {
  return {
    export: async ({ format, outputId, ownFolder = false }) => ({ folder: ownFolder ? `${outputId}/chest-resnet18-0001-${format}` : outputId, files: format === 'onnx' ? ['model.onnx', 'delira.json'] : ['model.json', 'weights.bin', 'delira.json'] }),
    describe: async ({ model, inputShape: [height = 1, width = 1, channels = 1], classes }) => {
      const layers: LayerRow[] =
        model.kind === 'cnn'
          ? [
              { name: 'conv1', kind: 'convolution', outputShape: [height - 2, width - 2, 32], parameters: 9 * channels * 32 + 32 },
              { name: 'conv2', kind: 'convolution', outputShape: [height - 4, width - 4, 64], parameters: 9 * 32 * 64 + 64 },
              { name: 'classes', kind: 'dense', outputShape: [classes], parameters: model.dense * classes + classes },
            ]
          : [
              { name: 'stem', kind: 'convolution', outputShape: [height / 2, width / 2, 64], parameters: 49 * channels * 64 },
              { name: 'stages', kind: 'residual', outputShape: [height / 32, width / 32, 512], parameters: 11_166_912 },
              { name: 'classes', kind: 'dense', outputShape: [classes], parameters: 512 * classes + classes },
            ];
      return { layers, parameters: layers.reduce((sum, { parameters }) => sum + parameters, 0) };
    },
  };
}
