/** Makes every layer of ours readable in stored models: importing it is enough. */
import './adaptive-max-pooling.ts';
import './batch-normalization.ts';
import './cropping-3d.ts';
import './global-pooling-3d.ts';
import './group-normalization.ts';
import './instance-normalization.ts';
import './linear-up-sampling.ts';
import './up-sampling-3d.ts';
import './zero-padding-3d.ts';
