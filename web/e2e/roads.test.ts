import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { BY_ROAD, Driver, launch, type Colours } from './driver';

/** Colours of the drawn way and of the roads, as the map's theme has them. */
const [WAY, ROAD] = ['rgb(214, 0, 110)', 'rgb(63, 50, 38)'];
const MENDE = '?commune=48095';

interface Figures {
  readonly people: { readonly uncovered: number };
  readonly unreachable: { readonly people: number };
  readonly crow_fly: { readonly other_venue_points: number } | null;
}
interface Route {
  readonly properties: { readonly duration_s: number; readonly venue: string };
}

let browser: Browser;
let page: Driver;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());
beforeEach(async () => { page = await Driver.open(browser, {}, BY_ROAD); });
afterEach(() => page.close());

const pixels = (colours: Colours, colour: string): number => colours.get(colour) ?? 0;
const drawnWay = async (): Promise<number> => pixels(await page.get.mapColours(), WAY);
const drawnRoads = async (): Promise<number> => pixels(await page.get.mapColours(), ROAD);

describe('the page of a service with roads', () => {
  test('answers by road, says so, and says how the estimate differs', async () => {
    await page.given.address();
    const { people, unreachable, crow_fly } = await page.get.json<Figures>('/api/territories/48/summary');
    expect(await page.get.number('.key-far strong')).toBe(people.uncovered + unreachable.people);
    const credits = await page.get.text('.attribution');
    expect(credits).toContain('Temps calculés par la route, en voiture, sans trafic');
    expect(credits).toContain('© les contributeurs d’OpenStreetMap');
    expect(credits).not.toContain('Estimation');
    expect(await page.get.text('.compared')).toContain(`${crow_fly?.other_venue_points}\u00a0communes`);
    expect(await page.get.text('.panel')).toContain('lozere.roads');
    expect(await page.get.text('.panel')).toContain('1er\u00a0décembre\u00a02025');
    await page.shot('by-road');
    page.then.nothingWentWrong();
  });

  test('changes its figures, words and address with the model, and comes back', async () => {
    await page.given.address();
    const byRoad = await page.get.number('.key-far strong');
    await page.when.model('crow-fly');
    const { people, unreachable } = await page.get.json<Figures>('/api/territories/48/summary?model=crow-fly');
    expect(await page.get.number('.key-far strong')).toBe(people.uncovered + unreachable.people);
    expect(people.uncovered + unreachable.people).not.toBe(byRoad);
    expect(page.get.address().get('model')).toBe('crow-fly');
    expect(await page.get.text('.attribution')).toContain('Estimation à vol d’oiseau');
    await page.then.hidden('.compared');
    await page.when.back();
    await expect.poll(() => page.get.number('.key-far strong'), { timeout: 20_000 }).toBe(byRoad);
    expect(await page.get.checked('.travel input[value=road]')).toBe(true);
    page.then.nothingWentWrong();
  });

  test('draws the way of the selected commune, then the one to the second venue, and clears it', async () => {
    await page.given.address(MENDE);
    const [first, second] = await Promise.all([1, 2].map((rank) => page.get.json<Route>(`/api/route?territory=48&code=48095&rank=${rank}`)));
    expect(await page.get.text('.card-route [role=status]')).toContain(first?.properties.venue);
    expect(await drawnWay()).toBeGreaterThan(300);
    await page.shot('route');
    await page.when.click('.card-route .chip:nth-child(2)');
    await expect.poll(() => page.get.text('.card-route [role=status]')).toContain(second?.properties.venue);
    expect(page.get.address().get('route')).toBe('2');
    await page.drawn();
    expect(await drawnWay()).toBeGreaterThan(300);
    await page.when.press('Escape');
    await page.drawn();
    expect(await drawnWay()).toBe(0);
    expect(page.get.address().get('route')).toBeNull();
    page.then.nothingWentWrong();
  });

  test('draws no way by the estimate', async () => {
    await page.given.address(`${MENDE}&model=crow-fly`);
    await page.then.visible('.card');
    await page.then.hidden('.card-route');
    expect(await drawnWay()).toBe(0);
    page.then.nothingWentWrong();
  });

  test('says in words why there is no way, and of a commune that reaches nothing why', async () => {
    await page.given.answer('/api/route', 422, { type: 'urn:maillage:problem:not-reached', title: 'Not reached', status: 422, detail: 'no route by road' });
    await page.given.address(MENDE);
    expect(await page.get.text('.card-route')).toContain('L’itinéraire ne peut pas être tracé. Aucun itinéraire n’y mène.');
    await page.given.address('?commune=48004');
    expect(await page.get.text('.card')).toContain('la route la plus proche est trop loin pour y aller à pied');
    await page.then.hidden('.card-route');
  });

  test('forgets a way that comes after its card was closed', async () => {
    let release = (): void => undefined;
    const later = new Promise<void>((resolve) => (release = resolve));
    await page.given.answer('/api/route', 200, { type: 'Feature', geometry: { type: 'LineString', coordinates: [[3.3, 44.5], [3.7, 44.5]] }, properties: { venue: 'Tard', duration_s: 60, distance_m: 1, walk_from_m: 0, walk_to_m: 0 } }, later);
    await page.given.address(MENDE);
    expect(await page.get.text('.card-route')).toContain('Recherche de l’itinéraire');
    await page.when.press('Escape');
    release();
    await page.pause(800);
    expect(await drawnWay()).toBe(0);
    page.then.nothingWentWrong();
  });

  test('shows the road network to who asks for it, more of it from near, and hides it again', async () => {
    await page.given.address();
    // The sample of the legend.
    const none = await drawnRoads();
    await page.when.overlay('roads', true);
    expect(page.get.address().get('layers')).toBe('roads');
    const afar = await drawnRoads();
    expect(afar).toBeGreaterThan(none + 300);
    await page.shot('road-network');
    await page.when.overlay('roads', false);
    expect(await drawnRoads()).toBe(none);
    await page.given.address('?layers=roads&map=11.50/44.5200/3.5000');
    expect(await drawnRoads()).toBeGreaterThan(afar);
    page.then.nothingWentWrong();
  });

  test('says that the road network could not be loaded, and tries again', async () => {
    await page.given.answer('/api/tiles/ground/', 503, { type: 'urn:maillage:problem:busy', title: 'Busy', status: 503, detail: 'busy' });
    await page.given.address('?layers=roads');
    await page.then.visible('.alert');
    expect(await page.get.text('.alert')).toContain('Le fond de carte n’a pas pu être chargé.');
    await page.given.noMoreOf('/api/tiles/ground/');
    await page.when.click('.alert .chip');
    await expect.poll(drawnRoads, { timeout: 10_000 }).toBeGreaterThan(400);
  });
});

