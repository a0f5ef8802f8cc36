import { it } from 'vitest';
import { usePlainBackend } from '../../helpers/plain-backend.ts';
import { expectLikeTorch } from './torch-resnet.ts';

usePlainBackend();

it.each([34, 50] as const)('a ResNet of PyTorch of %i layers answers in ours as there', expectLikeTorch);
