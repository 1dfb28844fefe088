import type { FeatureCollection } from 'geojson';
import type { CoverageQuery, Meta } from './api/types';
import { Asked } from './asked';
import { fetchCompared, questionOf, type Compared } from './compare';
import { changeMarks } from './map/changes';
import { areasOf, asGeoJson, communesOf, pointsOf } from './map/features';
import type { MapView, Painted } from './map/view';
import { opened, type Kept } from './model/kept';
import type { View } from './state';
import type { Model, Voice } from './views/model';

const SILENT = { onMove: () => undefined, onPick: () => undefined, onGroundFailed: () => undefined, coveredOnTheLeft: () => 0, coveredOnTheRight: () => 0, inFrame: false };

export interface ComparisonEvents {
  /** Something came, or is waited for. */
  readonly changed: () => void;
  /** The second map is there and waits for its colours. */
  readonly drawn: () => void;
}

/** The scenario that another is compared with, and the second map that shows it over the first one. */
export class Comparison {
  private readonly asked = new Asked<Compared>(() => this.events.changed());
  private second: MapView | null = null;
  /** What the second map shows: the answer, whether by change, and what is around. */
  private shown: readonly unknown[] = [];

  constructor(
    private readonly voice: Voice,
    private readonly events: ComparisonEvents,
  ) {}

  /** Asks the same question about the scenario of an address; null: about none. */
  ask(address: string | null, territory: string, same: CoverageQuery): void {
    const other = address === null ? null : opened({ name: '', address });
    const query = other && questionOf(same, other);
    this.asked.ask(query && JSON.stringify([territory, query]), (signal) => fetchCompared(territory, query ?? {}, (other?.changes.length ?? 0) > 0, signal));
  }

  /** Asks for what failed once more. */
  again(): void {
    this.asked.forget();
    this.events.changed();
  }

  model(address: string | null, kept: readonly Kept[]): Model['compared'] {
    const { answer } = this.asked;
    if (address === null) return null;
    const name = kept.find((one) => one.address === address)?.name ?? this.voice.t('swipe.other');
    return { name, summary: answer.kind === 'here' ? answer.value.summary : null, failed: answer.kind === 'failed' };
  }

  /** The second map is made when it is first needed, and goes where the first one goes. */
  async draw(place: HTMLElement, meta: Meta, first: MapView, surroundings: { readonly features: readonly unknown[] } | null, byChange: boolean): Promise<void> {
    const { answer } = this.asked;
    if (answer.kind !== 'here') return;
    const wanted = [answer.value, byChange, surroundings];
    if (wanted.every((one, i) => one === this.shown[i])) return;
    this.shown = wanted;
    const { MapView } = await import('./map/view');
    this.second ??= new MapView(place, meta, this.voice.t, SILENT);
    this.second.resize();
    this.second.mirror(first.looking);
    const { communes, venues, gaps, differences, summary } = answer.value;
    const show = (source: Parameters<MapView['show']>[0], data: FeatureCollection): void => void this.second?.show(source, data);
    if (surroundings) show('surroundings', asGeoJson(surroundings));
    show('gaps', asGeoJson(gaps));
    show('communes', areasOf(communes));
    show('points', pointsOf(communes, new Set(), differences, byChange));
    show('venues', asGeoJson(venues));
    show('changes', changeMarks(summary.scenario));
    this.events.drawn();
  }

  mirror(view: View): void {
    this.second?.mirror(view);
  }

  /** What has no change has no difference to be coloured by: it is shown as unchanged. An indicator is the same on both sides. */
  paint(painting: Painted): void {
    const { answer } = this.asked;
    if (answer.kind !== 'here') return;
    const { communes, differences } = answer.value;
    void this.second?.paint({ ...painting, communes: communesOf(communes), differences, presences: null, colouring: painting.colouring === 'change' ? 'change' : 'access', presence: [], staleGaps: false, overlays: new Set() });
  }
}
