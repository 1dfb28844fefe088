import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { Driver, launch } from './driver';

let browser: Browser;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());

const MENDE = [3.4995, 44.535] as const;
const LISTS = 'GET /api/layers/communes.json';
const WHOLE = 'GET /api/layers/communes.geojson';
const tilesAsked = (page: Driver): number => page.get.allAsked().filter((one) => one.includes('/api/tiles/communes/')).length;
/** How many colours of the legend's classes the map shows on more than a few pixels. */
async function classesSeen(page: Driver): Promise<string[]> {
  const [legend, map] = [await page.get.legendColours(), await page.get.mapColours()];
  return legend.filter((colour) => (map.get(colour) ?? 0) > 500);
}

test('of thousands of communes the boundaries come as tiles and the rest as a list; the threshold moves without either', { timeout: 90_000 }, async () => {
  const page = await Driver.open(browser);
  await page.given.address('?territory=region:76&map=8.20/44.5000/3.5000');
  expect(await page.get.title()).toBe('Occitanie');
  expect([page.get.asked(LISTS), page.get.asked(WHOLE)]).toEqual([1, 0]);
  expect(await page.get.shifts()).toEqual([]);
  const [tiles, people, before] = [tilesAsked(page), await page.get.number('.key-far strong'), await classesSeen(page)];
  expect(tiles).toBeGreaterThan(0);
  expect(before.length).toBeGreaterThan(3);
  await page.when.thresholdIs(12);
  expect(await page.get.number('.key-far strong')).toBeGreaterThan(people);
  const after = await classesSeen(page);
  expect(after.length).toBeGreaterThan(3);
  expect(after).not.toEqual(before);
  expect([page.get.asked(LISTS), tilesAsked(page)]).toEqual([1, tiles]);
  // The map knows its communes, and the table has the same ones, in pages.
  await page.when.clickMapAt(...MENDE);
  await expect.poll(() => page.get.text('#card-title')).toBe('Mende');
  await page.when.toggleTable();
  await page.drawn();
  expect(await page.get.column(1)).toHaveLength(600);
  await page.then.accessible();
  await page.shot('region');
  page.then.nothingWentWrong();
  await page.close();
});

test('from few communes to many and back, the map has the boundaries of where it is', { timeout: 90_000 }, async () => {
  const page = await Driver.open(browser);
  await page.given.address('?territory=48');
  expect([page.get.asked(LISTS), tilesAsked(page)]).toEqual([0, 0]);
  await page.when.search('Occitanie');
  await page.when.chooseFirst();
  expect(page.get.asked(LISTS)).toBe(1);
  expect(tilesAsked(page)).toBeGreaterThan(0);
  await page.when.back();
  await expect.poll(() => page.get.title(), { timeout: 20_000 }).toBe('Lozère');
  await page.drawn();
  expect((await classesSeen(page)).length).toBeGreaterThan(3);
  await page.when.clickMapAt(...MENDE);
  await expect.poll(() => page.get.text('#card-title')).toBe('Mende');
  page.then.nothingWentWrong();
  await page.close();
});

test('a long question can be given up; what was there stays, and it can be asked again', { timeout: 90_000 }, async () => {
  const page = await Driver.open(browser);
  await page.given.address('?territory=48');
  await page.given.slow('/api/layers/communes.geojson', 6_000);
  await page.when.search('Cantal');
  await page.when.press('Enter');
  await page.then.visible('.waiting button');
  await page.then.accessible();
  await page.when.click('.waiting button');
  await page.then.hidden('.waiting');
  expect(await page.get.title()).toBe('Lozère');
  expect(await page.get.text('.alerts strong')).toContain('annulée');
  await page.given.noMoreOf('/api/layers/communes.geojson');
  await page.when.click('.alerts [class=alert] .chip');
  await expect.poll(() => page.get.title(), { timeout: 20_000 }).toBe('Cantal');
  await page.close();
});
