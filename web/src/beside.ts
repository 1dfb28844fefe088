import type { FeatureCollection } from 'geojson';
import { fetchAround, fetchDemand, fetchIsochrones, fetchRoute } from './api/client';
import type { Around, CoverageQuery, DemandCollection, IsochroneCollection, Route } from './api/types';
import { Asked, type Answer } from './asked';
import { asGeoJson, boxOf, type Box } from './map/features';
import type { SourceId } from './map/style';
import { hasIsochrones, ISOCHRONE_LAND, isochroneMinutes, timesOnly, venuesOnly, wayFrom } from './model/travel';
import type { Model } from './views/model';

const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] };

export interface BesideEvents {
  /** Something came, or is waited for. */
  readonly changed: () => void;
  readonly show: (source: SourceId, data: FeatureCollection) => void;
  /** The way of a commune is drawn within this box. */
  readonly wayFound: (box: Box) => void;
}

/** What is asked for only while it is shown: what is around the selected commune and its way, the areas reached, where people live. */
export class Beside {
  readonly route = new Asked<Route>(() => this.onRoute());
  readonly around = new Asked<Around>(() => this.events.changed());
  readonly isochrones = new Asked<IsochroneCollection>(() => this.onIsochrones());
  readonly people = new Asked<DemandCollection>(() => this.onPeople());

  constructor(private readonly events: BesideEvents) {}

  ask({ state, communes, byRoad, steps, stale, colouring, choropleth }: Model, territory: string, query: CoverageQuery): void {
    const venues = venuesOnly(query);
    const about = JSON.stringify([territory, venues]);
    const from = wayFrom(state, byRoad, communes);
    this.route.ask(from && `${from} ${state.route} ${about}`, (signal) => fetchRoute(territory, from ?? '', state.route, venues, signal));
    const minutes = isochroneMinutes(steps);
    const wanted = hasIsochrones({ byRoad, colouring, choropleth }) && state.overlays.includes('isochrones');
    // While the hand is on the slider, the areas wait for it to rest.
    if (!stale || !wanted) this.isochrones.ask(wanted ? `${minutes.join()} ${about}` : null, (signal) => fetchIsochrones(territory, minutes, ISOCHRONE_LAND, venues, signal));
    // Times know no threshold: another one recolours what is here.
    const times = timesOnly(query);
    const selected = communes.find(({ code }) => state.selection?.kind === 'commune' && state.selection.id === code)?.code ?? null;
    this.around.ask(selected && JSON.stringify([selected, territory, times]), (signal) => fetchAround(territory, selected ?? '', times, signal));
    this.people.ask(state.overlays.includes('people') ? JSON.stringify([territory, times]) : null, (signal) => fetchDemand(territory, times, signal));
  }

  /** Puts what is here on a map that has just come. */
  draw(): void {
    this.showRoute();
    this.put('isochrones', this.isochrones.answer);
    this.put('people', this.people.answer);
  }

  private put(source: SourceId, answer: Answer<{ readonly features: readonly unknown[] }>): void {
    this.events.show(source, answer.kind === 'here' ? asGeoJson(answer.value) : NOTHING);
  }

  private showRoute(): void {
    const { answer } = this.route;
    this.events.show('route', answer.kind === 'here' ? asGeoJson({ features: [answer.value] }) : NOTHING);
    const box = answer.kind === 'here' ? boxOf(answer.value.geometry.coordinates) : null;
    if (box) this.events.wayFound(box);
  }

  private onRoute(): void {
    this.events.changed();
    this.showRoute();
  }

  private onIsochrones(): void {
    this.put('isochrones', this.isochrones.answer);
    this.events.changed();
  }

  private onPeople(): void {
    this.put('people', this.people.answer);
    this.events.changed();
  }
}
