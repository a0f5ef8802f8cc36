import { claimsOfDamagedImages } from './damage.ts';

claimsOfDamagedImages(25);
