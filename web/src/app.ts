import type { FeatureCollection } from 'geojson';
import { differenceCsvUrl, presenceCsvUrl, fileUrl, summaryUrl, fetchSurroundings, isAbort } from './api/client';
import type { CoverageQuery, Meta, SurroundingCollection } from './api/types';
import { Beside } from './beside';
import { Bringing } from './bringing';
import { fetchCommunesOf, fetchJudged, fetchPresences, placeIn, tilesOf, zonesOf, type Answers, type Judged } from './answers';
import { Comparison } from './comparison';
import { Counting } from './counting';
import { learnLate, translator } from './i18n';
import { areasOf, asGeoJson, communesOf, homeBox, pointsOf, type Box } from './map/features';
import { changeMarks } from './map/changes';
import { choroplethOf } from './map/choropleth';
import { peopleScaleOf } from './map/people';
import { presenceScale, scale } from './map/scale';
import type { MapView } from './map/view';
import { limitsWith } from './model/bands';
import { tally } from './model/coverage';
import { formatter } from './model/format';
import { groundShown } from './model/ground';
import { after } from './model/names';
import { openAtQuery } from './model/open-at';
import { COLOURINGS, presenceClasses, type Colouring } from './model/presence';
import { changesQuery } from './model/scenario';
import { isByRoad, modelOf, shownOverlays } from './model/travel';
import { stopFeatures } from './map/truck';
import { Scenario } from './scenario';
import { historyStep } from './shortcuts';
import { Show } from './show';
import { Store, type Overlay, type RouteRank, type State, type View } from './state';
import { Truck, type TruckModel } from './truck';
import { truckActions } from './truck-actions';
import { focusOn } from './views/dom';
import type { Actions, Model, Voice } from './views/model';
import type { buildPage, Page } from './views/page';

const SETTLE_MS = 250;
const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] };

/** One direction: address → state → questions to the server → model → views and map. */
export class App {
  private readonly store = new Store(window);
  private readonly voice: Voice;
  private readonly page: Page;
  private readonly show: Show;
  private meta: Meta | null = null;
  private map: MapView | null = null;
  private answers: Answers | null = null;
  private surroundings: SurroundingCollection | null = null;
  /** Territory that the surroundings are asked for. */
  private surrounded: string | null = null;
  /** Territory that the map was last moved to, and where the address asked to look in the next one. */
  private placed: string | null = null;
  private aim: View | null;
  /** Threshold under the reader's hand, not yet in the address. */
  private draft: number | null = null;
  private stale = false;
  /** Whether the reader has just chosen what is drawn, so that the map may move to show it. */
  private chosen: boolean;
  private readonly beside = new Beside({
    changed: () => this.render(),
    show: (source, data) => void this.map?.show(source, data),
    wayFound: (box) => this.onWayFound(box),
  });
  private readonly comparison: Comparison;
  private readonly truck = new Truck({
    changed: (now, before) => this.onTruck(now, before),
    planned: (plan) => this.counting.planned(plan),
    lost: () => void this.counting.lost(),
  });
  private readonly scenario = new Scenario(this.store, () => this.render(), focusOn, this.truck, () => this.territory());
  private readonly counting = new Counting({ store: this.store, bring: (plan) => this.truck.bring(plan), again: () => void this.load() });
  private readonly bringing = new Bringing(this.store, () => this.page.alerts.say(this.voice.t('indicators.forgotten'), this.bringing.open, this.voice.t('colour.bring')), () => this.render());
  private asking = new AbortController();
  private settling = 0;

