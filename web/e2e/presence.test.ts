import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { BY_ROAD, Driver, launch } from './driver';

const COUNTED = '?panel=truck&objective=coverage&count=6&depot=48095&from=2027-01-04&to=2027-06-30&weeks=2&days=mon,tue,wed,thu,fri&hours=08:00-18:00&sessions=2&counted=1';
const OPEN = 'input[name=colour][value=open]';

interface Row {
  readonly code: string;
  readonly name: string;
  readonly population: number;
  readonly open_h: number;
  readonly wait_h: number | null;
  readonly stops: number;
  readonly venues_without_hours: number;
}

let browser: Browser;
let page: Driver;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());
beforeEach(async () => { page = await Driver.open(browser); });
afterEach(() => page.close());

async function counted(more = ''): Promise<string> {
  await page.given.address(`${COUNTED}${more}`);
  await expect.poll(() => page.get.address().get('plan'), { timeout: 20_000 }).not.toBeNull();
  await page.settled();
  await page.then.visible('.colouring');
  return page.get.address().get('plan') ?? '';
}
async function rows(plan: string, more = ''): Promise<Row[]> {
  const { features } = await page.get.json<{ features: ReadonlyArray<{ properties: Row }> }>(`/api/layers/presence.geojson?territory=48&plan=${plan}${more}`);
  return features.map(({ properties }) => properties);
}
/** People of the classes of the legend, from the server's rows alone; who is unknown comes last, and only if there is anyone. */
function expected(all: readonly Row[], limits: readonly number[], value: (row: Row) => number | null, isMore: boolean): number[] {
  const inside = (from: number, to: number) => (row: Row): boolean => { const it = value(row); return it !== null && it > from && it <= to; };
  const people = (test: (row: Row) => boolean): number => all.filter(test).reduce((sum, { population }) => sum + population, 0);
  const ends = [...limits, Infinity];
  const ranges = ends.map((to, i) => people(inside(ends[i - 1] ?? 0, to)));
  const unknown = people((row) => value(row) === null && row.venues_without_hours > 0);
  return [...(isMore ? ranges.reverse() : ranges), people((row) => value(row) === null && row.venues_without_hours === 0), ...(unknown > 0 ? [unknown] : [])];
}
const openOf = ({ open_h }: Row): number | null => (open_h > 0 ? open_h : null);

describe('a tour that counts', () => {
  test('colours communes by hours and by wait, as the server says; the address keeps it, table and card say it', async () => {
    const plan = await counted();
    const byTime = await page.get.legendColours();
    await page.when.check(OPEN);
    await page.drawn();
    expect(page.get.address().get('colour')).toBe('open');
    const all = await rows(plan);
    const open = await page.get.legendPeople();
    expect(open).toEqual(expected(all, [4, 12, 40, 100], openOf, true));
    expect(open.reduce((sum, n) => sum + n, 0)).toBe(76_486);
    // The class of most people that has a colour of its own covers the map.
    const colours = await page.get.legendColours();
    expect(colours).not.toEqual(byTime);
    const most = open.slice(0, 6).indexOf(Math.max(...open.slice(0, 6)));
    expect((await page.get.mapColours()).get(colours[most] ?? '') ?? 0).toBeGreaterThan(1000);
    await page.when.scrollPanelTo('.changes');
    await page.shot('presence-open');

    await page.when.check('input[name=colour][value=wait]');
    await page.drawn();
    expect(await page.get.legendPeople()).toEqual(expected(all, [24, 72, 168, 336], ({ wait_h }) => wait_h, false));

    await page.when.reload();
    await page.settled();
    expect(page.get.address().get('colour')).toBe('wait');
    expect(await page.get.checked('input[name=colour][value=wait]')).toBe(true);

    await page.when.toggleTable();
    await page.when.sortBy('Ouverture');
    const best = Math.max(...all.map(({ open_h }) => open_h));
    expect((await page.get.column(5))[0]).toContain(best.toFixed(1).replace('.', ','));
    const served = all.find(({ stops, venues_without_hours }) => stops > 0 && venues_without_hours === 0);
    await page.given.address(`?commune=${served?.code}&plan=${plan}&counted=1`);
    expect(await page.get.text('.card h2')).toBe(served?.name);
    expect(await page.get.texts('.card-gain tbody tr:nth-child(2) td')).toEqual(['0\u00a0min', expect.stringMatching(/^(\d+\u00a0h\u00a0\d\d|\d+\u00a0min)$/)]);
    expect(await page.get.text('.card-gain tbody tr:nth-child(4) td')).toBe('jamais ouvert');
    const near = all.find(({ venues_without_hours }) => venues_without_hours > 0);
    await page.given.address(`?commune=${near?.code}&plan=${plan}&counted=1`);
    expect(await page.get.text('.card-gain .doubt')).toMatch(/^Horaires inconnus pour .* minimum/);
    page.then.nothingWentWrong();
  });

  test('stays true when the threshold changes, and says that other stops would now be chosen', async () => {
    const plan = await counted('&colour=open');
    await page.when.click('.threshold .chip:last-child');
    await page.drawn();
    await page.settled();
    expect(await page.get.legendPeople()).toEqual(expected(await rows(plan, '&threshold=30'), [4, 12, 40, 100], openOf, true));
    expect(await page.get.text('.legend h2')).toContain('30\u00a0min');
    expect(await page.get.text('.changes tbody th')).toContain('30\u00a0min');
    expect(await page.get.text('[aria-labelledby=plan-title]')).toContain('ce sont les siens que compte la tournée');
    await page.when.click('#count-tour');
    await page.drawn();
    await page.then.hidden('.colouring');
    expect(await page.get.text('.legend h2')).toBe('Temps estimés et habitants');
    page.then.nothingWentWrong();
  });

  test('says that its plan was made with other times, once the page has others; isochrones stay off other colours', async () => {
    await page.close();
    page = await Driver.open(browser, {}, BY_ROAD);
    await counted('&layers=isochrones');
    expect(await page.get.checked('.overlays input[value=isochrones]')).toBe(true);
    await page.when.check(OPEN);
    await page.drawn();
    expect(await page.get.checked('.overlays input[value=isochrones]')).toBe(false);
    expect(await page.get.text('[aria-labelledby=plan-title]')).not.toContain('temps par la route');
    await page.when.model('crow-fly');
    await page.settled();
    expect(await page.get.text('[aria-labelledby=plan-title]')).toContain('Ce plan est fait avec des temps par la route');
    page.then.nothingWentWrong();
  });

  const views: ReadonlyArray<readonly [string, string, BrowserContextOptions]> = [
    ['light', '&colour=open&commune=48095&table=1', {}],
    ['dark-english', '&colour=wait&commune=48095&table=1&lang=en', { colorScheme: 'dark' }],
    ['narrow', '&colour=wait', { viewport: { width: 320, height: 640 } }],
  ];
  test.each(views)('axe finds nothing: %s', async (name, more, options) => {
    await page.close();
    page = await Driver.open(browser, options);
    await counted(more);
    await page.when.scrollPanelToTop();
    await page.then.accessible();
    await page.then.noSidewaysScroll();
    await page.shot(`axe-presence-${name}`, name === 'narrow');
    page.then.nothingWentWrong();
  });
});
