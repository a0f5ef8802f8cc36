/** What components have emitted, for the tests to read. */
export const emitted: { readonly name: string; readonly value: unknown }[] = [];

declare global {
  interface Window {
    gallery: { readonly emitted: typeof emitted };
  }
}
window.gallery = { emitted };

export function note(name: string): (value: unknown) => void {
  return (value) => emitted.push({ name, value: JSON.parse(JSON.stringify(value ?? null)) });
}