describe('the background', () => {
  /** Water, as the map's theme has it; a lake of some 8 km. */
  const WATER = 'rgb(221, 232, 243)';
  const drawnWater = async (): Promise<number> => pixels(await page.get.mapColours(), WATER);

  test('is there by default, quiet: the colours of the legend keep; and goes and comes with the address', async () => {
    await page.given.address();
    expect(await drawnWater()).toBeGreaterThan(200);
    const [colours, [plain]] = [await page.get.mapColours(), await page.get.legendColours()];
    expect(pixels(colours, plain ?? '')).toBeGreaterThan(1000);
    await page.when.ground('none');
    expect(page.get.address().get('ground')).toBe('none');
    expect(await drawnWater()).toBe(0);
    await page.given.address('?ground=none');
    expect(await page.get.checked('.grounds input[value=none]')).toBe(true);
    await page.when.ground('own');
    expect(page.get.address().get('ground')).toBeNull();
    expect(await drawnWater()).toBeGreaterThan(200);
    page.then.nothingWentWrong();
  });

  test('is that of another server only where it is offered and chosen: it is asked for nothing before, and named', async () => {
    const asked = await page.given.outsideTiles();
    await page.given.address();
    expect(asked).toEqual([]);
    expect(await page.get.text('#about-ground')).toContain('tuiles.exemple.fr apprend quels endroits sont regardés');
    expect(await page.get.text('.attribution')).not.toContain('© Exemple');
    await page.when.ground('tiles');
    await expect.poll(() => asked.length, { timeout: 10_000 }).toBeGreaterThan(1);
    // No more than the name of the site goes with it, never the address with its question.
    expect(asked[0]).toMatch(/^https:\/\/tuiles\.exemple\.fr\/\d+\/\d+\/\d+\.png http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await page.get.text('.attribution')).toContain('© Exemple');
    await page.drawn();
    await page.shot('outside-tiles');
    await page.then.accessible();
    page.then.nothingWentWrong();
  });
});

