import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { expect } from 'vitest';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { unlike } from './golden';
import { cutText, moving, smallTargets, tabThrough } from './wcag';

const BASE = process.env['MAILLAGE_URL'] ?? 'http://127.0.0.1:8080';
/** The same service with roads. */
export const BY_ROAD = process.env['MAILLAGE_ROADS_URL'] ?? 'http://127.0.0.1:8081';
const SHOTS = process.env['SHOTS'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** The background flags keep Chromium from calling its maker at every start. */
const ARGS = ['--no-sandbox', '--enable-unsafe-swiftshader', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export type Colours = ReadonlyMap<string, number>;

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ARGS });

/** The page as its reader knows it. Specs say given, when, get, then; only this file knows selectors. */
export class Driver {
  private readonly faults: string[] = [];
  /** Other servers that it may ask. */
  private readonly others = new Set<string>();
  /** What the page asked for, with its method, oldest first. */
  private readonly sent: string[] = [];

  private constructor(
    private readonly page: Page,
    private readonly base: string,
  ) {
    page.on('console', (message) => message.type() === 'error' && this.faults.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => this.faults.push(`exception: ${error.message}`));
    page.on('request', (request) => {
      this.sent.push(`${request.method()} ${new URL(request.url()).pathname}`);
      const { origin, protocol } = new URL(request.url());
      if (!['data:', 'blob:'].includes(protocol) && origin !== new URL(base).origin && !this.others.has(origin)) this.faults.push(`request outside: ${request.url()}`);
    });
  }

