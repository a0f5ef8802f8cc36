/**
 * Lets plain Node find `delira` for a script, wherever it lies:
 *
 *     node --import <app>/dist/main/delira-register.js script.ts
 */
import { resolveCode } from '../user-code/hooks.ts';

resolveCode([]);
