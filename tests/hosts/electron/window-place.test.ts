import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { choosePlace, keepPlace, readPlace } from '../../../src-main/hosts/electron/window-place.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const LEFT = { x: 0, y: 25, width: 1440, height: 875 };
const RIGHT = { x: 1440, y: 0, width: 2560, height: 1440 };
const onRight = { x: 1700, y: 200, width: 1800, height: 1000, maximized: false };

describe('a window', () => {
  it('opens where it was closed', () => {
    expect(choosePlace(onRight, [LEFT, RIGHT])).toEqual({ x: 1700, y: 200, width: 1800, height: 1000 });
  });

  it('opens in the middle of the first screen, and no larger than it, when its own has been taken away', () => {
    expect(choosePlace(onRight, [LEFT])).toEqual({ width: 1440, height: 875 });
  });

  it('opens in the middle when nothing was kept', () => {
    expect(choosePlace(null, [RIGHT])).toEqual({ width: 1360, height: 860 });
    expect(choosePlace(null, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({ width: 1024, height: 700 });
  });

  it.each([
    ['off to the left', { x: -1750, y: 200 }],
    ['below the screen', { x: 200, y: 890 }],
    ['above it', { x: 200, y: -100 }],
  ])('does not open %s, where nobody could take it by its edge', (_, corner) => {
    expect(choosePlace({ ...onRight, ...corner }, [LEFT])).not.toHaveProperty('x');
  });

  it('comes down from under a bar at the top of the screen', () => {
    expect(choosePlace({ ...onRight, x: 100, y: 15 }, [LEFT])).toEqual({ x: 100, y: 25, width: 1440, height: 875 });
  });
});

describe('the place of a window', () => {
  it('is found again as it was kept', () => {
    const file = join(temporaryFolder(), 'window', 'place.json');
    keepPlace(file, onRight);
    expect(readPlace(file)).toEqual(onRight);
  });

  it.each(['', '{', '[]', '{"x":0,"y":0,"width":-1,"height":5,"maximized":false}', '{"x":"0"}'])('is forgotten when its file makes no sense: %j', (text) => {
    const folder = temporaryFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'place.json'), text);
    expect(readPlace(join(folder, 'place.json'))).toBeNull();
    expect(readPlace(join(folder, 'none.json'))).toBeNull();
  });
});
