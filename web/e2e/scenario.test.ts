import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Driver, launch } from './driver';

const VILLEFORT = 'fs-2021-48198';
const CLOSED = `?panel=scenario&colour=change&close=${VILLEFORT}`;
const HOSTILE = '<img src=x onerror=alert(1)>';

interface Told {
  readonly scenario: { readonly before: { readonly covered: number }; readonly after: { readonly covered: number }; readonly no_longer_covered: number; readonly communes_lose: number };
}

let browser: Browser;
let page: Driver;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());
beforeEach(async () => { page = await Driver.open(browser); });
afterEach(() => page.close());

const digits = (text: string): number => Number(text.replace(/\D/g, ''));
const figures = async (): Promise<number[]> => (await page.get.texts('[aria-labelledby=effect-title] > table tbody tr:first-child td')).map(digits);

describe('a scenario', () => {
  test('“We close Villefort: who loses?” by clicks', async () => {
    await page.given.address();
    await page.when.click('#tab-scenario');
    await page.then.hidden('[aria-labelledby=effect-title]');
    await page.when.click(`[aria-label^="Fermer ce lieu"][aria-label$="Villefort"]`);
    await page.drawn();
    const told = await page.get.json<Told>(`/api/territories/48/summary?close=${VILLEFORT}`);
    expect(page.get.address().get('close')).toBe(VILLEFORT);
    expect(page.get.address().get('colour')).toBe('change');
    expect(await figures()).toEqual([told.scenario.before.covered, told.scenario.after.covered]);
    expect(digits((await page.get.text('.scenario-said')).split('au-delà')[0] ?? '')).toBe(told.scenario.no_longer_covered);
    expect(digits(await page.get.text('.scenario-lose h3'))).toBe(told.scenario.communes_lose);
    expect((await page.get.mapColours()).get('rgb(166, 54, 3)') ?? 0).toBeGreaterThan(500);
    expect(await page.get.text('.legend')).toContain('passe au-delà de 20\u00a0min');
    expect(await page.get.focus()).toBe('Changements simulés');
    expect(await page.get.text('.scenario-key')).toContain('Simulation\u00a0: avec 1\u00a0changement');
    await page.shot('scenario-villefort');
    // A commune that loses: its card says from what to what.
    await page.when.click('.scenario-lose tbody .link');
    await page.then.visible('.card-scenario');
    expect(await page.get.text('.card-scenario')).toContain('Perd');
    expect((await page.when.save('Télécharger l’avant-après par commune (CSV)')).text.split('\n')).toHaveLength(154);
    page.then.nothingWentWrong();
  });

  test('is changed from the card of a venue, taken back, undone and redone', async () => {
    await page.given.address(`?venue=${VILLEFORT}`);
    await page.when.click('.card-scenario .chip');
    await page.drawn();
    expect(page.get.address().get('close')).toBe(VILLEFORT);
    await page.when.click('.scenario-changes .chip');
    await page.drawn();
    expect(page.get.address().get('close')).toBeNull();
    expect(await page.get.focus()).toBe('Changements simulés');
    await page.when.press('Control+z');
    await page.drawn();
    expect(page.get.address().get('close')).toBe(VILLEFORT);
    await page.when.press('Control+z');
    await page.drawn();
    expect(page.get.address().get('close')).toBeNull();
    await page.when.press('Control+y');
    await page.drawn();
    expect(page.get.address().get('close')).toBe(VILLEFORT);
    // In a field the keys are the field's own.
    await page.when.focus('#open-name');
    await page.when.press('x', 'Control+z');
    await page.drawn();
    expect(page.get.address().get('close')).toBe(VILLEFORT);
    page.then.nothingWentWrong();
  });

  test('opens a venue by a click on the map, whatever its name', async () => {
    await page.given.address('?panel=scenario');
    await page.when.click('[aria-labelledby=open-title] [aria-pressed]');
    await page.when.clickMapAt(3.31, 44.86);
    await page.when.fill('#open-name', HOSTILE);
    await page.when.press('Enter');
    await page.drawn();
    expect(page.get.address().get('open')).toMatch(/^3\.3[01]\d*,44\.8[56]\d*,<img src=x onerror=alert\(1\)>\|france_services$/);
    expect(await page.get.text('.scenario-changes .change-name')).toBe(`Ouverture\u00a0: ${HOSTILE}`);
    expect(await page.get.texts('.scenario-gain tbody .link')).not.toHaveLength(0);
    expect(await page.get.count('.panel img')).toBe(0);
    // The click was for the venue: no card has opened.
    await page.then.hidden('.card');
    await page.shot('scenario-open');
    page.then.nothingWentWrong();
  });

  test('outlives a reload, and goes with back and forward', async () => {
    await page.given.address(CLOSED);
    const before = await figures();
    await page.when.click('[aria-labelledby=venues-title] [aria-label^="Fermer ce lieu"]');
    await page.drawn();
    expect(page.get.address().getAll('close')).toHaveLength(2);
    expect(await figures()).not.toEqual(before);
    await page.when.back();
    await page.drawn();
    expect(await figures()).toEqual(before);
    await page.when.reload();
    expect(await figures()).toEqual(before);
    await page.when.forward();
    await page.drawn();
    expect(page.get.address().getAll('close')).toHaveLength(2);
    page.then.nothingWentWrong();
  });

  test('is kept under a name, opened again, and said to be none of ours where a file is not', async () => {
    await page.given.address(CLOSED);
    await page.when.fill('#kept-name', 'Sans Villefort');
    await page.when.press('Enter');
    await page.given.address('?panel=scenario');
    expect(await page.get.text('.kept .change-name')).toBe('Sans Villefort');
    await page.when.click('.kept [aria-label^="Ouvrir le scénario"]');
    await page.drawn();
    expect(page.get.address().get('close')).toBe(VILLEFORT);
    await page.when.bring('#kept-file', 'autre.json', '{"a": 1}');
    expect(await page.get.texts('[aria-labelledby=kept-title] [role=status]')).toEqual(['«\u00a0autre.json\u00a0» n’est pas un fichier de scénario.']);
    page.then.nothingWentWrong();
  });

  test('leaves what it closes in sight: on the map, its card, the legend and the list, with the way back', async () => {
    await page.given.address(`${CLOSED}&move=3.5,44.7,fs-2021-48080`);
    expect(await page.get.text('.legend')).toContain('barré\u00a0: lieu fermé dans cette simulation');
    expect(await page.get.text('.legend')).toContain('de l’ancien emplacement d’un lieu au nouveau');
    expect(await page.get.text('.venues .is-closed')).toContain('fermé dans cette simulation');
    await page.when.clickMapAt(3.933164, 44.437625);
    await page.then.visible('.card .warn');
    expect(await page.get.text('.card')).toMatch(/France Services de Villefort[^]*fermé dans cette simulation · Villefort/);
    await page.shot('scenario-closed-card');
    await page.then.accessible();
    await page.when.click('.card .chip');
    await page.drawn();
    expect(page.get.address().get('close')).toBeNull();
    expect(await page.get.focus()).toBe('France Services de Villefort');
    expect(await page.get.count('.venues .is-closed')).toBe(0);
    page.then.nothingWentWrong();
  });

  test('says why hours cannot be read, where they are still written, and is undone', async () => {
    await page.given.address('?panel=scenario');
    await page.when.click('[aria-label^="Changer les horaires"]');
    await page.when.fill('#editor-hours', 'parfois');
    await page.when.press('Enter');
    await page.then.visible('.alert');
    expect(await page.get.text('.alert')).toContain('Ces horaires ne sont pas compris');
    await page.then.visible('#editor-hours-wrong');
    expect(await page.get.attribute('#editor-hours', 'aria-invalid')).toBe('true');
    await page.when.click('[data-focus=undo]');
    await page.drawn();
    await page.then.hidden('.alert');
    expect(page.get.address().get('schedule')).toBeNull();
  });
});

