import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { BY_ROAD, Driver, launch } from './driver';

let browser: Browser;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());

describe('the gap report', () => {
  test('is two clicks away, for the question that is asked', async () => {
    const page = await Driver.open(browser);
    await page.given.address('?threshold=25');
    await page.when.openShare();
    const file = await page.when.save('Rapport (PDF)');
    expect(file.name).toBe('maillage-48-25min-rapport.pdf');
    expect(file.text.startsWith('%PDF-1.7')).toBe(true);
    page.then.nothingWentWrong();
    await page.close();
  });

  const pages: ReadonlyArray<readonly [string, string, string | undefined, BrowserContextOptions]> = [
    ['estimate', '?territory=48', undefined, {}],
    ['by-road', '?territory=48', BY_ROAD, {}],
    ['no-venue', '?territory=75', undefined, {}],
    ['narrow', '?territory=48', undefined, { viewport: { width: 320, height: 640 } }],
  ];
  test.each(pages)('axe finds nothing in the page, and its policy allows all of it: %s', async (name, search, base, options) => {
    const page = await Driver.open(browser, options, base);
    await page.given.report(search);
    await page.then.visible('h1');
    await page.then.accessible();
    await page.then.noSidewaysScroll();
    await page.shot(`report-${name}`, true);
    page.then.nothingWentWrong();
    await page.close();
  });
});
