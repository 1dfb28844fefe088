import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { BY_ROAD, Driver, launch } from './driver';

let browser: Browser;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());

/** Few, small and still: what is shown, the part that is kept, and how many pixels may differ. */
const LOOKS: ReadonlyArray<readonly [name: string, search: string, part: string, share: number, BrowserContextOptions]> = [
  ['legend', '?territory=48', '.legend', 0.02, {}],
  ['legend-dark', '?territory=48', '.legend', 0.02, { colorScheme: 'dark' }],
  ['lead', '?territory=48', '.lead', 0.02, {}],
  ['embed', '?territory=48&embed=1', '.embed', 0.03, { viewport: { width: 720, height: 480 } }],
];

describe('looks as it did', () => {
  test.each(LOOKS)('%s', async (name, search, part, share, options) => {
    const page = await Driver.open(browser, options);
    await page.given.address(search);
    await page.then.looksAsBefore(name, part, share);
    await page.close();
  });

  test('the sheet of paper', async () => {
    const page = await Driver.open(browser, { viewport: { width: 760, height: 1060 } });
    await page.given.printer();
    await page.given.address('?territory=48');
    await page.when.openShare();
    await page.when.print('a4-portrait');
    await page.then.paperLooksAsBefore('sheet', 0.03);
    await page.close();
  });
});

describe('nothing moves while data come', () => {
  const views: ReadonlyArray<readonly [string, string | undefined, BrowserContextOptions]> = [
    ['', undefined, {}],
    ['?table=1', undefined, {}],
    ['?panel=truck', undefined, {}],
    ['?lang=en', undefined, {}],
    ['', BY_ROAD, {}],
    ['?embed=1', undefined, { viewport: { width: 720, height: 480 } }],
    ['', undefined, { viewport: { width: 320, height: 640 } }],
  ];
  test.each(views)('%s %s %j', async (search, base, options) => {
    const page = await Driver.open(browser, options, base);
    await page.given.address(search);
    expect(await page.get.shifts()).toEqual([]);
    await page.close();
  });
});