describe('two scenarios', () => {
  test('are compared on one map under a swipe, and in figures', async () => {
    await page.given.address(CLOSED);
    await page.when.fill('#kept-name', 'Sans Villefort');
    await page.when.press('Enter');
    await page.given.address(`?panel=scenario&colour=change&close=fs-2021-48116`);
    await page.when.click('.kept [aria-label^="Comparer"]');
    await page.then.visible('.swipe');
    await page.drawn();
    const [shown, other] = await Promise.all(['fs-2021-48116', VILLEFORT].map((id) => page.get.json<Told>(`/api/territories/48/summary?close=${id}`)));
    expect((await page.get.texts('[aria-labelledby=compared-title] tbody tr:first-child td')).map(digits)).toEqual([shown?.scenario.after.covered, other?.scenario.after.covered]);
    expect(await page.get.text('.swipe-right')).toContain('Sans Villefort');
    // More people lose more than a quarter of an hour in one than in the other: what is seen changes with the slider.
    const lost = async (): Promise<number> => (await page.get.screenColours()).get('rgb(166, 54, 3)') ?? 0;
    await page.when.focus('#swipe');
    await page.when.press('Home');
    await page.pause(300);
    const ofOther = await lost();
    await page.when.press('End');
    await page.pause(300);
    const ofShown = await lost();
    expect(ofOther).toBeGreaterThan(300);
    expect(ofShown).toBeGreaterThan(ofOther + 1000);
    await page.when.press('Home');
    for (let i = 0; i < 50; i += 1) await page.when.press('ArrowRight');
    expect(await page.get.attribute('#swipe', 'aria-valuetext')).toContain('50');
    await page.shot('scenario-swipe');
    await page.then.accessible();
    // The address brings both back.
    await page.when.reload();
    await page.then.visible('.swipe');
    await page.when.click('.swipe .chip:not([hidden])');
    await page.then.hidden('.swipe');
    expect(page.get.address().get('with')).toBeNull();
    page.then.nothingWentWrong();
  });
});

