import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Driver, launch } from './driver';

/** Nobody knows the hours of Lozère's places: a scenario gives them to three, one of which is closed at that time. */
const HOURS = 'schedule=fs-2021-48092|lundi au vendredi 9h-12h et 14h-18h&schedule=fs-2021-48116|Tu 14:00-17:00&schedule=fs-2021-48198|Mo-Fr 09:00-12:00';
const AT = 'open_at=tue-14:00';
const FILTERS = '.filters > summary';
const WARN = '.panel .warn';

interface Told {
  readonly people: { readonly covered: number; readonly unreachable: number };
  readonly venues: { readonly considered: number };
}

let browser: Browser;
let page: Driver;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());
beforeEach(async () => { page = await Driver.open(browser); });
afterEach(() => page.close());

const spaced = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('“open on Tuesday at 14:00”', () => {
  test('with the keyboard alone: why nothing is left, what to do, and back', async () => {
    await page.given.address();
    const before = await page.get.text('.key-far');
    await page.when.focus(FILTERS);
    await page.when.press('Enter');
    await page.then.visible('#open-at-day');
    await page.when.press('Tab');
    // The second day of the list, by its first letters.
    await page.when.press('m', 'a', 'r', 'd');
    await page.drawn();
    expect(page.get.address().get('open_at')).toBe('tue-14:00');
    expect(spaced(await page.get.text('.key'))).toContain('Ne comptent que les lieux ouverts le mardi à 14 h 00, une semaine ordinaire. 11 lieux sans horaires connus ne comptent pas.');
    expect(spaced(await page.get.text('.key .visually-hidden[role=status]'))).toContain('11 lieux sans horaires connus ne comptent pas.');
    expect(spaced(await page.get.text(WARN))).toContain('Aucun lieu n’est connu pour être ouvert le mardi à 14 h 00 : 11 lieux n’ont pas d’horaires connus.');
    expect(spaced(await page.get.text('.legend h2'))).toContain('lieux ouverts le mardi à 14 h 00');
    expect(await page.get.value('#open-at-day')).toBe('tue');
    await page.shot('open-at-nothing-left');
    // What to do stands below: they may count.
    await page.when.focus('.panel .warn + .chips button');
    await page.when.press('Enter');
    await page.drawn();
    expect(page.get.address().get('hours_unknown')).toBe('count');
    expect(await page.get.text('.key-far')).toBe(before);
    expect(spaced(await page.get.text('.key'))).toContain('11 lieux sans horaires connus comptent aussi.');
    await page.when.focus('.key .link');
    await page.when.press('Enter');
    await page.drawn();
    expect([page.get.address().get('open_at'), page.get.address().get('hours_unknown')]).toEqual([null, null]);
    expect(await page.get.value('#open-at-day')).toBe('');
    // One step back in the history takes that back too.
    await page.when.back();
    await page.drawn();
    expect(page.get.address().get('open_at')).toBe('tue-14:00');
    page.then.nothingWentWrong();
  });

  test('after the hours of a scenario: figures, cards, files and paper are about the same places', async () => {
    await page.given.printer();
    await page.given.address(`?${AT}&${HOURS}`);
    const told = await page.get.json<Told>(`/api/territories/48/summary?${AT}&${HOURS}`);
    expect(told.venues.considered).toBe(2);
    await page.when.click(FILTERS);
    await page.drawn();
    const said = spaced(await page.get.text('.filters'));
    for (const part of ['2 lieux comptés', '1 lieu fermé à ce moment ne compte pas.', '8 lieux sans horaires connus ne comptent pas.']) expect(said).toContain(part);
    expect(await page.get.count(WARN)).toBe(0);
    await page.when.fill('#open-at-time', '10:00');
    await page.drawn();
    expect(page.get.address().get('open_at')).toBe('tue-10:00');
    expect(spaced(await page.get.text('.key'))).toContain('le mardi à 10 h 00');
    await page.when.back();
    await page.drawn();
    await page.when.openShare();
    const files = await page.get.hrefs('.share .exports a[href*="territory="]');
    expect(files.length).toBeGreaterThan(2);
    for (const href of files) expect(href).toContain('open_at=tue-14');
    await page.when.print('a4-portrait');
    expect(spaced(await page.get.paper())).toContain('Ne comptent que les lieux ouverts le mardi à 14 h 00');
    await page.given.address(`?${AT}&${HOURS}&venue=fs-2021-48198`);
    expect(spaced(await page.get.text('.card'))).toContain('Ne compte pas : on ne le sait pas ouvert le mardi à 14 h 00.');
    page.then.nothingWentWrong();
  });

  const views = [
    ['fr', '', {}],
    ['en-dark', '&lang=en', { colorScheme: 'dark' }],
    ['narrow', '', { viewport: { width: 320, height: 640 } }],
  ] as const;
  test.each(views)('axe finds nothing: %s', async (name, more, options) => {
    await page.close();
    page = await Driver.open(browser, options);
    await page.given.address(`?${AT}${more}`);
    await page.when.click(FILTERS);
    await page.drawn();
    await page.then.visible('#open-at-time');
    await page.then.accessible();
    await page.then.noSidewaysScroll();
    await page.then.targetsAreLargeEnough();
    await page.when.scrollPanelTo('.open-at');
    await page.shot(`axe-open-at-${name}`, name === 'narrow');
    page.then.nothingWentWrong();
  });
});
