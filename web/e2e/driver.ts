import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from 'vitest';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

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
      if (!['data:', 'blob:'].includes(protocol) && origin !== new URL(base).origin) this.faults.push(`request outside: ${request.url()}`);
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
      await this.page.getByRole('slider').fill(String(minutes));
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
      await this.page.locator('details', { has: this.page.locator('.checks') }).evaluate((details: HTMLDetailsElement) => (details.open = true));
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
    toggleTable: (): Promise<void> => this.page.locator('.table-toggle').click(),
    sortBy: (column: string): Promise<void> => this.page.getByRole('columnheader', { name: column }).getByRole('button').click(),
    back: async (): Promise<void> => {
      await this.page.goBack();
    },
    forward: async (): Promise<void> => {
      await this.page.goForward();
    },
    bring: (selector: string, name: string, text: string): Promise<void> => this.page.locator(selector).setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) }),
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
    accessible: async (): Promise<void> => {
      await this.page.evaluate(AXE);
      const violations = await this.page.evaluate(async () => {
        const { axe } = window as unknown as { axe: { run: (options: object) => Promise<{ violations: Array<{ id: string; nodes: Array<{ html: string; failureSummary?: string }> }> }> } };
        const { violations: found } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
        return found.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.html} ${n.failureSummary ?? ''}`).join(' | ')}`);
      });
      expect(violations).toEqual([]);
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
