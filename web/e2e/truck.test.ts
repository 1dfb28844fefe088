import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { BY_ROAD, Driver, launch } from './driver';

const SIX = '?panel=truck&objective=coverage&count=6';
const TOUR = '&depot=48095&from=2027-01-04&to=2027-06-30&weeks=2&days=mon,tue,wed,thu,fri&hours=08:00-18:00&sessions=2';
/** Colours of the itinerary and of the stops, as the map's theme has them. */
const ITINERARY = 'rgb(124, 58, 237)';
const NAMES = '.stop-head .link';

interface Stops {
  readonly covered_before: number;
  readonly covered_after: number;
  readonly stops: ReadonlyArray<{ readonly id: string; readonly name: string; readonly newly_covered: number; readonly gains: readonly unknown[] }>;
  readonly curve: ReadonlyArray<{ readonly count: number; readonly covered: number }>;
}
interface Plan {
  readonly totals: { readonly days: number; readonly sessions: number };
  readonly cycle: ReadonlyArray<{ readonly week: number; readonly stops: readonly string[] }>;
  readonly missed: readonly unknown[];
}

interface Counted {
  readonly people: { readonly uncovered: number };
  readonly unreachable: { readonly people: number };
  readonly tour: { readonly before: { readonly covered: number }; readonly after: { readonly covered: number } };
}

let browser: Browser;
let page: Driver;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());
beforeEach(async () => { page = await Driver.open(browser); });
afterEach(() => page.close());

const digits = (text: string): number => Number(text.replace(/\D/g, ''));
async function opened(search: string): Promise<void> {
  await page.given.address(search);
  await page.settled();
}

