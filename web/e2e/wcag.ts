import type { Page } from 'playwright-core';

/** A stop of the tab key: what it is, and what is wrong with how it is seen. */
export interface Stop {
  readonly what: string;
  readonly wrong: string | null;
}

/** Presses Tab through the whole page, and looks at every stop as WCAG 2.4.7 and 2.4.11 do: is there a mark of focus, is any of it on top. */
export async function tabThrough(page: Page, most = 400): Promise<Stop[]> {
  const stops: Stop[] = [];
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    document.querySelectorAll('[data-tabbed]').forEach((one) => one.removeAttribute('data-tabbed'));
    window.scrollTo(0, 0);
  });
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      if (!(at instanceof HTMLElement) || at === document.body || at.hasAttribute('data-tabbed')) return null;
      at.setAttribute('data-tabbed', '');
      const label = (at.getAttribute('aria-label') ?? at.textContent ?? '').trim().slice(0, 40);
      const what = `${at.tagName.toLowerCase()}${at.id ? `#${at.id}` : ''}.${at.className} "${label}"`;
      const { outlineStyle, outlineWidth, opacity } = getComputedStyle(at);
      const marked = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && Number(opacity) > 0;
      // Boxes of a link over two lines are two; of each, five points.
      const seen = [...at.getClientRects()].some((box) => {
        const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]].map(([x = 0, y = 0]) => [box.left + x * box.width, box.top + y * box.height] as const);
        return points.some(([x, y]) => {
          const top = document.elementFromPoint(x, y);
          return top !== null && (at.contains(top) || top.contains(at) && getComputedStyle(at).pointerEvents === 'none' || (at instanceof HTMLInputElement && at.labels !== null && [...at.labels].some((one) => one.contains(top))));
        });
      });
      return { what, wrong: !marked ? 'no mark of focus' : !seen ? 'hidden by something else, or out of sight' : null };
    });
    if (stop === null) break;
    stops.push(stop);
  }
  return stops;
}

/** Targets smaller than 24 by 24 pixels of which a circle of 24 meets another target (WCAG 2.5.8); links within a sentence are left out, as there. */
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const least = 24;
    const shown = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [role=tab], [role=option], [tabindex="0"]')].filter((one) => {
      const { width, height } = one.getBoundingClientRect();
      return width > 1 && height > 1 && one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && getComputedStyle(one).clipPath === 'none';
    });
    const box = (one: HTMLElement): DOMRect => {
      const own = one.getBoundingClientRect();
      // A box to tick is as large as its label.
      const label = one instanceof HTMLInputElement && ['checkbox', 'radio'].includes(one.type) ? one.closest('label') : null;
      return label ? label.getBoundingClientRect() : own;
    };
    const isInText = (one: HTMLElement): boolean => one.tagName === 'A' && getComputedStyle(one).display === 'inline' && (one.parentElement?.textContent ?? '').trim() !== (one.textContent ?? '').trim();
    const small = shown.filter((one) => box(one).width < least || box(one).height < least);
    const middle = (one: HTMLElement): readonly [number, number] => [box(one).left + box(one).width / 2, box(one).top + box(one).height / 2];
    return small
      .filter((one) => !isInText(one))
      .filter((one) => {
        const [x, y] = middle(one);
        return shown.some((other) => {
          if (other === one || other.contains(one) || one.contains(other)) return false;
          if (small.includes(other)) {
            const [ox, oy] = middle(other);
            return Math.hypot(x - ox, y - oy) < least;
          }
          const { left, right, top, bottom } = box(other);
          return Math.hypot(x - Math.min(Math.max(x, left), right), y - Math.min(Math.max(y, top), bottom)) < least / 2;
        });
      })
      .map((one) => `${one.outerHTML.slice(0, 120)} ${Math.round(box(one).width)}×${Math.round(box(one).height)}`);
  });

/** What moves: animations that run, and elements whose style would start one. */
export const moving = (page: Page): Promise<string[]> =>
  page.evaluate(() => [
    ...document.getAnimations().map((one) => `runs: ${one.constructor.name}`),
    ...[...document.querySelectorAll('*')].flatMap((one) =>
      ['', '::before', '::after'].flatMap((part) => {
        const { animationName, transitionDuration } = getComputedStyle(one, part || null);
        const slow = transitionDuration.split(',').some((text) => parseFloat(text) > 0);
        // MapLibre's own controls fade; its sheet is not ours.
        return (animationName !== 'none' || slow) && !one.closest('.maplibregl-map') ? [`${one.tagName} ${one.className} ${part} ${animationName} ${transitionDuration}`] : [];
      }),
    ),
  ]);

/** Cut text: what is wider than the box that hides the rest of it. */
export const cutText = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, a, label, h1, h2, h3, p, dt, dd, th, td, summary')]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && getComputedStyle(one).overflowX === 'hidden' && one.scrollWidth > one.clientWidth + 1 && !one.closest('.visually-hidden') && !one.matches('.visually-hidden'))
      .map((one) => one.outerHTML.slice(0, 120)),
  );
