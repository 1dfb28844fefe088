import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { BY_ROAD, Driver, launch } from './driver';

const PEOPLE = 76486;
const INDICATOR = 'Part des 75 ans ou plus';
const COLOUR = encodeURIComponent(INDICATOR);

let browser: Browser;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());

async function on(options: BrowserContextOptions, base: string | undefined, spec: (page: Driver) => Promise<void>): Promise<void> {
  const page = await Driver.open(browser, options, base);
  await spec(page);
  page.then.nothingWentWrong();
  await page.close();
}
const plain = (spec: (page: Driver) => Promise<void>): Promise<void> => on({}, undefined, spec);
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const digits = (text: string): number => Number(text.replace(/\D/g, ''));

describe('an indicator', () => {
  test('colours the communes, its classes add up to everyone, and the address keeps it', () =>
    plain(async (page) => {
      await page.given.indicator(INDICATOR, 'high');
      await page.given.address();
      await page.when.check('.colouring input[value=indicator]');
      await page.drawn();
      expect(page.get.address().get('colour')).toBe(`indicator:${INDICATOR}`);
      expect(await page.get.text('.legend h2')).toBe(`${INDICATOR} (%), 2022`);
      const people = await page.get.legendPeople();
      expect(people).toHaveLength(6);
      expect(sum(people)).toBe(PEOPLE);
      const [drawn, swatches] = [await page.get.mapColours(), (await page.get.legendColours()).slice(0, 5)];
      for (const colour of swatches) expect(drawn.get(colour) ?? 0).toBeGreaterThan(300);
      await page.when.reload();
      expect(await page.get.checked('.colouring input[value=indicator]')).toBe(true);
      await page.shot('see-indicator');
    }));

  test('is on the card and in a column of the table, who has none last', () =>
    plain(async (page) => {
      await page.given.indicator(INDICATOR, 'high');
      await page.given.address('?table=1&commune=48095');
      expect(await page.get.text('.card .facts')).toMatch(new RegExp(`${INDICATOR}.*\\d`, 's'));
      await page.when.sortBy(INDICATOR);
      const column = await page.get.column(8);
      expect(column.slice(0, 2)).toEqual(['151', '150']);
      expect(column.at(-1)).toBe('–');
      await page.when.sortBy(INDICATOR);
      expect((await page.get.column(8)).at(0)).toBe('0');
      expect((await page.get.column(8)).at(-1)).toBe('–');
    }));

  test('crossed with times is a square of nine that adds up, a column of the table, and moves with the threshold', () =>
    plain(async (page) => {
      await page.given.indicator(INDICATOR, 'low');
      await page.given.address(`?colour=fragile:${COLOUR}&table=1`);
      expect(await page.get.text('.colouring .muted:not(:empty)')).toContain('basses');
      const cells = (await page.get.texts('.square tbody td')).map(digits);
      expect(cells).toHaveLength(9);
      const none = digits(await page.get.text('.square ~ .legend-note'));
      expect(sum(cells) + none).toBe(PEOPLE);
      expect(sum([2, 5, 8].map((i) => cells[i] ?? 0))).toBeLessThanOrEqual(await page.get.number('.key-far strong'));
      expect(await page.get.text('.square-worst')).toContain('à la fois loin');
      await page.when.sortBy('Loin × fragile');
      expect((await page.get.column(9))[0]).toBe('plus de 20\u00a0min, tiers le plus fragile');
      const asked = page.get.asked('GET /api/layers/communes.geojson');
      await page.when.thresholdIs(40);
      const later = (await page.get.texts('.square tbody td')).map(digits);
      expect(later).not.toEqual(cells);
      expect(sum(later) + none).toBe(PEOPLE);
      expect(page.get.asked('GET /api/layers/communes.geojson')).toBe(asked);
      await page.shot('see-fragile');
    }));

  test('that the service has not leaves the colours of times', () =>
    plain(async (page) => {
      await page.given.address('?colour=indicator:inconnu');
      expect(await page.get.text('.legend h2')).toBe('Temps estimés et habitants');
      expect(await page.get.count('.colouring:not([hidden])')).toBe(0);
    }));
});

