import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Driver, launch } from './driver';

const HOSTILE = '<img src=x onerror=alert(1)>';
/** A decimal comma, a venue with a hostile name, one elsewhere, one without a place; the first column is called what no name tells. */
const LIST = ['Qq;Adresse;code_postal;commune;latitude;longitude', 'Café du pont;1 rue;48300;Langogne;44,7270;3,8550', `${HOSTILE};2 rue;48200;Saint-Chély-d’Apcher;44.8010;3.2750`, 'Louvre;3 rue;75001;Paris;48.8606;2.3376', 'Sans place;4 rue;48000;Mende;;'].join('\n');
const NAMED = LIST.replace('Qq', 'nom');

let browser: Browser;
let page: Driver;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());
beforeEach(async () => { page = await Driver.open(browser); });
afterEach(() => page.close());

const CHECKED = '[aria-labelledby=bring-report-title]';

describe('a list that is brought', () => {
  test('whose column has an odd name is understood once a reader says which, told row by row, put right, and opened in the scenario', async () => {
    await page.given.address('?panel=bring');
    await page.when.bring('#bring-file', 'lieux.csv', LIST);
    await page.then.visible(CHECKED);
    expect(await page.get.text('.bring-columns li')).toContain('ni le nom ni les valeurs ne disent rien');
    expect(await page.get.texts('.bring-columns label')).toEqual(['Qq', 'Adresse', 'code_postal', 'commune', 'latitude', 'longitude']);
    await page.when.choose('#bring-column-0', 'nom');
    expect(await page.get.text('[aria-labelledby=bring-columns-title] [role=status]')).toBe('Corrections à vérifier.');
    await page.when.click('[aria-labelledby=bring-columns-title] .button');
    await page.then.hidden('.bring-busy');
    expect(await page.get.text('[aria-labelledby=bring-columns-title] [role=status]')).toBe('');
    expect(await page.get.text('.bring-columns li')).toContain('donné ici');
    expect(await page.get.text('.bring-said')).toMatch(/^«\u00a0lieux\.csv\u00a0»\u00a0: 4\u00a0lignes, 4\u00a0utilisables, \d+\u00a0constats\.$/);
    expect(await page.get.text('.bring [role=alert]')).toBe('');
    // Row by row: the comma is told with line, state, field and what was read.
    const rows = await page.get.texts('.bring-findings tbody tr');
    const comma = rows.find((row) => row.includes('virgule décimale') && row.includes('latitude')) ?? '';
    expect(comma).toMatch(/^2\s+corrigé\s+latitude\s/);
    expect(comma).toContain('44,7270');
    await page.when.choose('#bring-severity', 'note');
    expect(new Set(await page.get.texts('.bring-findings tbody td:nth-child(2) span'))).toEqual(new Set(['pour information']));
    const findings = await page.when.saveBy('Télécharger tous les constats (CSV)');
    expect(findings.name).toBe('lieux-constats.csv');
    expect(findings.bytes.toString('utf8')).toContain('Virgule décimale');
    // The schema wants a date: without it no row is right, and the page says what is missing.
    const none = await page.when.saveBy('Télécharger le fichier corrigé (CSV)');
    expect(none.bytes.toString('utf8').trim().split('\n')).toHaveLength(1);
    await page.then.visible('.bring .doubt');
    await page.when.fill('#bring-what', '2024-01-31');
    await page.when.press('Enter');
    expect(await page.get.texts('.bring-given span')).toEqual(['date_maj = 2024-01-31']);
    const fixed = await page.when.saveBy('Télécharger le fichier corrigé (CSV)');
    expect(fixed.name).toBe('lieux-corrige.csv');
    expect(fixed.bytes.toString('utf8').trim().split('\n')).toHaveLength(5);
    expect(fixed.bytes.toString('utf8')).toContain('44.727,3.855');
    // Into the scenario: who gains is seen at once, and why not all were taken.
    expect(await page.get.text('[aria-labelledby=bring-add-title]')).toContain('2\u00a0lieux nouveaux peuvent être ajoutés, sur 3');
    expect(await page.get.texts('[aria-labelledby=bring-add-title] li')).toEqual(['1 hors du territoire.']);
    await page.shot('bring-checked');
    await page.when.click('[aria-labelledby=bring-add-title] .button');
    await page.drawn();
    expect(page.get.address().getAll('open')).toEqual(['3.855,44.727,Café du pont|other', `3.275,44.801,${HOSTILE}|other`]);
    expect(await page.get.texts('.scenario-changes .change-name')).toEqual(['Ouverture\u00a0: Café du pont', `Ouverture\u00a0: ${HOSTILE}`]);
    expect(await page.get.texts('.scenario-gain tbody .link')).not.toHaveLength(0);
    expect(await page.get.focus()).toBe('Changements simulés');
    expect(await page.get.count('.panel img')).toBe(0);
    await page.when.click('#tab-bring');
    expect(await page.get.text('[aria-labelledby=bring-add-title]')).toContain('Aucun lieu nouveau');
    await page.when.click('#tab-scenario');
    // All of them are one step.
    await page.when.press('Control+z');
    await page.drawn();
    expect(page.get.address().getAll('open')).toEqual([]);
    page.then.nothingWentWrong();
  });

  test('in which no place is found is shown with its columns, so that a reader says where it is', async () => {
    await page.given.address('?panel=bring');
    await page.when.bring('#bring-file', 'lieux.csv', 'titre,aa,bb\nA,44.72,3.85\nB,44.80,3.27\n');
    await page.then.visible('.bring [role=alert] .warn');
    expect(await page.get.text('.bring [role=alert] .warn')).toBe('Aucune colonne reconnue pour «\u00a0latitude, longitude / code_insee\u00a0»\u00a0: dire laquelle ci-dessous, puis vérifier à nouveau.');
    await page.then.hidden(CHECKED);
    await page.when.choose('#bring-column-1', 'latitude');
    await page.when.choose('#bring-column-2', 'longitude');
    await page.when.click('[aria-labelledby=bring-columns-title] .button');
    await page.then.visible(CHECKED);
    expect(await page.get.text('.bring [role=alert]')).toBe('');
    expect(await page.get.text('[aria-labelledby=bring-add-title]')).toContain('2\u00a0lieux nouveaux');
    // The one fault is the browser's own word on the refusal that was provoked.
    page.then.onlyRefused(400, 1);
  });

  test('may be GeoJSON, whose columns that were guessed are told with how sure that is', async () => {
    await page.given.address('?panel=bring');
    const feature = (titre: string, lon: number) => ({ type: 'Feature', properties: { titre, rubrique: 'x' }, geometry: { type: 'Point', coordinates: [lon, 44.7] } });
    await page.when.bring('#bring-file', 'lieux.geojson', JSON.stringify({ type: 'FeatureCollection', features: [feature('A', 3.8), feature('B', 3.3), feature('C', 3.4)] }));
    await page.then.visible(CHECKED);
    expect(await page.get.texts('.bring-columns label')).toEqual(['titre', 'rubrique']);
    expect(await page.get.value('#bring-column-0')).toBe('nom');
    expect(await page.get.text('.bring-columns li')).toMatch(/le nom le dit, 100\u202f% des valeurs en ont la forme, sûr à \d+\u202f%/);
    expect(await page.get.text('[aria-labelledby=bring-add-title]')).toContain('3\u00a0lieux nouveaux');
    page.then.nothingWentWrong();
  });

  test('that is none is refused with what to do, and another may come', async () => {
    await page.given.address('?panel=bring');
    await page.when.bring('#bring-file', 'photo.csv', 'PK\u0003\u0004 broken');
    await page.then.visible('.bring [role=alert] .warn');
    expect(await page.get.text('.bring [role=alert] .warn')).toBe('«\u00a0photo.csv\u00a0» n’a pas pu être lu. Vérifier qu’il s’ouvre, l’enregistrer en CSV (UTF-8) et l’apporter à nouveau.');
    await page.then.hidden(CHECKED);
    await page.when.bring('#bring-file', 'lieux.csv', NAMED);
    await page.then.visible(CHECKED);
    expect(await page.get.text('.bring [role=alert]')).toBe('');
  });

  test('is given up while it is checked, and focus stays near', async () => {
    await page.given.address('?panel=bring');
    await page.given.answer('/api/check', 200, {}, new Promise(() => undefined));
    await page.when.bring('#bring-file', 'lieux.csv', NAMED);
    await page.then.visible('.bring-busy');
    await page.when.focus('.bring-busy .chip');
    await page.when.press('Enter');
    await page.then.hidden('.bring-busy');
    expect(await page.get.text('.bring-said')).toBe('Vérification abandonnée.');
    expect(await page.get.focus()).toBe('Apporter des lieux ou des indicateurs');
  });

  test('is told some rows at a time', async () => {
    await page.given.address('?panel=bring');
    const rows = Array.from({ length: 250 }, (_, i) => `L${i};1 rue;48000;Mende;44.5${i};3.5${i}`);
    await page.when.bring('#bring-file', 'long.csv', [NAMED.split('\n')[0], ...rows].join('\n'));
    await page.then.visible(CHECKED);
    expect(await page.get.count('.bring-findings tbody tr')).toBe(200);
    await page.when.click(`${CHECKED} .chips .chip:last-child`);
    expect(await page.get.text(`${CHECKED} [role=status]`)).toMatch(/^Constats 201 à /);
    // As many as a scenario takes.
    await page.when.click('[aria-labelledby=bring-add-title] .button');
    await page.drawn();
    expect(page.get.address().getAll('open')).toHaveLength(100);
    await page.when.click('#tab-bring');
    expect(await page.get.texts('[aria-labelledby=bring-add-title] li')).toContainEqual(expect.stringContaining('un scénario prend 100\u00a0changements'));
    page.then.nothingWentWrong();
  });

  test('is dropped on the button, or anywhere beside it, or chosen with the keyboard', async () => {
    await page.given.address('?panel=bring');
    await page.when.drop('#map', 'autre.csv', NAMED);
    await page.then.visible(CHECKED);
    expect(await page.get.text('.bring-said')).toContain('autre.csv');
    await page.when.drop('#bring-drop', 'lieux.csv', NAMED);
    await expect.poll(() => page.get.text('.bring-said'), { timeout: 30_000 }).toMatch(/lieux\.csv.*4/);
    await page.when.focus('#tab-bring');
    await page.when.tabTo('#bring-drop', 200);
    // What was checked may still be drawn, and take the press with it.
    await expect.poll(async () => (await page.when.focus('#bring-drop'), page.when.choosesFile(() => page.when.press('Enter'))), { timeout: 30_000 }).toBe(true);
    page.then.nothingWentWrong();
  });

  test('has a column that a reader leaves out', async () => {
    await page.given.address('?panel=bring');
    await page.when.bring('#bring-file', 'lieux.csv', LIST.replace('Qq', 'titre'));
    await page.then.visible(CHECKED);
    await page.when.choose('#bring-column-1', '');
    await page.when.click('[aria-labelledby=bring-columns-title] .button');
    await page.then.hidden('.bring-busy');
    expect(await page.get.value('#bring-column-0')).toBe('nom');
    expect(await page.get.value('#bring-column-1')).toBe('');
    expect(await page.get.texts('.bring-columns li')).toContainEqual(expect.stringContaining('donné ici'));
    page.then.nothingWentWrong();
  });

  const views: ReadonlyArray<readonly [string, string, object]> = [
    ['light', '', {}],
    ['dark', '', { colorScheme: 'dark' }],
    ['english', '&lang=en', {}],
    ['narrow', '', { viewport: { width: 320, height: 640 } }],
    ['narrow-english', '&lang=en', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
  ];
  test.each(views)('axe finds nothing: %s', async (name, more, options) => {
    await page.close();
    page = await Driver.open(browser, options);
    await page.given.address(`?panel=bring${more}`);
    await page.when.bring('#bring-file', 'lieux.csv', NAMED);
    await page.then.visible(CHECKED);
    await page.when.fill('#bring-what', '2024-01-31');
    await page.when.press('Enter');
    await page.when.scrollPanelTo('[aria-labelledby=bring-add-title]');
    await page.then.accessible();
    await page.then.noSidewaysScroll();
    await page.then.targetsAreLargeEnough();
    await page.then.noTextIsCut();
    await page.shot(`axe-bring-${name}`, name.startsWith('narrow'));
    page.then.nothingWentWrong();
  });
});

/** A rate with a lost zero, a secret and a hostile name; a count; the last column is no figure. */
const RATES = ['codgeo;libgeo;Pauvreté 2021 (%);<img src=x onerror=alert(1)>;Note', '48095;Mende;12,5;1200;a', '48061;Florac;9,25;300;b', '48080;Langogne;s;400;c', '48140;Saint-Chély;11;500;d', '48092;Marvejols;14;600;e', '48999;Ailleurs;1;2;f'].join('\n');
const PUT = '[aria-labelledby=bring-put-title]';

describe('indicators that are brought', () => {
  test('are dropped anywhere, told, corrected, put on the map, carried by the address, and taken off', async () => {
    await page.given.address('');
    await page.when.drop('#map', 'fragilite.csv', RATES);
    await page.then.visible(PUT);
    expect(page.get.address().get('panel')).toBe('bring');
    expect(await page.get.checked('input[name=bring-subject][value=indicators]')).toBe(true);
    expect(await page.get.text('.bring-said')).toMatch(/6\u00a0lignes, des valeurs pour 5\u00a0communes, \d+\u00a0constats/);
    expect(await page.get.value('#bring-role-0')).toBe('code');
    expect(await page.get.value('#bring-role-2')).toBe('indicator');
    const rows = await page.get.texts('.bring-findings tbody tr');
    expect(rows.find((row) => row.includes('48999'))).toContain('mis de côté');
    expect(rows.find((row) => row.startsWith('4'))).toContain('pour information');
    // The reader corrects: the second figures are no indicator, and the first tell of fragile people.
    await page.when.choose('#bring-role-3', '');
    await page.then.hidden(PUT);
    await page.when.click('[aria-labelledby=bring-indicators-title] > .go .button');
    await page.then.visible(PUT);
    await page.when.choose('#bring-role-3', 'count');
    await page.when.click('[aria-labelledby=bring-indicators-title] > .go .button');
    await page.then.visible(PUT);
    await page.when.click('.bring-figure summary');
    expect([await page.get.value('#bring-name-2'), await page.get.value('#bring-unit-2'), await page.get.value('#bring-year-2')]).toEqual(['Pauvreté', '%', '2021']);
    await page.when.choose('#bring-fragile-2', 'high');
    await page.shot('bring-indicators');
    await page.when.click(`${PUT} .button`);
    await page.drawn();
    expect(page.get.address().get('indicators')).toMatch(/^[0-9a-f]{32}$/);
    expect(page.get.address().get('colour')).toBe('indicator:Pauvreté');
    expect(await page.get.text('.legend')).toContain('Pauvreté (%)');
    expect(await page.get.texts('#theme-which option')).toEqual(expect.arrayContaining([expect.stringContaining('<img src=x')]));
    expect(await page.get.count('.panel img, .legend img')).toBe(0);
    await page.shot('bring-choropleth');
    await page.then.accessible();
    page.then.nothingWentWrong();
    // The address is enough.
    const address = page.get.address();
    await page.given.address(`?${address}&commune=48095`);
    expect(await page.get.text('.card')).toContain('12,5');
    await page.when.click('#tab-bring');
    await page.when.click('.bring-kept .chip');
    await page.drawn();
    expect(page.get.address().get('indicators')).toBeNull();
    page.then.nothingWentWrong();
  });

  test('that the server has forgotten are said, and the map is there without them', async () => {
    await page.given.address(`?indicators=${'0'.repeat(32)}&colour=indicator:x`);
    expect(await page.get.text('.alerts')).toContain('Le serveur n’a plus les indicateurs apportés');
    expect(page.get.address().get('indicators')).toBeNull();
    expect(await page.get.text('h1')).toBe('Lozère');
    page.then.onlyRefused(404, 1);
  });

  test.each([['fr', '', {}], ['en', '&lang=en', { colorScheme: 'dark', viewport: { width: 320, height: 640 } }]] as const)('axe finds nothing: %s', async (name, more, options) => {
    await page.close();
    page = await Driver.open(browser, options);
    await page.given.address(`?panel=bring${more}`);
    await page.when.bring('#bring-file', 'fragilite.csv', RATES);
    await page.then.visible(PUT);
    await page.when.click('.bring-figure summary');
    // What is scrolled away lies under the header, out of reach.
    await page.when.scrollPanelTo('#bring-title');
    await page.then.accessible();
    await page.then.noSidewaysScroll();
    await page.then.targetsAreLargeEnough();
    await page.then.noTextIsCut();
    await page.shot(`axe-indicators-${name}`, name === 'en');
    page.then.nothingWentWrong();
  });
});