describe('a comparison that fails', () => {
  test('is said in any tab, tried again and left, with the keyboard', async () => {
    await page.given.address('?with=%3Fclose%3Dnope');
    await page.then.visible('.swipe.is-alone [role=alert]');
    expect(await page.get.text('.swipe [role=alert]')).toBe('L’autre scénario n’a pas pu être calculé.');
    await page.then.hidden('#swipe');
    await page.then.accessible();
    await page.shot('scenario-swipe-failed');
    await page.when.focus('.swipe .chip');
    await page.when.press('Enter');
    await expect.poll(() => page.get.text('.swipe [role=alert]')).toBe('L’autre scénario n’a pas pu être calculé.');
    expect(await page.get.focus()).toBe('Réessayer');
    await page.when.press('Tab', 'Enter');
    await page.then.hidden('.swipe');
    expect(page.get.address().get('with')).toBeNull();
    expect(await page.get.focus()).toMatch(/^Synthèse/);
  });
});

describe('a scenario, for everyone', () => {
  test('“We close Villefort: who loses?” with the keyboard only', async () => {
    await page.given.address();
    await page.when.tabTo('#tab-summary');
    // The last of the tabs is before the first one.
    await page.when.press('ArrowLeft', 'ArrowLeft');
    expect(await page.get.focus()).toBe('Scénario');
    await page.when.tabTo('#venues-filter');
    for (const letter of 'villefort') await page.when.press(letter);
    await page.when.tabTo('[aria-label^="Fermer ce lieu"]');
    await page.when.press('Enter');
    await page.drawn();
    expect(page.get.address().get('close')).toBe(VILLEFORT);
    // Opened elsewhere instead, at the town hall of a commune.
    await page.when.focus('#open-name');
    for (const letter of 'ici') await page.when.press(letter);
    await page.when.tabTo('#open-commune');
    for (const letter of 'altier') await page.when.press(letter);
    await page.then.visible('#open-commune-list [role=option]');
    await page.when.press('Enter');
    await page.when.tabTo('[aria-labelledby=open-title] .button');
    await page.when.press('Enter');
    await page.drawn();
    expect(page.get.address().get('open')).toMatch(/^3\.8\d*,44\.4\d*,ici\|france_services$/);
    expect(await page.get.texts('.scenario-changes .change-name')).toHaveLength(2);
    page.then.nothingWentWrong();
  });

  const views: ReadonlyArray<readonly [string, string, object]> = [
    ['light', '', {}],
    ['dark', '&commune=48198', { colorScheme: 'dark' }],
    ['english', '&lang=en&venue=fs-2021-48116', {}],
    ['narrow', '', { viewport: { width: 320, height: 640 } }],
    ['narrow-english', '&lang=en', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
  ];
  test.each(views)('axe finds nothing: %s', async (name, more, options) => {
    await page.close();
    page = await Driver.open(browser, options);
    await page.given.address(`${CLOSED}&open=3.31,44.86,${encodeURIComponent('Café, tabac|library')}&schedule=${encodeURIComponent('new:1|Mo-Fr 09:00-12:00')}${more}`);
    await page.when.fill('#kept-name', 'A');
    await page.when.press('Enter');
    await page.when.click('[data-focus^="list:hours"]');
    await page.then.visible('.editor');
    await page.when.scrollPanelToTop();
    await page.then.accessible();
    await page.then.noSidewaysScroll();
    await page.shot(`axe-scenario-${name}`, name.startsWith('narrow'));
    page.then.nothingWentWrong();
  });
});