describe('isochrones', () => {
  test('are drawn in the colours of the bands, by road only', async () => {
    const answered = async (): Promise<void> => {
      await expect.poll(() => page.get.text('#about-isochrones'), { timeout: 20_000 }).toContain('Terrain à 500\u00a0m au plus');
      await page.drawn();
    };
    await page.given.address('?map=9.50/44.5500/3.6000');
    const before = await page.get.mapColours();
    await page.when.overlay('isochrones', true);
    await answered();
    // Communes are faint now: what has the full colour of a band is land reached.
    const land = await page.get.mapColours();
    const colours = (await page.get.legendColours()).slice(0, 5);
    for (const colour of colours) expect(pixels(land, colour), colour).toBeGreaterThan(1500);
    for (const colour of colours) expect(pixels(land, colour), colour).not.toBe(pixels(before, colour));
    // Mostly plain areas: five colours hold most of the land that is in sight.
    const reached = colours.reduce((sum, colour) => sum + pixels(land, colour), 0);
    expect(reached).toBeGreaterThan(200_000);
    expect(page.get.address().get('layers')).toBe('isochrones');
    await page.shot('isochrones');
    await page.when.model('crow-fly');
    expect(await page.get.checked('.overlays input[value=isochrones]')).toBe(false);
    page.then.nothingWentWrong();
  });

  test('that could not be had are said to be so', async () => {
    await page.given.answer('/api/layers/isochrones.geojson', 503, { type: 'urn:maillage:problem:busy', title: 'Busy', status: 503, detail: 'busy' });
    await page.given.address('?layers=isochrones');
    expect(await page.get.text('#about-isochrones')).toBe('Les isochrones n’ont pas pu être calculées.');
  });
});

describe('by road, for everyone', () => {
  test('with the keyboard only: the model, the way, the road network', async () => {
    await page.given.address(MENDE);
    await page.when.press('Escape');
    await page.when.tabTo('.travel input');
    await page.when.press('ArrowRight');
    await expect.poll(() => page.get.address().get('model')).toBe('crow-fly');
    await page.when.press('ArrowLeft');
    await expect.poll(() => page.get.address().get('model')).toBe('road');
    await page.drawn();
    await page.when.tabTo('.overlays input[value=roads]');
    await page.when.press('Space');
    await page.drawn();
    expect(await drawnRoads()).toBeGreaterThan(300);
    await page.given.address(MENDE);
    await page.when.tabTo('.card-route .chip:nth-child(2)');
    await page.when.press('Enter');
    await expect.poll(() => page.get.address().get('route')).toBe('2');
    await page.drawn();
    expect(await page.get.focus()).toBe('Deuxième lieu');
    page.then.nothingWentWrong();
  });

  const views = [['by-road', {}], ['by-road-dark', { colorScheme: 'dark' }], ['by-road-narrow', { viewport: { width: 320, height: 640 } }]] as const;
  test.each(views)('axe finds nothing: %s', async (name, options) => {
    await page.close();
    page = await Driver.open(browser, options, BY_ROAD);
    await page.given.address(`${MENDE}&layers=roads`);
    await page.then.accessible();
    await page.then.noSidewaysScroll();
    await page.shot(`axe-${name}`, name === 'by-road-narrow');
    page.then.nothingWentWrong();
  });
});
