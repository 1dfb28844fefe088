import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { Driver, launch, type Colours } from './driver';

const LOZERE = { communes: 152, people: 76486 };
/** Chef-lieu of Mende, a little aside of its label. */
const MENDE = [3.4991, 44.5183] as const;

let browser: Browser;
let page: Driver;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());
beforeEach(async () => { page = await Driver.open(browser); });
afterEach(async () => {
  page.then.nothingWentWrong();
  await page.close();
});

const pixels = (colours: Colours, colour: string): number => colours.get(colour) ?? 0;

describe('the page of Lozère', () => {
  test('tells who is too far, and its legend adds up to everyone', async () => {
    await page.given.address();
    expect(await page.get.title()).toBe('Lozère');
    expect(await page.get.text('.territory-about')).toMatch(/^Département · 152.communes · 76.486.habitants$/);
    const people = await page.get.legendPeople();
    expect(people.reduce((a, b) => a + b)).toBe(LOZERE.people);
    expect(await page.get.number('.key-far strong')).toBe(people.slice(3).reduce((a, b) => a + b));
    expect(await page.get.text('.attribution')).toContain('Estimation à vol d’oiseau\u00a0: distance géodésique ×\u00a01,3, à 50\u00a0km/h');
    await page.shot('lozere');
  });

  test('draws the map in the colours of its legend', async () => {
    await page.given.address();
    const colours = await page.get.mapColours();
    expect(colours.size).toBeGreaterThan(50);
    const legend = await page.get.legendColours();
    expect(legend.filter((colour) => pixels(colours, colour) > 500).length).toBeGreaterThanOrEqual(4);
  });

  test('recolours at once when the threshold moves, with figures, zones and address', async () => {
    await page.given.address();
    const [before, far] = [await page.get.mapColours(), await page.get.number('.key-far strong')];
    await page.when.thresholdIs(30);
    expect(await page.get.number('.key-far strong')).toBeLessThan(far);
    expect(page.get.address().get('threshold')).toBe('30');
    expect((await page.get.legendPeople()).reduce((a, b) => a + b)).toBe(LOZERE.people);
    const blue = (await page.get.legendColours())[3] ?? '';
    expect(pixels(await page.get.mapColours(), blue)).not.toBe(pixels(before, blue));
    await page.shot('threshold-30');
  });

  test('opens the same view from a shared address', async () => {
    await page.given.address('?territory=48&threshold=33&commune=48095&table=1&map=9.00/44.5000/3.5000');
    expect(await page.get.text('.card h2')).toBe('Mende');
    expect(await page.get.text('.key-far')).toContain('33\u00a0minutes');
    expect(page.get.address().get('map')).toBe('9.00/44.5000/3.5000');
    expect(await page.get.column(1)).toHaveLength(LOZERE.communes);
  });

  test('goes to another territory by search, and back', async () => {
    await page.given.address();
    await page.when.search('haute-loire');
    await page.when.chooseFirst();
    expect(await page.get.title()).toBe('Haute-Loire');
    expect(page.get.address().get('territory')).toBe('43');
    await page.when.back();
    await expect.poll(() => page.get.title(), { timeout: 20_000 }).toBe('Lozère');
  });

  test('opens a commune’s card on click and closes it on Escape', async () => {
    await page.given.address();
    await page.when.clickMapAt(...MENDE);
    await page.then.visible('.card');
    expect(await page.get.text('.card h2')).toBe('Mende');
    expect(await page.get.text('.card')).toMatch(/12.\d{3}.habitants/);
    expect(page.get.address().get('commune')).toBe('48095');
    await page.shot('card');
    await page.when.press('Escape');
    await page.then.hidden('.card');
    expect(page.get.address().get('commune')).toBeNull();
  });

  test('shows a hostile venue’s name as the text that it is', async () => {
    const name = '<img src=x onerror=alert(1)>';
    const id = await page.given.venueNamed(name);
    await page.given.address(`?venue=${encodeURIComponent(id)}`);
    expect(await page.get.text('.card h2')).toBe(name);
    expect(await page.get.count('.card img')).toBe(0);
  });

  test('counts only the kinds that are ticked; none left means nobody covered, and it says why', async () => {
    await page.given.address();
    await page.when.tick('third_place');
    expect(page.get.address().get('kind')).toBe('third_place');
    expect(await page.get.number('.key-far strong')).toBe(LOZERE.people);
    expect((await page.get.legendPeople()).reduce((a, b) => a + b)).toBe(LOZERE.people);
    await page.shot('nobody-covered');
  });

  test('answers a move of the threshold within a few frames', async () => {
    await page.given.address();
    const cost = await page.get.thresholdCost();
    console.info(`threshold: ${cost.toFixed(1)} ms a move`);
    expect(cost).toBeLessThan(100);
  });
});
