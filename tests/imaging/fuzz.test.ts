import { claimsOfDamagedFormats } from './damage-formats.ts';
import { claimsOfDamagedImages } from './damage.ts';

claimsOfDamagedImages(1);
claimsOfDamagedFormats(1);