  static async open(browser: Browser, options: BrowserContextOptions = {}, base = BASE): Promise<Driver> {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (e) => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI}`)));
    return new Driver(page, base);
  }

  close = (): Promise<void> => this.page.context().close();

  readonly given = {
    address: async (search = ''): Promise<void> => {
      await this.page.goto(`${this.base}/${search}`);
      await this.drawn();
    },
    /** A page of the service that is not the map. */
    document: async (path: string): Promise<void> => {
      await this.page.goto(`${this.base}${path}`);
      await this.page.locator('h1').waitFor();
    },
    /** A page of another site that shows ours in a frame; whether the browser lets it. */
    frameOf: async (search: string): Promise<boolean> => {
      const body = `<!doctype html><title>x</title><iframe title="x" width="900" height="600" src="${this.base}/${search.replace(/&/g, '&amp;')}"></iframe>`;
      const other = createServer((_, answer) => void answer.writeHead(200, { 'content-type': 'text/html' }).end(body));
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      await this.page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
      other.closeAllConnections();
      other.close();
      for (let i = 0; i < 60; i += 1) {
        const frame = this.page.frames()[1];
        if (frame?.url().startsWith('chrome-error')) return false;
        if (await frame?.$('#map[data-drawn=yes]')) return true;
        await this.page.waitForTimeout(250);
      }
      throw new Error('the frame neither came nor was refused');
    },
    /** A printer that prints nothing, and a page that stays laid out for it. */
    printer: async (): Promise<void> => {
      await this.page.addInitScript(() => {
        window.print = () => {
          window.dispatchEvent(new Event('beforeprint'));
          document.documentElement.setAttribute('data-printed', '');
        };
      });
    },
    /** The gap report as a page of its own. */
    report: async (search: string): Promise<void> => {
      await this.page.goto(`${this.base}/api/report.html${search}`);
    },
    brokenAddress: async (search: string): Promise<void> => {
      await this.page.goto(`${this.base}/${search}`);
    },
    /** Gives the first venue another name; returns its id. */
    venueNamed: async (name: string): Promise<string> => {
      const answer = await this.page.request.get(`${this.base}/api/layers/venues.geojson?territory=48`);
      const layer = (await answer.json()) as { features: Array<{ properties: { id: string; name: string } }> };
      const first = layer.features[0];
      if (!first) throw new Error('no venue to rename');
      first.properties.name = name;
      await this.page.route('**/api/layers/venues.geojson*', (route) => route.fulfill({ status: 200, contentType: 'application/geo+json', body: JSON.stringify(layer) }));
      return first.properties.id;
    },
    /** A service with an indicator of each commune: its place in the alphabet of codes, none for every tenth. */
    indicator: async (name: string, fragile: 'high' | 'low'): Promise<void> => {
      await this.page.route('**/api/meta*', async (route) => {
        const response = await route.fetch();
        const meta = (await response.json()) as { indicators: object[] };
        await route.fulfill({ response, json: { ...meta, indicators: [{ name, unit: '%', year: '2022', fragile }] } });
      });
      await this.page.route('**/api/layers/communes.geojson*', async (route) => {
        const response = await route.fetch();
        const layer = (await response.json()) as { features: Array<{ properties: Record<string, unknown> }> };
        layer.features.forEach(({ properties }, i) => (properties[name] = i % 10 === 9 ? null : i));
        await route.fulfill({ response, json: layer });
      });
    },
    /** The server of tiles that the operator offers: each a plain picture. Gives the addresses that it was asked for, with who asked. */
    outsideTiles: async (): Promise<string[]> => {
      const asked: string[] = [];
      this.others.add('https://tuiles.exemple.fr');
      const tile = new PNG({ width: 256, height: 256 });
      tile.data.fill(255);
      const body = PNG.sync.write(tile);
      await this.page.route('https://tuiles.exemple.fr/**', (route) => {
        asked.push(`${route.request().url()} ${route.request().headers()['referer'] ?? ''}`);
        return route.fulfill({ status: 200, contentType: 'image/png', headers: { 'access-control-allow-origin': '*' }, body });
      });
      return asked;
    },
    /** What the server would answer at an address, once `until` has come. */
    answer: async (path: string, status: number, body: object, until: Promise<unknown> = Promise.resolve()): Promise<void> => {
      await this.page.route(`**${path}**`, async (route) => {
        await until;
        await route.fulfill({ status, contentType: status < 400 ? 'application/geo+json' : 'application/problem+json', body: JSON.stringify(body) });
      });
    },
    /** The same, the first time only. */
    answerOnce: async (path: string, status: number, body: object): Promise<void> => {
      await this.page.route(`**${path}**`, (route) => route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify(body) }), { times: 1 });
    },
    /** Another name for what a stop is called. */
    stopsNamed: async (name: string): Promise<void> => {
      await this.page.route('**/api/jobs/*/result', async (route) => {
        const response = await route.fetch();
        const found = (await response.json()) as { stops: Array<{ name: string }> };
        for (const stop of found.stops) stop.name = name;
        await route.fulfill({ response, json: found });
      });
    },
    slow: (path: string, ms: number): Promise<unknown> =>
      this.page.route(`**${path}**`, async (route) => {
        // It may be given up meanwhile, and the page closed.
        await this.pause(ms).then(() => route.continue()).catch(() => undefined);
      }),
    noMoreOf: (path: string): Promise<void> => this.page.unroute(`**${path}**`),
    serverThatRefuses: async (path: string): Promise<void> => {
      await this.page.route(`**${path}*`, (route) => route.fulfill({ status: 400, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'Refus', status: 400, detail: 'Le seuil dépasse la limite.' }) }));
    },
  };

  readonly when = {
    press: async (...keys: string[]): Promise<void> => {
      for (const key of keys) await this.page.keyboard.press(key);
    },
    thresholdIs: async (minutes: number): Promise<void> => {
      await this.page.locator('#threshold-slider').fill(String(minutes));
      await this.drawn();
    },
    search: async (text: string): Promise<void> => {
      await this.page.locator('#search').fill(text);
      await this.page.getByRole('option').first().waitFor();
    },
    chooseFirst: async (): Promise<void> => {
      const before = await this.get.title();
      await this.page.keyboard.press('Enter');
      await expect.poll(() => this.get.title(), { timeout: 20_000 }).not.toBe(before);
      await this.drawn();
    },
    tick: async (kind: string): Promise<void> => {
      await this.page.locator('details.filters').evaluate((details: HTMLDetailsElement) => (details.open = true));
      const answered = this.page.waitForResponse((response) => response.url().includes('communes.geojson'));
      await this.page.locator(`.checks input[value="${kind}"]`).check();
      await answered;
      await this.drawn();
    },
    model: async (code: string): Promise<void> => {
      const answered = this.page.waitForResponse((response) => response.url().includes('/summary'));
      await this.page.locator(`.travel input[value="${code}"]`).check();
      await answered;
      await this.drawn();
    },
    overlay: async (name: string, on: boolean): Promise<void> => {
      await this.page.locator(`.overlays input[value="${name}"]`).setChecked(on);
      await this.drawn();
    },
    ground: async (name: string): Promise<void> => {
      await this.page.locator(`.grounds input[value="${name}"]`).check();
      await this.drawn();
    },
    click: (selector: string): Promise<void> => this.page.locator(selector).first().click(),
    clickMapAt: async (lon: number, lat: number): Promise<void> => {
      const [x, y] = await this.project(lon, lat);
      await this.page.mouse.click(x, y);
    },
    fill: (selector: string, text: string): Promise<void> => this.page.locator(selector).first().fill(text),
    check: (selector: string): Promise<void> => this.page.locator(selector).first().check(),
    focus: (selector: string): Promise<void> => this.page.locator(selector).first().focus(),
    reload: async (): Promise<void> => {
      await this.page.reload();
      await this.drawn();
    },
    /** Follows a link that saves a file; its name and its text. */
    save: async (link: string): Promise<{ readonly name: string; readonly text: string }> => {
      const [download] = await Promise.all([this.page.waitForEvent('download'), this.page.getByRole('link', { name: link }).click()]);
      return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
    },
    /** Where nothing is half under the tabs. */
    scrollPanelToTop: (): Promise<void> => this.page.locator('.panel').evaluate((panel) => panel.scrollTo(0, 0)),
    scrollPanelTo: (selector: string): Promise<void> => this.page.locator(selector).evaluate((part) => part.scrollIntoView({ block: 'end' })),
    /** Opens what exports and shares. */
    openShare: async (): Promise<void> => {
      await this.page.locator('.share-toggle').click();
      await this.page.locator('.share-panel section').first().waitFor();
    },
    choose: (selector: string, value: string): Promise<unknown> => this.page.locator(selector).selectOption(value),
    /** Prints by the menu, on that paper. */
    print: async (paper: string): Promise<void> => {
      await this.page.evaluate(() => document.documentElement.removeAttribute('data-printed'));
      await this.page.locator('#share-paper').selectOption(paper);
      await this.page.getByRole('button', { name: /^(Imprimer|Print)…$/ }).click();
      await this.page.locator('html[data-printed]').waitFor({ state: 'attached', timeout: 45_000 });
    },
    /** Presses a button that saves a file; its name and its bytes. */
    saveBy: async (button: string): Promise<{ readonly name: string; readonly bytes: Buffer }> => {
      const [download] = await Promise.all([this.page.waitForEvent('download', { timeout: 45_000 }), this.page.getByRole('button', { name: button }).click()]);
      return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
    },
    toggleTable: (): Promise<void> => this.page.locator('.table-toggle').click(),
    sortBy: (column: string): Promise<void> => this.page.getByRole('columnheader', { name: column }).getByRole('button').click(),
    back: async (): Promise<void> => {
      await this.page.goBack();
    },
    forward: async (): Promise<void> => {
      await this.page.goForward();
    },
    bring: (selector: string, name: string, text: string): Promise<void> => this.page.locator(selector).setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) }),
    /** Drops a file on something, as a hand does. */
    drop: async (selector: string, name: string, text: string): Promise<void> => {
      const data = await this.page.evaluateHandle(([called = '', content = '']) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([content], called));
        return transfer;
      }, [name, text]);
      for (const type of ['dragover', 'drop']) await this.page.locator(selector).dispatchEvent(type, { dataTransfer: data });
    },
    /** Whether what is done opens the browser's choice of a file. */
    choosesFile: async (act: () => Promise<unknown>): Promise<boolean> => {
      const [chooser] = await Promise.all([this.page.waitForEvent('filechooser', { timeout: 5_000 }).catch(() => null), act()]);
      return chooser !== null && !chooser.isMultiple();
    },
    tabTo: async (selector: string, most = 80): Promise<void> => {
      for (let i = 0; i < most; i += 1) {
        await this.page.keyboard.press('Tab');
        if (await this.page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
      }
      throw new Error(`${selector} is not reached by Tab`);
    },
  };

  readonly get = {
    address: (): URLSearchParams => new URL(this.page.url()).searchParams,
    title: (): Promise<string> => this.page.locator('h1').innerText(),
    text: (selector: string): Promise<string> => this.page.locator(selector).first().innerText(),
    number: async (selector: string): Promise<number> => Number((await this.page.locator(selector).first().innerText()).replace(/\D/g, '')),
    legendPeople: (): Promise<number[]> => this.page.locator('.legend-bands [data-people]').evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-people')))),
    legendColours: (): Promise<string[]> => this.page.locator('.legend .swatch').evaluateAll((all) => all.map((one) => getComputedStyle(one).backgroundColor)),
    texts: (selector: string): Promise<string[]> => this.page.locator(selector).allInnerTexts(),
    attribute: (selector: string, name: string): Promise<string | null> => this.page.locator(selector).first().getAttribute(name),
    /** How often the page has asked for this, method and path. */
    asked: (what: string): number => this.sent.filter((one) => one === what).length,
    column: (n: number): Promise<string[]> => this.page.locator(`.table tbody tr > :nth-child(${n})`).allInnerTexts(),
    /** The server's own answer, asked beside the page. */
    json: async <T>(path: string): Promise<T> => (await (await this.page.request.get(`${this.base}${path}`)).json()) as T,
    checked: (selector: string): Promise<boolean> => this.page.locator(selector).isChecked(),
    focus: (): Promise<string> => this.page.evaluate(() => document.activeElement?.textContent?.slice(0, 100) ?? ''),
    /** What the browser would print, as a file. */
    pdf: (): Promise<Buffer> => this.page.pdf({ preferCSSPageSize: true }),
    hrefs: (selector: string): Promise<string[]> => this.page.locator(selector).evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? '')),
    /** What is read on paper. */
    paper: async (): Promise<string> => {
      await this.page.emulateMedia({ media: 'print' });
      const text = await this.page.locator('body').innerText();
      await this.page.emulateMedia({ media: null });
      return text;
    },
    /** The colour of the ink on paper. */
    ink: async (): Promise<string> => {
      await this.page.emulateMedia({ media: 'print' });
      const colour = await this.page.locator('.sheet h1').evaluate((title) => getComputedStyle(title).color);
      await this.page.emulateMedia({ media: null });
      return colour;
    },
    /** What stays of the screen on paper. */
    controlsOnPaper: async (): Promise<string[]> => {
      await this.page.emulateMedia({ media: 'print' });
      const seen = await this.page.locator('button:visible, input:visible, select:visible, nav:visible, .maplibregl-ctrl:visible').evaluateAll((all) => all.map((one) => one.outerHTML.slice(0, 80)));
      await this.page.emulateMedia({ media: null });
      return seen;
    },
    /** Colours of a canvas of ours, and their pixels. */
    canvasColours: (selector: string): Promise<Colours> =>
      this.page
        .locator(selector)
        .evaluate((canvas: HTMLCanvasElement) => {
          const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
          const seen = new Map<string, number>();
          for (let i = 0; i < pixels.length; i += 4) {
            const key = `rgb(${pixels[i]}, ${pixels[i + 1]}, ${pixels[i + 2]})`;
            seen.set(key, (seen.get(key) ?? 0) + 1);
          }
          return [...seen];
        })
        .then((entries) => new Map(entries)),
    values: (selector: string): Promise<string[]> => this.page.locator(selector).evaluateAll((all) => all.map((one) => one.getAttribute('value') ?? '')),
    value: (selector: string): Promise<string> => this.page.locator(selector).inputValue(),
    /** How a file of the service is answered. */
    file: async (href: string): Promise<{ readonly status: number; readonly name: string; readonly bytes: number }> => {
      const answer = await this.page.request.get(`${this.base}${href}`);
      return { status: answer.status(), name: /filename="?([^";]+)/.exec(answer.headers()['content-disposition'] ?? '')?.[1] ?? '', bytes: (await answer.body()).length };
    },
    /** Methods and paths of all that was asked. */
    allAsked: (): readonly string[] => this.sent,
    /** How far what was already there has moved, as browsers count it. */
    shifts: (): Promise<string[]> =>
      this.page.evaluate(
        () =>
          new Promise<string[]>((resolve) => {
            const found: string[] = [];
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries() as Array<PerformanceEntry & { value: number; sources: Array<{ node: Element | null }> }>) found.push(`${entry.value.toFixed(4)} at ${Math.round(entry.startTime)} ms: ${entry.sources.map(({ node }) => (node instanceof Element ? `${node.tagName}.${node.className}` : String(node?.['textContent' as never]))).join(', ')}`);
            }).observe({ type: 'layout-shift', buffered: true });
            setTimeout(() => resolve(found), 300);
          }),
      ),
    count: (selector: string): Promise<number> => this.page.locator(selector).count(),
    /** Every colour of the drawn map and its pixels, read from what the screen really shows. */
    mapColours: (): Promise<Colours> => this.get.coloursOf('#map canvas'),
    /** The same of all that lies over the map. */
    screenColours: (): Promise<Colours> => this.get.coloursOf('.map-stage'),
    coloursOf: async (selector: string): Promise<Colours> => {
      const png = (await this.page.locator(selector).screenshot()).toString('base64');
      const counts = await this.page.evaluate(async (data) => {
        const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const pen = new OffscreenCanvas(image.width, image.height).getContext('2d');
        if (!pen) return [];
        pen.drawImage(image, 0, 0);
        const { data: rgba } = pen.getImageData(0, 0, image.width, image.height);
        const seen = new Map<string, number>();
        for (let i = 0; i < rgba.length; i += 4) {
          const key = `rgb(${rgba[i]}, ${rgba[i + 1]}, ${rgba[i + 2]})`;
          seen.set(key, (seen.get(key) ?? 0) + 1);
        }
        return [...seen];
      }, png);
      return new Map(counts);
    },
    /** Milliseconds from a move of the slider to the new figures and colours being handed over. */
    thresholdCost: (): Promise<number> =>
      this.page.evaluate(() => {
        const slider = document.querySelector<HTMLInputElement>('#threshold-slider');
        if (!slider) return Infinity;
        const start = performance.now();
        for (let i = 0; i < 10; i += 1) {
          slider.value = String(15 + i);
          slider.dispatchEvent(new Event('input'));
        }
        slider.dispatchEvent(new Event('change'));
        return (performance.now() - start) / 10;
      }),
  };

  readonly then = {
    nothingWentWrong: (): void => expect(this.faults).toEqual([]),
    /** Nothing but the browser's own word on so many refusals. */
    onlyRefused: (status: number, times: number): void => {
      expect(this.faults).toHaveLength(times);
      for (const fault of this.faults) expect(fault).toContain(`status of ${status}`);
    },
    accessible: async (): Promise<void> => {
      await this.page.evaluate(AXE);
      const violations = await this.page.evaluate(async () => {
        const { axe } = window as unknown as { axe: { run: (options: object) => Promise<{ violations: Array<{ id: string; nodes: Array<{ html: string; failureSummary?: string }> }> }> } };
        const { violations: found } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
        return found.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.html} ${n.failureSummary ?? ''}`).join(' | ')}`);
      });
      expect(violations).toEqual([]);
    },
    /** Every stop of the tab key is marked, and none is hidden. */
    focusIsAlwaysSeen: async (): Promise<number> => {
      const stops = await tabThrough(this.page);
      expect(stops.filter(({ wrong }) => wrong !== null)).toEqual([]);
      return stops.length;
    },
    targetsAreLargeEnough: async (): Promise<void> => expect(await smallTargets(this.page)).toEqual([]),
    nothingMoves: async (): Promise<void> => expect(await moving(this.page)).toEqual([]),
    noTextIsCut: async (): Promise<void> => expect(await cutText(this.page)).toEqual([]),
    /** As it was when it was last looked at; see golden.ts. */
    looksAsBefore: async (name: string, selector: string, share: number): Promise<void> => expect(unlike(name, await this.page.locator(selector).first().screenshot(), share)).toBeNull(),
    paperLooksAsBefore: async (name: string, share: number): Promise<void> => {
      await this.page.emulateMedia({ media: 'print' });
      // The day of printing and the port of the server are no part of the look.
      await this.page.locator('.sheet-end').evaluate((end) => (end.textContent = ''));
      // The map is looked at elsewhere, and would be most of the file.
      await this.page.locator('.sheet canvas').first().evaluate((map: HTMLCanvasElement) => map.style.setProperty('visibility', 'hidden'));
      const shot = await this.page.locator('.sheet').screenshot();
      await this.page.emulateMedia({ media: null });
      expect(unlike(name, shot, share)).toBeNull();
    },
    noSidewaysScroll: async (): Promise<void> => expect(await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0),
    /** Beside the map each part scrolls by itself, and the page does not. */
    noPageScroll: async (): Promise<void> => expect(await this.page.evaluate(() => [document.documentElement.scrollHeight - document.documentElement.clientHeight, window.scrollY])).toEqual([0, 0]),
    visible: (selector: string): Promise<void> => this.page.locator(selector).first().waitFor({ state: 'visible' }),
    hidden: (selector: string): Promise<void> => this.page.locator(selector).first().waitFor({ state: 'hidden' }),
  };

  async shot(name: string, fullPage = false): Promise<void> {
    if (SHOTS) await this.page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage });
  }

  /** Until no search and no planning is under way, and what they found is drawn. */
  async settled(): Promise<void> {
    await this.page.waitForFunction(() => document.querySelectorAll('.job').length === document.querySelectorAll('.job.is-idle').length, null, { timeout: 30_000 });
    await this.drawn();
  }

  pause = (ms: number): Promise<void> => this.page.waitForTimeout(ms);

  /** The map says itself when it has nothing left to draw and the page nothing left to wait for. */
  async drawn(): Promise<void> {
    // A move of the slider asks the server only once the hand rests: a moment later than the eye sees.
    await this.page.waitForTimeout(400);
    await this.page.locator('main[aria-busy=false]').waitFor({ timeout: 20_000 });
    await this.page.waitForFunction(() => document.querySelector('.late[aria-busy]') === null, null, { timeout: 20_000 });
    await this.page.locator('#map[data-drawn=yes]').waitFor({ timeout: 20_000 });
  }

  /** Web Mercator, from the position that the address bar carries. */
  private async project(lon: number, lat: number): Promise<[number, number]> {
    const [zoom = 0, lat0 = 0, lon0 = 0] = (this.get.address().get('map') ?? '').split('/').map(Number);
    const box = await this.page.locator('#map canvas').boundingBox();
    if (!box) throw new Error('the map has no box');
    const world = 512 * 2 ** zoom;
    const y = (degrees: number): number => (0.5 - Math.log(Math.tan(Math.PI / 4 + (degrees * Math.PI) / 360)) / (2 * Math.PI)) * world;
    return [box.x + box.width / 2 + ((lon - lon0) / 360) * world, box.y + box.height / 2 + y(lat) - y(lat0)];
  }
}
