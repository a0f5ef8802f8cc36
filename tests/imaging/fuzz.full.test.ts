import { claimsOfDamagedFormats } from './damage-formats.ts';
import { claimsOfDamagedImages } from './damage.ts';

claimsOfDamagedImages(25);
claimsOfDamagedFormats(30);
