import type { MenuItemConstructorOptions } from 'electron';

/** The screens of the menu *Go*, in the order of the side bar, each with its address in the page. */
const SCREENS = [
  ['Datasets', '/datasets'],
  ['Experiments', '/experiments'],
  ['Runs', '/runs'],
  ['Images', '/images'],
  ['Compare', '/compare'],
  ['Settings', '/settings'],
] as const;

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  /** Whether this is an installed app: the developer tools are then not offered. */
  readonly packaged: boolean;
  readonly goTo: (address: string) => void;
}

export function menuTemplate({ platform, packaged, goTo }: MenuOptions): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    { role: 'fileMenu', submenu: mac ? [{ role: 'close' }] : [{ role: 'quit' }] },
    { role: 'editMenu' },
    {
      label: 'Go',
      submenu: SCREENS.map(([label, address], i) => ({ label, accelerator: `CmdOrCtrl+${i + 1}`, click: () => goTo(address) })),
    },
    {
      role: 'viewMenu',
      submenu: [
        { role: 'reload' },
        ...(packaged ? [] : [{ role: 'toggleDevTools' } as const]),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ];
}
