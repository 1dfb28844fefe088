import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { BY_ROAD, Driver, launch } from './driver';

let browser: Browser;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());

/** Every view of the page: its address, what is opened on it, and the service that it needs. */
const VIEWS: ReadonlyArray<readonly [name: string, search: string, open: 'share' | null, base: string | undefined]> = [
  ['home', '', null, undefined],
  ['card-and-table', '?commune=48095&table=1', null, undefined],
  ['share', '', 'share', undefined],
  ['truck', '?panel=truck&objective=coverage&count=4', null, undefined],
  ['by-road', '?commune=48061&layers=roads,isochrones', null, BY_ROAD],
  ['embed', '?embed=1', null, undefined],
];

async function on(view: (typeof VIEWS)[number], options: BrowserContextOptions, spec: (page: Driver) => Promise<void>): Promise<void> {
  const [, search, open, base] = view;
  const page = await Driver.open(browser, options, base);
  await page.given.address(search);
  await page.settled();
  if (open === 'share') await page.when.openShare();
  await spec(page);
  page.then.nothingWentWrong();
  await page.close();
}

/** What a zoom of 200 % makes of a window of 1366 by 768. */
const ZOOMED: BrowserContextOptions = { viewport: { width: 683, height: 384 }, deviceScaleFactor: 2 };
const NARROW: BrowserContextOptions = { viewport: { width: 320, height: 568 } };

describe.each(VIEWS)('%s', (...view) => {
  const [name] = view;
  test('focus is always seen, and never under something else; targets are large enough', () =>
    on(view, {}, async (page) => {
      await page.then.targetsAreLargeEnough();
      expect(await page.then.focusIsAlwaysSeen()).toBeGreaterThan(2);
    }));

  test('at a zoom of 200 %: nothing is lost, nothing scrolls sideways, focus is seen', () =>
    on(view, ZOOMED, async (page) => {
      await page.then.noSidewaysScroll();
      await page.then.noTextIsCut();
      await page.then.targetsAreLargeEnough();
      await page.shot(`zoom-${name}`);
      await page.then.focusIsAlwaysSeen();
    }));

  test('320 pixels wide: axe finds nothing, nothing scrolls sideways, focus is seen', () =>
    on(view, NARROW, async (page) => {
      await page.then.noSidewaysScroll();
      await page.then.noTextIsCut();
      await page.then.targetsAreLargeEnough();
      await page.then.accessible();
      await page.then.focusIsAlwaysSeen();
    }));

  test('with reduced motion nothing moves', () => on(view, { reducedMotion: 'reduce' }, (page) => page.then.nothingMoves()));

  test('in colours that the system forces: axe finds nothing, classes keep their colours', () =>
    on(view, { forcedColors: 'active' }, async (page) => {
      await page.then.accessible();
      expect(new Set(await page.get.legendColours()).size).toBeGreaterThanOrEqual(5);
      await page.shot(`forced-${name}`);
    }));
});