  constructor(root: HTMLElement, build: typeof buildPage) {
    const { language, view } = this.store.state;
    this.aim = view;
    // An address that says where to look is not contradicted.
    this.chosen = view === null;
    this.voice = { t: translator(language), format: formatter(language), language };
    document.documentElement.lang = language;
    this.comparison = new Comparison(this.voice, { changed: () => this.onCompared(), drawn: () => this.paint() });
    this.show = new Show(this.shown());
    this.page = build(root, this.voice, this.actions(), () => this.store.state);
    root.append(this.show.sheet.element);
    this.store.subscribe((state, before) => this.onState(state, before));
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        if (this.scenario.model.placing) this.scenario.place(null);
        else if (this.store.state.selection) this.store.push({ selection: null, route: 1 });
      }
      const step = historyStep(event);
      if (step === null) return;
      event.preventDefault();
      this.scenario[step]();
    });
  }

  async start(): Promise<void> {
    this.page.busy(true);
    // The map's library is far larger than the rest: the figures do not wait for it.
    const library = import('./map/view');
    try {
      this.meta = await this.bringing.meta(null);
    } catch (error) {
      this.page.busy(false);
      this.page.nothing();
      this.page.alerts.show(error, () => void this.start());
      return;
    }
    await Promise.all([this.load(), this.openMap(library, this.meta)]);
  }

  private async openMap(library: Promise<typeof import('./map/view')>, meta: Meta): Promise<void> {
    const code = await library.catch(() => null);
    if (code === null) return this.page.mapFailed('missing');
    try {
      this.map ??= new code.MapView(this.page.map, meta, this.voice.t, {
        onGroundFailed: () => this.page.alerts.say(this.voice.t('ground.failed'), () => this.map?.reloadGround()),
        onShapesFailed: () => this.page.alerts.say(this.voice.t('map.shapes_failed'), () => this.map?.reloadShapes()),
        onMove: (view) => this.store.replace({ view }),
        onMoving: (view) => this.comparison.mirror(view),
        onPick: (selection, place) => {
          // Beside the map of a frame there is no card to show.
          if (!this.store.state.embed && !this.scenario.takes(place)) this.store.push({ selection, route: 1 });
        },
        inFrame: this.store.state.embed,
        coveredOnTheLeft: () => this.page.coveredByLegend(),
        coveredOnTheRight: () => this.page.coveredByCard(),
      });
    } catch {
      this.page.mapFailed('no_webgl');
      return;
    }
    this.draw();
  }

  private actions(): Actions {
    return {
      setThreshold: (minutes, settled) => this.setThreshold(minutes, settled),
      openTerritory: (territory, commune) => {
        const selection = commune === null ? null : ({ kind: 'commune', id: commune } as const);
        if (territory === this.territory()) {
          this.store.push({ selection, route: 1 });
          if (!this.answers) void this.load();
        }
        // Stops and tour are of one territory.
        else this.store.push({ territory, selection, route: 1, view: null, stops: null, lock: [], forbid: [], tour: null, plan: null, counted: false, changes: [], compare: null });
      },
      select: (selection) => this.store.push({ selection, route: 1 }),
      drawRoute: (route) => this.drawRoute(route),
      setColour: (colour) => this.store.replace({ colour }),
      setOverlay: (overlay, on) => this.setOverlay(overlay, on),
      setGround: (ground) => this.store.replace({ ground }),
      setFilters: (change) => this.store.push(change),
      showZone: (zone) => zone.box && this.map?.flyTo(zone.box),
      addVenue: ({ name, lon, lat }) => this.scenario.change({ change: 'open', place: { lon, lat }, name: this.voice.t('card.gap_venue', { place: after('à', name, this.voice.language) }), kind: 'other' }),
      showAll: () => this.fit(),
      giveUp: () => this.giveUp(),
      setTable: (table) => this.store.replace({ table }),
      setPanel: (panel) => this.store.replace({ panel }),
      show: this.show.actions,
      scenario: this.scenario,
      compareAgain: () => this.comparison.again(),
      bring: this.bringing,
      truck: truckActions(this.store, this.truck, () => this.render(), (error, retry) => this.page.alerts.show(error, retry, this.meta)),
    };
  }

  /** What is taken elsewhere is what is shown here. */
  private shown(): ConstructorParameters<typeof Show>[0] {
    return {
      voice: this.voice,
      model: () => this.model(),
      map: () => this.map,
      territory: () => this.territory(),
      seesAll: () => {
        const box = this.answers && homeBox(this.answers.communes);
        return box !== null && this.map?.sees(box) === true;
      },
      failed: (error, retry) => this.page.alerts.show(error, retry, this.meta),
    };
  }

  private setThreshold(minutes: number, settled: boolean): void {
    this.draft = settled ? null : minutes;
    if (settled) this.store.replace({ threshold_min: minutes });
    else this.onThreshold();
  }

  private onState(state: State, before: State): void {
    if (state.language !== before.language) return window.location.reload();
    this.scenario.follow(state, before);
    const asked = (['territory', 'model', 'detour', 'speed_kmh', 'kinds', 'services', 'open_at', 'changes', 'indicators'] as const).some((key) => JSON.stringify(state[key]) !== JSON.stringify(before[key]));
    if (state.territory !== before.territory) this.aim = state.view;
    const counts = ({ counted, plan }: State): string | null => (counted ? plan : null);
    if (asked || counts(state) !== counts(before)) return void this.load();
    if (state.threshold_min !== before.threshold_min) this.onThreshold();
    else if (state.selection !== before.selection || state.table !== before.table || state.route !== before.route || state.panel !== before.panel) this.render();
    else if ((['stops', 'lock', 'forbid', 'tour', 'plan'] as const).some((key) => state[key] !== before[key])) this.render();
    if (state.lock !== before.lock || state.forbid !== before.forbid || state.tour !== before.tour) this.drawTruck();
    if (state.compare !== before.compare) this.render();
    if ((['overlays', 'colour', 'ground'] as const).some((key) => state[key] !== before[key])) this.onLook();
    if (state.view) this.map?.look(state.view);
    if (state.selection !== before.selection || state.route !== before.route) this.chosen = state.selection !== null;
    if (state.selection !== before.selection) this.reveal();
  }

  private onCompared(): void {
    this.render();
    const { meta, map, comparison, surroundings } = this;
    if (meta && map) void comparison.draw(this.page.compareMap, meta, map, surroundings, this.colouring() === 'change');
  }

  private drawRoute(route: RouteRank): void {
    if (this.beside.route.answer.kind === 'failed') this.beside.route.forget();
    this.store.replace({ route });
    this.render();
  }

  private setOverlay(overlay: Overlay, on: boolean): void {
    const others = this.store.state.overlays.filter((one) => one !== overlay);
    this.store.replace({ overlays: on ? [...others, overlay] : others });
  }

  private onLook(): void {
    // The second map has the labels of the same colouring.
    this.onCompared();
    this.drawTruck();
    this.paint();
  }

  private onWayFound(box: Box): void {
    if (!this.chosen) return;
    this.chosen = false;
    this.map?.bringIntoSight(box);
  }

  private onTruck(now: TruckModel, before: TruckModel): void {
    const model = this.model();
    if (now.stops !== before.stops || now.plan !== before.plan) this.render();
    else if (model) this.page.updateTruck(model);
    if (now.lastStops !== before.lastStops || now.plan !== before.plan || now.itinerary !== before.itinerary) this.drawTruck();
  }

  private drawTruck(): void {
    const { answers, map, store: { state }, truck: { model } } = this;
    if (!answers || !map) return;
    const communes = communesOf(answers.communes);
    const stops = stopFeatures(state, model, communes);
    void map.show('stops', stops);
    void map.show('itinerary', model.itinerary ? asGeoJson(model.itinerary) : NOTHING);
    // Their names are written beside the stops themselves.
    void map.show('points', pointsOf(answers.communes, new Set(stops.features.map(({ properties }) => String(properties?.['id']))), answers.differences, this.colouring() === 'change'));
  }

  /** The durations are here: colours and figures follow at once; zones and closures are asked for when the hand rests. */
  private onThreshold(): void {
    if (!this.answers) return;
    this.stale = true;
    this.render();
    this.paint();
    clearTimeout(this.settling);
    this.settling = window.setTimeout(() => void this.refresh(), SETTLE_MS);
  }

  /** Asks for everything: another territory, or other venues. */
  private async load(): Promise<void> {
    clearTimeout(this.settling);
    if (!this.meta) return;
    const [territory, query, signal] = [this.territory(), this.query(), this.newQuestion()];
    this.forgetSurroundings(territory);
    await this.guarded(signal, () => this.load(), async () => {
      void this.loadSurroundings(territory, query, signal);
      const [communes, judged, presences, meta] = await Promise.all([fetchCommunesOf(territory, query, signal), this.judged(territory, query, signal), fetchPresences(territory, query, signal), this.bringing.meta(this.meta)]);
      this.meta = meta;
      this.answers = { territory, communes, ...judged, zones: zonesOf(judged.gaps, communes), presences };
      this.stale = false;
      this.render();
      this.draw();
    });
  }

  /** Those of another territory would be wrong context: they go before the new ones come, which may be never. */
  private forgetSurroundings(territory: string): void {
    if (this.surrounded === territory) return;
    this.surrounded = territory;
    this.surroundings = null;
    void this.map?.show('surroundings', NOTHING);
  }

  /** Context may come late or never: it must not hold back, nor fail, what it surrounds. */
  private async loadSurroundings(territory: string, query: CoverageQuery, signal: AbortSignal): Promise<void> {
    try {
      const surroundings = await fetchSurroundings(territory, query, signal);
      if (signal.aborted) return;
      this.surroundings = surroundings;
    } catch {
      return;
    }
    // Before the map has moved to the territory, its surroundings would be drawn far from where they are looked for.
    if (this.placed === territory) void this.map?.show('surroundings', asGeoJson(this.surroundings));
  }

  /** Asks only for what depends on the threshold and cannot be computed here. */
  private async refresh(): Promise<void> {
    const { answers } = this;
    if (!answers || answers.territory !== this.territory()) return this.load();
    const [territory, query, signal] = [this.territory(), this.query(), this.newQuestion()];
    await this.guarded(signal, () => this.refresh(), async () => {
      const [judged, presences] = await Promise.all([this.judged(territory, query, signal), fetchPresences(territory, query, signal)]);
      this.answers = { ...answers, ...judged, zones: zonesOf(judged.gaps, answers.communes), presences };
      this.stale = false;
      this.render();
      this.drawPlaces(this.answers);
      if (judged.differences) this.drawTruck();
      this.paint();
    });
  }

  private async guarded(signal: AbortSignal, retry: () => Promise<void>, work: () => Promise<void>): Promise<void> {
    this.page.busy(true);
    try {
      await work();
      this.counting.answered();
      this.page.alerts.clear();
      this.bringing.tell();
    } catch (error) {
      if (isAbort(error) || signal.aborted || this.bringing.lost(error)) return;
      if (await this.counting.mends(error, retry)) return;
      if (!this.answers) this.page.nothing();
      else this.scenario.refused(error);
      const nameOf = (id: string): string | undefined => this.answers?.venues.features.find(({ properties }) => properties.id === id)?.properties.name;
      // Rare: fetched when it is needed, and done without where it cannot be.
      const way = await Promise.all([import('./way-out'), learnLate(this.store.state.language)]).then(([{ wayOut }]) => wayOut(error, this.store, this.voice, nameOf), () => null);
      if (signal.aborted) return;
      this.page.alerts.show(error, () => void retry(), this.meta, way);
    }
    if (!signal.aborted) this.page.busy(false);
  }

  /** What is shown stays, and is asked again when the reader wants it. */
  private giveUp(): void {
    this.asking.abort();
    this.page.busy(false);
    if (!this.answers) this.page.nothing();
    this.page.alerts.say(this.voice.t('waiting.given_up'), () => void this.load());
  }

  private newQuestion(): AbortSignal {
    this.asking.abort();
    this.asking = new AbortController();
    return this.asking.signal;
  }

  private model(): Model | null {
    const { meta, answers, stale } = this;
    if (!meta || !answers) return null;
    const communes = communesOf(answers.communes);
    const { presences, differences } = answers;
    const colouring = this.colouring();
    const counted = tally(communes, this.threshold(meta), meta.defaults.bands_min);
    return {
      state: this.store.state,
      meta,
      threshold_min: counted.threshold_min,
      communes,
      venues: answers.venues.features.map((feature) => feature.properties),
      gaps: answers.zones,
      summary: answers.summary,
      tally: counted,
      steps: scale(counted),
      presences,
      colouring,
      presence: presences === null || colouring === 'access' || colouring === 'change' ? [] : presenceScale(presenceClasses(communes, presences, colouring)),
      choropleth: choroplethOf(communes, this.store.state.colour, meta.indicators, counted.threshold_min),
      stale,
      fileUrl: (path) => fileUrl(path, this.territory(), this.query()),
      summaryUrl: summaryUrl(this.territory(), this.query()),
      presenceUrl: this.query().plan === undefined ? null : presenceCsvUrl(this.territory(), this.query()),
      byRoad: isByRoad(answers.summary),
      route: this.beside.route.answer,
      around: this.beside.around.answer,
      isochrones: this.beside.isochrones.answer.kind,
      people: this.beside.people.answer,
      truck: this.truck.model,
      differences,
      differenceUrl: differences === null ? null : differenceCsvUrl(this.territory(), this.query()),
      scenario: this.scenario.model,
      compared: this.comparison.model(this.store.state.compare, this.scenario.model.kept),
    };
  }

  /** What communes are coloured by: what is asked for, where there is something to colour them by. */
  private colouring(): Colouring {
    const { colour } = this.store.state;
    const { presences = null, differences = null } = this.answers ?? {};
    const known = COLOURINGS.find((one) => one === colour) ?? 'access';
    return (known === 'change' ? differences : presences) === null ? 'access' : known;
  }

  private render(): void {
    const model = this.model();
    if (!model) return;
    this.page.update(model);
    const { selection } = model.state;
    void this.map?.select(selection?.kind === 'commune' ? selection.id : null);
    this.beside.ask(model, this.answers?.territory ?? '', this.query());
    if (!this.stale) this.comparison.ask(this.store.state.compare, this.territory(), this.query());
    // While the hand is on the slider, the stops wait for it to rest.
    if (!model.stale) this.truck.ask(model.state, this.territory(), this.stopsQuery());
  }

  /** Puts all that is known on the map: when answers arrive, or when the map itself does. */
  private draw(): void {
    const { answers, map } = this;
    if (!answers || !map) return;
    if (this.placed !== answers.territory) {
      this.placed = answers.territory;
      if (this.aim) map.look(this.aim);
      else this.fit();
    }
    if (this.surroundings) void map.show('surroundings', asGeoJson(this.surroundings));
    void map.show('communes', areasOf(answers.communes));
    this.drawTruck();
    this.drawPlaces(answers);
    this.beside.draw();
    this.paint();
    this.reveal();
  }

  private drawPlaces({ venues, gaps, summary }: Answers): void {
    void this.map?.show('changes', changeMarks(summary.scenario));
    void this.map?.show('venues', asGeoJson(venues));
    void this.map?.show('gaps', asGeoJson(gaps));
  }

  private paint(): void {
    const [model, answers] = [this.model(), this.answers];
    if (!model || !answers) return;
    const { steps, colouring, presence, presences, differences, choropleth, communes, stale, state, meta } = model;
    const ground = { ground: groundShown(state.ground, meta), named: communes.map(({ name }) => name) };
    const painted = { steps, colouring, presence, presences, differences, choropleth, communes, tiles: tilesOf(answers.communes, answers.territory), people: peopleScaleOf(communes), staleGaps: stale, overlays: new Set(shownOverlays(model)), ...ground };
    void this.map?.paint(painted);
    this.comparison.paint(painted);
  }

  private fit(): void {
    const box = this.answers && homeBox(this.answers.communes);
    if (box) this.map?.fit(box);
  }

  private reveal(): void {
    const [lon, lat] = (this.answers && placeIn(this.answers, this.store.state.selection)) ?? [];
    if (lon !== undefined && lat !== undefined) this.map?.reveal(lon, lat);
  }

  private territory(): string {
    return this.store.state.territory ?? this.meta?.default_territory ?? '';
  }

  private threshold(meta: Meta): number {
    return this.draft ?? this.store.state.threshold_min ?? meta.defaults.threshold_min;
  }

  /** What stops are chosen by: bands are a matter of colours, and the stops of an earlier tour are no venues. */
  private stopsQuery(): CoverageQuery {
    const { bands: _bands, plan: _plan, ...query } = this.query();
    return query;
  }

  private judged(territory: string, query: CoverageQuery, signal: AbortSignal): Promise<Judged> {
    return fetchJudged(territory, query, this.store.state.changes.length > 0, signal);
  }

  private query(): CoverageQuery {
    const { meta, store: { state: { kinds, services, open_at, model, detour, speed_kmh, changes, indicators } }, counting: { plan } } = this;
    if (!meta) return {};
    const threshold = this.threshold(meta);
    return {
      threshold,
      bands: limitsWith(threshold, meta.defaults.bands_min).join(','),
      ...(model !== null && { model }),
      // By road there is no detour to assume, and the same question has one address.
      ...(modelOf(model, meta) === 'crow-fly' && detour !== null && { detour }),
      ...(modelOf(model, meta) === 'crow-fly' && speed_kmh !== null && { speed: speed_kmh }),
      ...(kinds.length > 0 && { kind: kinds }),
      ...(services.length > 0 && { service: services }),
      ...openAtQuery(open_at),
      ...(plan !== null && { plan }),
      ...(indicators.length > 0 && { indicators: indicators.join() }),
      ...changesQuery(changes),
    };
  }
}