describe('stops', () => {
  test('are searched for, with what they bring and the proof, as the server says', async () => {
    await page.given.address();
    await page.when.click('#tab-truck');
    expect(page.get.address().get('panel')).toBe('truck');
    await page.when.fill('#stops-count', '6');
    await page.when.click('.go .button');
    await page.settled();
    const found = await page.get.json<Stops>('/api/stops?territory=48&count=6&curve=10');
    expect(page.get.address().get('objective')).toBe('coverage');
    expect(await page.get.text('#found-title')).toBe('6\u00a0arrêts trouvés');
    expect((await page.get.texts(NAMES)).sort()).toEqual(found.stops.map(({ name }) => name).sort());
    const facts = await page.get.text('[aria-labelledby=found-title] .facts');
    expect(digits(/de ([\d\s]+) à/.exec(facts)?.[1] ?? '')).toBe(found.covered_before);
    expect(digits(/à ([\d\s]+) \(/.exec(facts)?.[1] ?? '')).toBe(found.covered_after);
    expect(await page.get.text('.proof')).toBe('Prouvé optimal\u00a0: aucun autre choix ne fait mieux.');
    await page.when.click('.stop details summary');
    const first = found.stops.find(({ newly_covered }) => newly_covered === Math.max(...found.stops.map((stop) => stop.newly_covered)));
    expect(await page.get.text(NAMES)).toBe(first?.name);
    // One row more than fits is no reason to hide it.
    const rows = first?.gains.length ?? 0;
    // The table is made once its details are open, which the browser tells a moment later.
    await expect.poll(() => page.get.count('.stop:first-child tbody th'), { timeout: 3000 }).toBe(rows <= 13 ? rows : 12);
    await page.then.noPageScroll();
    await page.shot('stops');
    page.then.nothingWentWrong();
  });

  test('come back with their address, on reload and with the back button', async () => {
    await opened(SIX);
    const six = await page.get.texts(NAMES);
    await page.when.reload();
    await page.settled();
    expect(await page.get.texts(NAMES)).toEqual(six);
    await page.when.fill('#stops-count', '3');
    await page.when.press('Enter');
    await expect.poll(() => page.get.texts(NAMES), { timeout: 20_000 }).toHaveLength(3);
    await page.when.back();
    await expect.poll(() => page.get.texts(NAMES), { timeout: 20_000 }).toEqual(six);
    expect(page.get.address().get('count')).toBe('6');
    page.then.nothingWentWrong();
  });

  test.each([['mean-time', 6], ['worst-time', 6], ['fewest', 5]] as const)('are found for %s too', async (objective, least) => {
    await opened(`?panel=truck&objective=${objective}&count=6&share=97`);
    expect((await page.get.texts(NAMES)).length).toBeGreaterThanOrEqual(Math.min(least, 2));
    const found = await page.get.json<Stops>(`/api/stops?territory=48&objective=${objective}&count=6&share=97`);
    expect((await page.get.texts(NAMES)).sort()).toEqual(found.stops.map(({ name }) => name).sort());
    page.then.nothingWentWrong();
  });

  test('have a curve that says what its table says, and chooses by keyboard', async () => {
    await opened(SIX);
    const { curve } = await page.get.json<Stops>('/api/stops?territory=48&count=6&curve=10');
    await page.when.click('.curve-block summary');
    expect((await page.get.texts('.curve-block tbody td:nth-child(2)')).map(digits)).toEqual(curve.map(({ covered }) => covered));
    expect(await page.get.count('.curve-point')).toBe(10);
    await page.when.focus('.curve-point.is-chosen');
    await page.when.press('ArrowLeft', 'ArrowLeft');
    expect(await page.get.attribute('.curve-point:focus', 'aria-label')).toMatch(/^4\u00a0arrêts\u00a0: .*habitants/);
    await page.when.press('Enter');
    await expect.poll(() => page.get.address().get('count'), { timeout: 10_000 }).toBe('4');
    await page.settled();
    expect(await page.get.texts(NAMES)).toHaveLength(4);
    expect(await page.get.attribute('.curve-point:focus', 'aria-pressed')).toBe('true');
    page.then.nothingWentWrong();
  });

  test('are locked in and excluded on the map; the choice is kept, and taken back', async () => {
    await opened(`${SIX}&commune=48061`);
    await page.when.click('.card-stop .chip:first-child');
    await page.settled();
    expect(page.get.address().get('lock')).toBe('48061');
    expect(await page.get.texts(NAMES)).toContain(await page.get.text('.card h2'));
    expect(await page.get.focus()).toBe('Ne plus imposer');
    const [banned = ''] = (await page.get.texts(NAMES)).filter((name) => !name.startsWith('Florac'));
    await page.when.click(`[aria-label$="cet arrêt : ${banned}"] + .chip, [aria-label*="Exclure"][aria-label$="${banned}"]`);
    await page.when.fill('.ban-form:not([hidden]) input', 'pas de place, travaux');
    await page.when.press('Enter');
    await page.settled();
    expect(page.get.address().get('forbid')).toMatch(/^48\d{3}:pas de place, travaux$/);
    expect(await page.get.texts(NAMES)).not.toContain(banned);
    expect(await page.get.text('.settled')).toContain('Motif\u00a0: pas de place, travaux');
    await page.when.fill('#stops-count', '5');
    await page.when.click('.go .button');
    await page.settled();
    expect(page.get.address().get('lock')).toBe('48061');
    expect(page.get.address().get('forbid')).toContain('pas de place');
    await page.shot('stops-settled');
    await page.when.click('.settled [aria-label^="Ne plus exclure"]');
    await page.settled();
    expect(page.get.address().get('forbid')).toBeNull();
    page.then.nothingWentWrong();
  });

  test('with a hostile name show it as the text that it is', async () => {
    const name = '<img src=x onerror=alert(1)>';
    await page.given.stopsNamed(name);
    await opened(SIX);
    expect(await page.get.text(NAMES)).toBe(name);
    expect(await page.get.count('.panel img')).toBe(0);
    page.then.nothingWentWrong();
  });

  test('under way show how far, and can be given up', async () => {
    const job = { id: 'slow', kind: 'stops', state: 'running', progress: 0.25, elapsed_s: 12.4, result: null, plan: null, problem: null };
    await page.given.answer('/api/jobs/slow', 200, job);
    await page.given.answer('/api/stops?', 202, job);
    await page.given.address(SIX);
    await page.then.visible('.job');
    await expect.poll(() => page.get.text('.job-time'), { timeout: 10_000 }).toBe('12\u00a0s');
    expect(await page.get.attribute('.job progress', 'value')).toBe('0.25');
    // Left in the middle, it is given up; come back to, it is asked again.
    await page.when.reload();
    await expect.poll(() => page.get.asked('POST /api/stops'), { timeout: 10_000 }).toBe(2);
    await page.then.visible('.job');
    await page.when.click('.job .chip');
    await page.then.hidden('.job');
    expect(await page.get.focus()).toBe('Chercher');
    expect(page.get.address().get('objective')).toBeNull();
    await expect.poll(() => page.get.asked('DELETE /api/jobs/slow'), { timeout: 10_000 }).toBeGreaterThanOrEqual(1);
  });

  test('that could not be searched for say why, and are searched for again', async () => {
    await page.given.answer('/api/stops?', 503, { type: 'urn:maillage:problem:too-many-jobs', title: 'Too many jobs', status: 503, detail: '8 jobs wait or run already' });
    await page.given.address(SIX);
    await page.then.visible('.failure');
    expect(await page.get.text('.failure')).toContain('Le serveur fait déjà autant de calculs qu’il peut');
    await page.given.noMoreOf('/api/stops?');
    await page.when.click('.failure .chip');
    await page.settled();
    expect(await page.get.texts(NAMES)).toHaveLength(6);
  });
});

describe('the tour', () => {
  const planned = async (): Promise<Plan> => page.get.json<Plan>(`/api/plans/${page.get.address().get('plan')}`);

  test('is planned from the stops, read as weeks, and saved', async () => {
    await opened(SIX);
    await page.when.fill('#tour-from', '2027-01-04');
    await page.when.fill('#tour-to', '2027-06-30');
    await page.when.click('[aria-labelledby=tour-title] .go .button');
    await expect.poll(() => page.get.address().get('plan'), { timeout: 20_000 }).toMatch(/^[0-9a-f]{32}$/);
    await page.settled();
    const plan = await planned();
    expect(await page.get.texts('.timetable .link')).toHaveLength(plan.cycle.reduce((sum, { stops }) => sum + stops.length, 0));
    const facts = await page.get.texts('[aria-labelledby=plan-title] .facts dd');
    expect(digits(facts[1] ?? '')).toBe(plan.totals.days);
    expect(facts[2]).toContain(String(plan.totals.sessions));
    // Easter Monday and Whit Monday lie between these dates.
    if (plan.missed.length > 0) expect(await page.get.text('[aria-labelledby=plan-title]')).toMatch(/Lundi de|Ascension|Fête|Victoire/);
    expect(await page.get.text('[aria-labelledby=plan-title] .proof')).toContain('il tient ses règles');
    expect((await page.get.mapColours()).get(ITINERARY) ?? 0).toBeGreaterThan(200);
    const calendar = await page.when.save('Calendrier (ICS)');
    expect(calendar.name).toMatch(/\.ics$/);
    expect(calendar.text.match(/BEGIN:VEVENT/g)).toHaveLength(plan.totals.sessions);
    expect(JSON.parse((await page.when.save('Plan complet (JSON)')).text)).toEqual(plan);
    await page.then.noPageScroll();
    await page.shot('tour');
    page.then.nothingWentWrong();
  });

  test('is planned again from its address', async () => {
    await opened(`${SIX}${TOUR}`);
    await expect.poll(() => page.get.address().get('plan'), { timeout: 20_000 }).not.toBeNull();
    await page.settled();
    const plan = page.get.address().get('plan');
    await page.when.reload();
    await page.settled();
    expect(page.get.asked('POST /api/tours')).toBe(1);
    expect(page.get.address().get('plan')).toBe(plan);
    await page.then.visible('.timetable');
    // Other stops are another tour; the plan is one step back.
    await page.when.fill('#stops-count', '4');
    await page.when.press('Enter');
    await page.settled();
    expect(page.get.address().get('plan')).toBeNull();
    await page.then.hidden('.timetable');
    await page.when.back();
    await page.then.visible('.timetable');
    expect(page.get.address().get('plan')).toBe(plan);
    page.then.nothingWentWrong();
  });

  test('that the server has forgotten is brought to it again', async () => {
    await opened(`${SIX}${TOUR}`);
    await expect.poll(() => page.get.address().get('plan'), { timeout: 20_000 }).not.toBeNull();
    await page.settled();
    const plan = page.get.address().get('plan') ?? '';
    await page.given.answer(`/api/plans/${plan}`, 404, { type: 'urn:maillage:problem:unknown-plan', title: 'Unknown plan', status: 404, detail: 'no plan' });
    await page.given.address(`?panel=truck&plan=${plan}`);
    await page.settled();
    expect(page.get.asked('POST /api/plans')).toBe(1);
    await page.then.visible('.timetable');
    expect(page.get.address().get('plan')).toBe(plan);
  });

  test('that is counted and that the server has forgotten is brought to it before it is counted again', async () => {
    await opened(`${SIX}${TOUR}&counted=1`);
    await expect.poll(() => page.get.address().get('plan'), { timeout: 20_000 }).not.toBeNull();
    await page.settled();
    const far = await page.get.number('.key-far strong');
    await page.given.answerOnce('/summary', 404, { type: 'urn:maillage:problem:unknown-plan', title: 'Unknown plan', status: 404, detail: 'no plan' });
    await page.given.answer(`/api/plans/${page.get.address().get('plan')}`, 404, { type: 'urn:maillage:problem:unknown-plan', title: 'Unknown plan', status: 404, detail: 'no plan' });
    await page.when.reload();
    await page.settled();
    expect(page.get.asked('POST /api/plans')).toBeGreaterThanOrEqual(1);
    expect(await page.get.number('.key-far strong')).toBe(far);
    await page.then.hidden('.alert');
  });

  test('that is counted and that nobody has any more is planned anew, and counts', async () => {
    await opened(`${SIX.replace('panel=truck&', '')}${TOUR}&counted=1&plan=0123456789abcdef0123456789abcdef`);
    await expect.poll(() => page.get.text('.key'), { timeout: 30_000 }).toContain('Arrêts de la tournée comptés par la distance seule');
    const [plan, isCounted] = ['plan', 'counted'].map((name) => page.get.address().get(name));
    expect(isCounted).toBe('1');
    const { people } = await page.get.json<{ people: { uncovered: number } }>(`/api/territories/48/summary?plan=${plan}`);
    expect(await page.get.number('.key-far strong')).toBe(people.uncovered);
    await page.then.hidden('.alert');
  });

  test('that nobody has any more is said to be lost', async () => {
    await opened('?panel=truck&plan=0123456789abcdef0123456789abcdef&counted=1');
    // What cannot be counted is not, which is said, and all the rest is there; the address goes on saying it.
    await expect.poll(() => page.get.text('.key')).toContain('La tournée de cette adresse n’est plus connue\u00a0: ces chiffres sont sans elle.');
    expect(page.get.address().get('counted')).toBe('1');
    expect(await page.get.title()).toBe('Lozère');
    await page.then.visible('[aria-labelledby=plan-title] .failure');
    expect(await page.get.text('.failure')).toContain('planifier à nouveau la tournée');
  });

  test('refuses a day before the first, where the field is', async () => {
    await opened(SIX);
    await page.when.fill('#tour-from', '2027-02-01');
    await page.when.fill('#tour-to', '2027-01-01');
    await page.when.click('[aria-labelledby=tour-title] .go .button');
    expect(await page.get.count('#tour-to:invalid')).toBe(1);
    expect(page.get.asked('POST /api/tours')).toBe(0);
    page.then.nothingWentWrong();
  });

  test('counts on the map and in the figures for who asks, and says what it changes', async () => {
    await opened(`${SIX}${TOUR}`);
    await expect.poll(() => page.get.address().get('plan'), { timeout: 20_000 }).not.toBeNull();
    await page.settled();
    const plan = page.get.address().get('plan') ?? '';
    const far = await page.get.number('.key-far strong');
    await page.when.check('#count-tour');
    await page.drawn();
    expect(page.get.address().get('counted')).toBe('1');
    const { people, unreachable, tour } = await page.get.json<Counted>(`/api/territories/48/summary?plan=${plan}`);
    expect(await page.get.number('.key-far strong')).toBe(people.uncovered + unreachable.people);
    expect(people.uncovered).toBeLessThan(far);
    await page.then.visible('.key .doubt:not([hidden])');
    expect((await page.get.texts('[aria-labelledby=changes-title] tbody tr:first-child td')).map(digits)).toEqual([tour.before.covered, tour.after.covered]);
    expect(await page.get.count('[aria-labelledby=changes-title] tbody tr')).toBe(7);
    // The stops of the tour are no venues for the search that they came from.
    await page.settled();
    expect(await page.get.texts(NAMES)).toHaveLength(6);
    await page.shot('tour-counted');
    await page.when.scrollPanelToTop();
    await page.then.accessible();
    expect((await page.when.save('Télécharger ce que la tournée change')).text.split('\n').length).toBeGreaterThan(152);
    await page.when.reload();
    expect(await page.get.number('.key-far strong')).toBe(people.uncovered + unreachable.people);
    await page.settled();
    await page.when.click('#count-tour');
    await page.drawn();
    expect(await page.get.number('.key-far strong')).toBe(far);
    await page.then.hidden('.key .doubt:not([hidden])');
    page.then.nothingWentWrong();
  });

  test('by road is drawn along the roads', async () => {
    await page.close();
    page = await Driver.open(browser, {}, BY_ROAD);
    await opened(`${SIX}${TOUR}`);
    await expect.poll(() => page.get.address().get('plan'), { timeout: 20_000 }).not.toBeNull();
    await page.settled();
    expect((await page.get.mapColours()).get(ITINERARY) ?? 0).toBeGreaterThan(200);
    await page.shot('tour-by-road');
    page.then.nothingWentWrong();
  });
});

describe('stops and tour, for everyone', () => {
  test('with the keyboard only: the tab, the search, a stop locked in, the tour', async () => {
    await page.given.address();
    await page.when.tabTo('#tab-summary');
    await page.when.press('ArrowRight');
    expect(await page.get.focus()).toBe('Arrêts et tournée');
    await page.when.tabTo('input[name=objective]');
    await page.when.press('ArrowDown', 'ArrowUp');
    await page.when.tabTo('.go .button');
    await page.when.press('Enter');
    await page.settled();
    expect(await page.get.focus()).toBe('Chercher');
    await page.when.tabTo('.stop .chip');
    await page.when.press('Enter');
    await page.settled();
    expect(page.get.address().get('lock')).toMatch(/^48\d{3}$/);
    expect(await page.get.focus()).toBe('Ne plus imposer');
    await page.when.tabTo('[aria-labelledby=tour-title] .go .button', 160);
    await page.when.press('Enter');
    await expect.poll(() => page.get.address().get('plan'), { timeout: 20_000 }).not.toBeNull();
    await page.settled();
    expect(await page.get.focus()).toBe('Planifier la tournée');
    await page.when.tabTo('.timetable .link');
    const stop = await page.get.focus();
    await page.when.press('Enter');
    expect(await page.get.text('.card h2')).toBe(stop);
    await page.when.press('Escape');
    expect(await page.get.focus()).toBe(stop);
    page.then.nothingWentWrong();
  });

  test('a curve of many points has room for each', async () => {
    await page.close();
    page = await Driver.open(browser, { viewport: { width: 320, height: 640 } });
    await opened('?panel=truck&objective=coverage&count=30');
    expect(await page.get.count('.curve-point')).toBe(20);
    await page.then.accessible();
    await page.then.noSidewaysScroll();
  });

  const views: ReadonlyArray<readonly [string, string, BrowserContextOptions]> = [
    ['light', '', {}],
    ['dark', '&commune=48095', { colorScheme: 'dark' }],
    ['english', '&lang=en&commune=48095', {}],
    ['narrow', '', { viewport: { width: 320, height: 640 } }],
    ['narrow-english', '&lang=en', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
  ];
  test.each(views)('axe finds nothing: %s', async (name, more, options) => {
    await page.close();
    page = await Driver.open(browser, options);
    await opened(`${SIX}&lock=48080&forbid=48061:pas%20de%20place${TOUR}${more}`);
    await expect.poll(() => page.get.address().get('plan'), { timeout: 20_000 }).not.toBeNull();
    await page.settled();
    await page.when.click('.stop details summary');
    await page.when.click('.curve-block summary');
    await page.when.click('.stop:first-child .chip:last-child');
    await page.then.visible('.stop .ban-form');
    await page.when.scrollPanelToTop();
    await page.then.accessible();
    await page.then.noSidewaysScroll();
    await page.shot(`axe-truck-${name}`, name.startsWith('narrow'));
    page.then.nothingWentWrong();
  });
});
