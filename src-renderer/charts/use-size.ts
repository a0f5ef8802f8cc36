import { onScopeDispose, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';

export interface Size {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
}

/** The size of an element's content as it changes, also when the window moves to a finer screen. */
export function useSize(element: Ref<HTMLElement | null>): Readonly<ShallowRef<Size>> {
  const size = shallowRef<Size>({ width: 0, height: 0, ratio: 1 });
  const measure = (): void => {
    const target = element.value;
    if (!target) return;
    const next = { width: target.clientWidth, height: target.clientHeight, ratio: window.devicePixelRatio };
    const { width, height, ratio } = size.value;
    if (next.width !== width || next.height !== height || next.ratio !== ratio) size.value = next;
  };
  const observer = new ResizeObserver(measure);
  watch(element, (now, before) => {
    if (before) observer.unobserve(before);
    if (now) observer.observe(now);
    measure();
  });
  let screen: MediaQueryList | null = null;
  const watchScreen = (): void => {
    screen?.removeEventListener('change', watchScreen);
    screen = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    screen.addEventListener('change', watchScreen);
    measure();
  };
  watchScreen();
  onScopeDispose(() => {
    observer.disconnect();
    screen?.removeEventListener('change', watchScreen);
  });
  return size;
}