describe('people on the map', () => {
  test('are circles over pale communes, asked for once whatever the threshold', () =>
    plain(async (page) => {
      await page.given.address();
      const before = await page.get.mapColours();
      expect(page.get.asked('GET /api/layers/demand.geojson')).toBe(0);
      await page.when.overlay('people', true);
      const deep = (await page.get.legendColours())[4] ?? '';
      expect((await page.get.mapColours()).get(deep) ?? 0).toBeLessThan((before.get(deep) ?? 0) / 2);
      expect((await page.get.mapColours()).get(deep) ?? 0).toBeGreaterThan(100);
      expect(await page.get.text('.legend-marks')).toMatch(/le plus grand, Mende\s:\s12\s\d{3}/);
      await page.when.thresholdIs(30);
      expect(page.get.asked('GET /api/layers/demand.geojson')).toBe(1);
      expect(page.get.address().get('layers')).toBe('people');
      expect(await page.get.text('.overlays')).toContain('Aucun réseau routier n’est chargé');
      await page.shot('see-people');
    }));
});

describe('the curve of people by minutes', () => {
  test('says at the threshold what the key figure says, and is read by arrows', () =>
    plain(async (page) => {
      await page.given.address();
      const covered = PEOPLE - (await page.get.number('.key-far strong'));
      const said = async (): Promise<string> => (await page.get.attribute('.reach-curve', 'aria-valuetext')) ?? '';
      expect(digits((await said()).split(/[:,]/)[1] ?? '')).toBe(covered);
      await page.when.focus('.reach-curve');
      await page.when.press('ArrowRight', 'ArrowRight', 'PageUp');
      expect(await page.get.attribute('.reach-curve', 'aria-valuenow')).toBe('32');
      expect(page.get.address().get('threshold')).toBeNull();
      await page.when.press('Enter');
      await page.drawn();
      expect(page.get.address().get('threshold')).toBe('32');
      expect(digits((await said()).split(/[:,]/)[1] ?? '')).toBe(PEOPLE - (await page.get.number('.key-far strong')));
    }));

  test('has a table that ends on everyone who reaches a venue', () =>
    plain(async (page) => {
      await page.given.address('?threshold=22');
      await page.when.click('.reach summary');
      expect(await page.get.texts('.reach tbody th')).toContain('22 (seuil)');
      const rows = (await page.get.texts('.reach tbody tr > :nth-child(4)')).map(digits);
      expect(sum(rows)).toBe(digits((await page.get.texts('.reach tbody tr > :nth-child(2)')).at(-1) ?? ''));
    }));
});

describe('the table', () => {
  test('is filtered by name, band and intercommunalité, says how many, and leads to the map and back by keyboard', () =>
    plain(async (page) => {
      await page.given.address('?table=1');
      await page.when.fill('#sieve-name', 'saint etienne');
      const names = await page.get.column(1);
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect(name).toMatch(/Saint-Étienne/);
      expect(await page.get.text('.table caption')).toMatch(new RegExp(`^${names.length}.communes? sur 152`));
      await page.when.fill('#sieve-name', 'zzz');
      await page.then.visible('.sieve-none');
      await page.when.click('.sieve .chip');
      expect(await page.get.column(1)).toHaveLength(152);
      await page.when.choose('#sieve-band', '3');
      await page.when.choose('#sieve-epci', '200069102');
      const far = (await page.get.column(4)).map((text) => Number(text.replace(',', '.')));
      expect(far.length).toBeGreaterThan(0);
      for (const minutes of far) expect(minutes > 20 && minutes <= 30).toBe(true);
      expect(new Set(await page.get.column(2)).size).toBe(1);
      await page.when.focus('#sieve-band');
      await page.when.tabTo('.table tbody .link');
      const picked = await page.get.focus();
      await page.when.press('Enter');
      expect(await page.get.text('.card h2')).toBe(picked);
      await page.when.press('Escape');
      await page.then.hidden('.card');
      expect(await page.get.focus()).toBe(picked);
    }));
});

