import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { BY_ROAD, Driver, launch } from './driver';

let browser: Browser;
beforeAll(async () => { browser = await launch(); });
afterAll(() => browser.close());

async function on(options: BrowserContextOptions, base: string | undefined, spec: (page: Driver) => Promise<void>): Promise<void> {
  const page = await Driver.open(browser, options, base);
  await spec(page);
  page.then.nothingWentWrong();
  await page.close();
}

/** Pages of a PDF and their size in millimetres, read from the objects that Chromium leaves uncompressed. */
function pagesOf(pdf: Buffer): { readonly pages: number; readonly size: readonly [number, number] } {
  const text = pdf.toString('latin1');
  const [, width = 0, height = 0] = (/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(text) ?? []).map(Number);
  return { pages: (text.match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length, size: [Math.round((width / 72) * 25.4), Math.round((height / 72) * 25.4)] };
}

/** What pdftotext reads; null where it is not there (tools/pdf-readers --install). */
function textOf(pdf: Buffer): string | null {
  const file = join(mkdtempSync(join(tmpdir(), 'maillage-')), 'page.pdf');
  writeFileSync(file, pdf);
  try {
    return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  } catch {
    console.info('pdftotext is not there: the text of the PDF was not read');
    return null;
  }
}

describe('a page for a meeting', () => {
  const papers: ReadonlyArray<readonly [string, readonly [number, number], string, string | undefined]> = [
    ['a4-portrait', [210, 297], '?threshold=25', undefined],
    ['a4-landscape', [297, 210], '?threshold=25&kind=france_services,epn&colour=open', undefined],
    ['a4-portrait', [210, 297], '?panel=scenario&colour=change&close=fs-2021-48198&open=3.9,44.55,Relais|library', undefined],
    ['a3-portrait', [297, 420], '?lang=en', undefined],
    // What takes most room: a way, two overlays, the sentences of the roads.
    ['a4-landscape', [297, 210], '?commune=48061&layers=roads,isochrones', BY_ROAD],
    ['a3-landscape', [420, 297], '?commune=48061&layers=roads', BY_ROAD],
  ];
  test.each(papers)('%s of %j: one sheet, with all that it takes to be believed (%s)', (paper, size, search, base) =>
    on({ colorScheme: 'dark' }, base, async (page) => {
      await page.given.printer();
      await page.given.address(search);
      await page.when.openShare();
      await page.when.print(paper);
      const pdf = await page.get.pdf();
      expect(pagesOf(pdf)).toEqual({ pages: 1, size });
      const said = (await page.get.paper()).replace(/\s+/g, ' ');
      const english = search.includes('lang=en');
      const minutes = search.includes('threshold=25') ? 25 : 20;
      for (const text of ['Lozère', english ? 'Method and sources' : 'Méthode et sources', english ? 'Key figures' : 'Chiffres clés', `threshold=${minutes}`, 'territory=48', 'Licence Ouverte 2.0', '2026', 'INSEE']) expect(said).toContain(text);
      expect(said).toMatch(english ? /more than 20 minutes from a place/ : new RegExp(`plus de ${minutes}.minutes d’un lieu`));
      expect(said).toMatch(base ? /par la route/ : english ? /as the crow flies/ : /vol d’oiseau/);
      expect(said.includes('Simulation : ouverture de « Relais » (Prévenchères) ; fermeture de « France Services de Villefort » (Villefort). Aujourd’hui : 29 731 habitants')).toBe(search.includes('close='));
      expect(await page.get.controlsOnPaper()).toEqual([]);
      // The text is in the file too, not only in the page that it was made from.
      const read = textOf(pdf)?.replace(/\s+/g, ' ');
      if (read !== undefined) for (const text of ['Lozère', 'Licence Ouverte 2.0', `threshold=${minutes}`]) expect(read.replace(/ /g, '')).toContain(text.replace(/ /g, ''));
      // The map, in the colours of paper although the screen is dark.
      const colours = await page.get.canvasColours('.sheet-map canvas');
      expect(colours.size).toBeGreaterThan(50);
      expect(colours.get('rgb(17, 22, 27)') ?? 0).toBe(0);
      expect(await page.get.ink()).toBe('rgb(22, 32, 43)');
    }),
  );

  test('the browser’s own command prints the sheet too, with the map of the screen', () =>
    on({}, undefined, async (page) => {
      await page.given.address('?territory=48&threshold=30');
      expect(pagesOf(await page.get.pdf())).toEqual({ pages: 1, size: [210, 297] });
      expect((await page.get.canvasColours('.sheet-map canvas')).size).toBeGreaterThan(50);
      expect((await page.get.paper()).replace(/\s+/g, ' ')).toMatch(/plus de 30.minutes/);
    }));

  test('a name that is markup is printed as the text that it is', () =>
    on({}, undefined, async (page) => {
      await page.given.printer();
      await page.given.address('?service=<img src=x onerror=alert(1)>');
      await page.when.openShare();
      await page.when.print('a4-portrait');
      expect(await page.get.paper()).toContain('<img src=x onerror=alert(1)>');
      expect(await page.get.count('.sheet img')).toBe(0);
    }));
});

describe('a picture of the map', () => {
  test('stands for itself, is named for its question, and holds the colours of the legend', () =>
    on({}, undefined, async (page) => {
      await page.given.address('?threshold=30');
      await page.when.openShare();
      const { name, bytes } = await page.when.saveBy('Enregistrer l’image (PNG)');
      expect(name).toBe('maillage-48-lozere-30min-carte.png');
      expect(await page.get.text('.share-said')).toContain(name);
      const { data, width, height } = PNG.sync.read(bytes);
      expect([width, height].every((pixels) => pixels > 1200)).toBe(true);
      const seen = new Map<string, number>();
      for (let i = 0; i < data.length; i += 4) {
        const key = `rgb(${data[i]}, ${data[i + 1]}, ${data[i + 2]})`;
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
      const legend = await page.get.legendColours();
      expect(legend.filter((colour) => (seen.get(colour) ?? 0) > 400).length).toBeGreaterThanOrEqual(4);
    }));
});

describe('the menu', () => {
  const views: ReadonlyArray<readonly [string, string, string | undefined, BrowserContextOptions]> = [
    ['light', '', undefined, {}],
    ['dark', '', undefined, { colorScheme: 'dark' }],
    ['english', '?lang=en', undefined, {}],
    ['narrow', '', undefined, { viewport: { width: 320, height: 640 } }],
    ['no-frames', '', BY_ROAD, {}],
  ];
  test.each(views)('axe finds nothing: %s', (name, search, base, options) =>
    on(options, base, async (page) => {
      await page.given.address(search);
      await page.when.openShare();
      await page.then.accessible();
      await page.then.noSidewaysScroll();
      await page.shot(`share-${name}`, name === 'narrow');
    }),
  );

  test('opens, closes and gives focus back with the keyboard; leaves the map when focus does', () =>
    on({}, undefined, async (page) => {
      await page.given.address();
      await page.when.tabTo('.share-toggle');
      await page.when.press('Enter');
      await page.then.visible('.share-panel');
      expect(await page.get.attribute('.share-toggle', 'aria-expanded')).toBe('true');
      await page.then.visible('#share-address');
      await page.when.tabTo('#share-address');
      await page.when.press('Escape');
      await page.then.hidden('.share-panel');
      expect(await page.get.focus()).toBe('Exporter et partager');
      await page.when.press('Enter');
      await page.when.tabTo('#threshold-number');
      await page.then.hidden('.share-panel');
    }));

  test('prints with the keyboard alone, and focus stays where it was', () =>
    on({}, undefined, async (page) => {
      await page.given.printer();
      await page.given.address();
      await page.when.tabTo('.share-toggle');
      await page.when.press('Enter');
      await page.then.visible('.share-panel .button');
      await page.when.tabTo('.share-panel .button');
      await page.when.press('Enter');
      await expect.poll(() => page.get.text('.share-said'), { timeout: 45_000 }).toBe('Page envoyée à l’impression (A4, portrait).');
      expect(await page.get.focus()).toBe('Imprimer…');
      expect(await page.get.count('.sheet canvas')).toBeGreaterThan(0);
    }));

  test('shares an address that says all of it, and says that it was copied', () =>
    on({ permissions: ['clipboard-read', 'clipboard-write'] }, undefined, async (page) => {
      await page.given.address('?kind=epn');
      await page.when.openShare();
      const address = new URL(await page.get.value('#share-address'));
      expect(Object.fromEntries(address.searchParams)).toMatchObject({ territory: '48', threshold: '20', kind: 'epn' });
      await page.when.click('.clip .chip');
      await expect.poll(() => page.get.text('.share-said')).toBe('Copié.');
      await page.when.thresholdIs(30);
      await page.when.openShare();
      expect(new URL(await page.get.value('#share-address')).searchParams.get('threshold')).toBe('30');
    }));

  test('offers every layer in every format, and each can be had', () =>
    on({}, undefined, async (page) => {
      await page.given.address('?territory=200069151');
      await page.when.openShare();
      const offered = async (select: string): Promise<string[]> => (await page.get.values(`${select} option`));
      const [layers, formats] = [await offered('#share-layer'), await offered('#share-format')];
      expect(layers).toEqual(['coverage', 'communes', 'gaps', 'venues', 'demand']);
      const names = new Set<string>();
      for (const layer of layers) {
        for (const format of formats) {
          await page.when.choose('#share-layer', layer);
          await page.when.choose('#share-format', format);
          const href = (await page.get.attribute('.share-panel a[href^="/api/exports/"]', 'href')) ?? '';
          expect(href).toContain(`/api/exports/${layer}.${format}?territory=200069151&threshold=20`);
          const { status, name, bytes } = await page.get.file(href);
          expect([status, bytes > 60], href).toEqual([200, true]);
          names.add(name);
        }
      }
      expect(names.size).toBe(layers.length * formats.length);
    }));

  test('gives the code of a frame, or says that this service allows none', async () => {
    await on({}, undefined, async (page) => {
      await page.given.address();
      await page.when.openShare();
      expect(await page.get.value('#share-frame')).toMatch(/^<iframe src="http:\/\/127\.0\.0\.1:\d+\/\?territory=48&amp;threshold=20&amp;embed=1" title="Lozère – Maillage"/);
    });
    await on({}, BY_ROAD, async (page) => {
      await page.given.address();
      await page.when.openShare();
      await page.then.hidden('#share-frame');
      expect(await page.get.text('.share-panel')).toContain('--embed-origins');
    });
  });
});

describe('the view that other sites show', () => {
  const views: ReadonlyArray<readonly [string, string, BrowserContextOptions]> = [
    ['wide', '?embed=1', { viewport: { width: 1000, height: 600 } }],
    ['dark', '?embed=1&threshold=30', { viewport: { width: 800, height: 600 }, colorScheme: 'dark' }],
    ['english', '?embed=1&lang=en', { viewport: { width: 640, height: 480 } }],
    ['narrow', '?embed=1', { viewport: { width: 320, height: 480 } }],
    ['scenario', '?embed=1&colour=change&close=fs-2021-48198', { viewport: { width: 900, height: 600 } }],
  ];
  test.each(views)('axe finds nothing: %s', (name, search, options) =>
    on(options, undefined, async (page) => {
      await page.given.address(search);
      await page.then.accessible();
      await page.then.noSidewaysScroll();
      await page.then.noPageScroll();
      await page.then.targetsAreLargeEnough();
      if (name === 'scenario') expect(await page.get.text('.embed-assumed')).toMatch(/^Simulation\s: fermeture de «\sFrance Services de Villefort\s» \(Villefort\)/);
      await page.shot(`embed-${name}`);
    }),
  );

  test('only looks: no panel, nothing asked but read, and the way to the whole page with the same question', () =>
    on({}, undefined, async (page) => {
      await page.given.address('?embed=1&threshold=33&objective=coverage&count=3&commune=48095');
      expect(page.get.allAsked().filter((one) => !one.startsWith('GET '))).toEqual([]);
      expect(await page.get.count('.panel, .table, .share, .search, .card, input')).toBe(0);
      const href = (await page.get.attribute('.embed-foot a', 'href')) ?? '';
      expect(href).toContain('threshold=33');
      expect(href).not.toMatch(/embed|objective/);
    }));

  test('may be framed by another site; the whole page may not, nor this one where the operator says so', async () => {
    const [framed, whole, closed] = [await Driver.open(browser), await Driver.open(browser), await Driver.open(browser, {}, BY_ROAD)];
    expect(await framed.given.frameOf('?embed=1&territory=48')).toBe(true);
    await framed.shot('embed-framed');
    expect(await whole.given.frameOf('?territory=48')).toBe(false);
    expect(await closed.given.frameOf('?embed=1&territory=48')).toBe(false);
    for (const page of [framed, whole, closed]) await page.close();
  });
});

describe('the statement of accessibility', () => {
  test.each([
    ['/accessibilite', {}],
    ['/accessibility', { colorScheme: 'dark' }],
    ['/accessibilite', { viewport: { width: 320, height: 640 } }],
    ['/accessibilite', { forcedColors: 'active' }],
  ] as ReadonlyArray<readonly [string, BrowserContextOptions]>)('axe finds nothing in %s, %j', (path, options) =>
    on(options, undefined, async (page) => {
      await page.given.document(path);
      await page.then.accessible();
      await page.then.noSidewaysScroll();
      await page.then.focusIsAlwaysSeen();
      await page.then.targetsAreLargeEnough();
      await page.shot(`statement${path.replace('/', '-')}`, true);
    }),
  );

  test('is one link away from the home page, which says the state; and names the contact where there is one', async () => {
    await on({}, undefined, async (page) => {
      await page.given.address();
      expect(await page.get.text('footer')).toBe('Accessibilité\u00a0: non conforme');
      await page.given.document((await page.get.attribute('footer a', 'href')) ?? '');
      expect(await page.get.text('main')).toMatch(/Maillage est non conforme[^]*106\scritères[^]*Défenseur des droits/);
      expect(await page.get.text('main')).toContain('n’a pas indiqué ici de contact');
    });
    await on({}, BY_ROAD, async (page) => {
      await page.given.document('/accessibilite');
      await page.then.visible('a[href="mailto:aide@exemple.fr"]');
      expect(await page.get.text('main')).not.toContain('n’a pas indiqué ici de contact');
    });
  });

  test('is read without JavaScript', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${process.env['MAILLAGE_URL'] ?? 'http://127.0.0.1:8080'}/accessibilite`);
    expect(await page.locator('main').innerText()).toContain('n’a pas indiqué ici de contact');
    await context.close();
  });
});
