const MAC = /mac/i.test(navigator.userAgent);

/** The key that palettes open with, as it is printed on this machine's keyboard. */
export const MOD_KEY = MAC ? { label: '⌘', aria: 'Meta' } : { label: 'Ctrl', aria: 'Control' };