describe('the cards', () => {
  test('lead from a commune to its zone, to the commune of the best place, to a neighbour, to its venue', () =>
    plain(async (page) => {
      await page.given.address('?commune=48095');
      await expect.poll(() => page.get.count('.card-venues li')).toBe(3);
      await page.when.click('.card-gap .link');
      await page.then.visible('.card-list');
      expect(await page.get.text('.card h2')).toMatch(/^Zone non couverte n°.1$/);
      expect(page.get.address().get('gap')).toBe('48095');
      expect(await page.get.text('.card')).toMatch(/Le meilleur endroit pour un lieu\s+Un lieu/);
      const [first] = await page.get.texts('.card-list .link');
      await page.when.click('.card-list .link');
      expect(await page.get.text('.card h2')).toBe(first);
      await expect.poll(async () => (await page.get.texts('.card-list .link')).length).toBeGreaterThan(2);
      await page.when.click('.card-venues .link');
      expect(page.get.address().get('venue')).toBeTruthy();
      expect(await page.get.text('.card h3')).toMatch(/pour lieu le plus proche$/);
      await page.when.back();
      await expect.poll(() => page.get.text('.card h2')).toBe(first);
    }));

  test('of a zone opens from the list, and its focus goes back there', () =>
    plain(async (page) => {
      await page.given.address('?lang=en');
      await page.when.tabTo('.zones .zone');
      await page.when.press('Enter');
      expect(await page.get.text('.card h2')).toBe('Gap zone no. 1');
      await page.when.press('Escape');
      await page.then.hidden('.card');
      expect(await page.get.focus()).toContain('Around');
    }));

  test('of a zone opens a venue at its best place, in the scenario', () =>
    plain(async (page) => {
      await page.given.address('?gap=48095');
      await page.when.click('.card-add');
      await page.drawn();
      expect(page.get.address().get('open')).toMatch(/Nouveau lieu/);
      expect(page.get.address().get('panel')).toBe('scenario');
    }));

  test('of a venue names who would fall beyond the threshold, as many people as it says', () =>
    plain(async (page) => {
      await page.given.address();
      await page.when.click('.plain [data-opens^="venue:"]');
      const said = /S’il fermait, ([\d\s]+)habitants passeraient/.exec(await page.get.text('.card'))?.[1] ?? '';
      if (await page.get.count('.card-list li > button.link:only-child')) await page.when.click('.card-list li:last-child > button.link:only-child');
      const lost = (await page.get.texts('.card-list .is-lost')).map((text) => digits(/:\s([\d\s]+)/.exec(text)?.[1] ?? ''));
      expect(sum(lost)).toBe(digits(said));
    }));

  test('give the length of the three nearest venues, and the neighbours beyond the border', () =>
    on({}, BY_ROAD, async (page) => {
      await page.given.address('?commune=48135&route=3');
      await expect.poll(() => page.get.text('.card-venues li:nth-child(3)')).toMatch(/min · \d+,\d.km/);
      if (await page.get.count('.card-list li > button.link:only-child')) await page.when.click('.card-list li:last-child > button.link:only-child');
      expect(await page.get.text('.card')).toMatch(/\(30\), hors du territoire/);
      await expect.poll(() => page.get.text('.card-route .chip[aria-pressed="true"]')).toBe('Troisième lieu');
      expect(await page.get.text('.overlays')).toContain('Réseau routier chargé');
    }));
});

describe('sources', () => {
  test('and their vintages are one press away, from the other tab too', () =>
    plain(async (page) => {
      await page.given.address('?panel=truck');
      await page.when.click('.attribution .link');
      await page.then.visible('#sources');
      expect(await page.get.focus()).toBe('Sources');
    }));
});

describe('for everyone', () => {
  const views: ReadonlyArray<readonly [string, string]> = [
    ['indicator', `colour=indicator:${COLOUR}&layers=people&commune=48061`],
    ['square and table', `colour=fragile:${COLOUR}&table=1&layers=people`],
    ['zone', `gap=48095&table=1`],
  ];
  for (const language of ['fr', 'en'])
    for (const scheme of ['light', 'dark'] as const)
      test.each(views)(`axe finds nothing: %s (${language}, ${scheme})`, (name, search) =>
        on({ colorScheme: scheme }, undefined, async (page) => {
          await page.given.indicator(INDICATOR, 'high');
          await page.given.address(`?${search}&lang=${language}`);
          await page.when.click('.reach summary');
          await page.then.accessible();
          await page.shot(`see-axe-${name.split(' ')[0]}-${language}-${scheme}`);
        }));

  test('at 320 px nothing is cut off sideways', () =>
    on({ viewport: { width: 320, height: 720 } }, undefined, async (page) => {
      await page.given.indicator(INDICATOR, 'high');
      await page.given.address(`?colour=fragile:${COLOUR}&table=1&layers=people`);
      await page.then.noSidewaysScroll();
      await page.then.accessible();
      await page.shot('see-narrow', true);
    }));
});
