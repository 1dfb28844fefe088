import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { Driver, launch } from './driver';

let browser: Browser;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());

async function on(options: BrowserContextOptions, spec: (page: Driver) => Promise<void>): Promise<void> {
  const page = await Driver.open(browser, options);
  await spec(page);
  page.then.nothingWentWrong();
  await page.close();
}

describe('accessibility', () => {
  const views: ReadonlyArray<readonly [string, string, BrowserContextOptions]> = [
    ['light', '', {}],
    ['card-and-table', '?commune=48095&table=1', {}],
    ['dark', '?commune=48095&table=1', { colorScheme: 'dark' }],
    ['english', '?lang=en&table=1', {}],
    ['narrow', '?table=1', { viewport: { width: 320, height: 640 } }],
  ];
  test.each(views)('axe finds nothing: %s', (name, search, options) =>
    on(options, async (page) => {
      await page.given.address(search);
      await page.then.accessible();
      await page.then.noSidewaysScroll();
      await page.shot(`axe-${name}`, name === 'narrow');
    }),
  );

  test('with the keyboard only: search, threshold, table, card, and back to where one was', () =>
    on({}, async (page) => {
      await page.given.address();
      await page.when.press('Tab');
      expect(await page.get.focus()).toBe('Aller au panneau d’analyse');
      await page.when.tabTo('#search');
      await page.when.search('mende');
      await page.when.press('ArrowDown', 'ArrowUp', 'Escape');
      await page.when.tabTo('#threshold-slider');
      await page.when.press('ArrowRight');
      await expect.poll(() => page.get.address().get('threshold')).toBe('21');
      await page.drawn();
      await page.when.tabTo('.map .skip');
      await page.when.press('Enter');
      await page.when.tabTo('.table-toggle');
      await page.when.press('Enter');
      await page.when.tabTo('.table tbody button');
      const farthest = await page.get.focus();
      await page.when.press('Enter');
      expect(await page.get.text('.card h2')).toBe(farthest);
      expect(await page.get.focus()).toBe(farthest);
      await page.when.press('Escape');
      await page.then.hidden('.card');
      expect(await page.get.focus()).toBe(farthest);
    }));

  test('the table carries the facts of the map, sorted as asked', () =>
    on({}, async (page) => {
      await page.given.address('?table=1');
      const minutes = (await page.get.column(4)).map((text) => Number(text.replace(',', '.')));
      expect(minutes).toEqual([...minutes].sort((a, b) => b - a));
      await page.when.sortBy('Habitants');
      expect((await page.get.column(1))[0]).toBe('Mende');
    }));
});

describe('when the server refuses', () => {
  test('an unknown territory is said to be unknown, and the search still works', async () => {
    const page = await Driver.open(browser);
    await page.given.brokenAddress('?territory=99999');
    await page.then.visible('.alert');
    expect(await page.get.title()).toBe('Rien à afficher');
    await page.when.search('lozère');
    await page.when.chooseFirst();
    expect(await page.get.title()).toBe('Lozère');
    await page.then.hidden('.alert');
    await page.close();
  });

  test('an address in part, the alert leads out of it with the keyboard and keeps the rest', async () => {
    const page = await Driver.open(browser);
    await page.given.brokenAddress('?territory=48&threshold=30&kind=zzz&panel=scenario&close=nope');
    await page.then.visible('.alert');
    for (const label of ['Retirer le type de lieu «\u00a0zzz\u00a0»', 'Retirer ce changement\u00a0: Fermeture\u00a0: nope']) {
      await expect.poll(async () => (await page.get.texts('.alert .chip'))[0]).toBe(label);
      await page.then.accessible();
      await page.shot('way-out');
      await page.when.tabTo('.alert .chip');
      await page.when.press('Enter');
    }
    await page.drawn();
    await page.then.hidden('.alert');
    expect(await page.get.title()).toBe('Lozère');
    expect(Object.fromEntries(page.get.address())).toMatchObject({ territory: '48', threshold: '30', panel: 'scenario' });
    expect(['kind', 'close'].map((name) => page.get.address().get(name))).toEqual([null, null]);
    expect(await page.get.focus()).toMatch(/^Synthèse/);
    expect(await page.get.text('.alerts [role=status]')).toMatch(/^C’est retiré\s; le reste/);
    await page.close();
  });

  test('its own words are shown, and what was there stays', async () => {
    const page = await Driver.open(browser);
    await page.given.address();
    await page.given.serverThatRefuses('/api/layers/gaps.geojson');
    await page.when.thresholdIs(12);
    await page.then.visible('.alert');
    expect(await page.get.text('.alert')).toContain('Le seuil dépasse la limite.');
    expect(await page.get.title()).toBe('Lozère');
    await page.shot('refused');
    await page.close();
  });
});
