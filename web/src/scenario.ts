import { Keeper, kept, opened, type Kept } from './model/kept';
import { changed, MOST_CHANGES, without, type Changes, type Place } from './model/scenario';
import type { State, Store } from './state';
import type { ScenarioActions } from './views/model';

/** What is to be placed by the next click on the map: a new venue, or one that moves. */
export type Placing = { readonly id: string | null };

/** What the page knows of a scenario besides its address. */
export interface ScenarioModel {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly placing: Placing | null;
  /** Where the map was clicked last for it; each click is an object of its own. */
  readonly placed: Place | null;
  /** The venue whose move or hours are being written. */
  readonly editing: { readonly id: string; readonly what: 'move' | 'hours' } | null;
  readonly kept: readonly Kept[];
  readonly keeps: boolean;
}

/** The steps back and forth between sets of changes, whatever else the reader did in between. */
export class Scenario implements ScenarioActions {
  model: ScenarioModel;
  private past: Changes[] = [];
  private future: Changes[] = [];
  private stepping = false;
  private readonly keeper = new Keeper(() => window.localStorage);

  constructor(
    private readonly store: Store,
    private readonly changed: () => void,
    private readonly focusOn: (id: string) => void,
  ) {
    this.model = { canUndo: false, canRedo: false, placing: null, placed: null, editing: null, kept: this.keeper.all(), keeps: true };
  }

  /** Follows the address, however it changed: by us, by the back button, by a kept scenario. */
  follow(now: State, before: State): void {
    if (JSON.stringify(now.changes) === JSON.stringify(before.changes)) return;
    if (now.territory !== before.territory) {
      this.past = [];
      this.future = [];
    } else if (!this.stepping) {
      this.past.push(before.changes);
      this.future = [];
    }
    this.set({ canUndo: this.past.length > 0, canRedo: this.future.length > 0 });
  }

  change: ScenarioActions['change'] = (...all) => {
    const { changes, colour, selection } = this.store.state;
    const room = MOST_CHANGES - changes.length;
    if (room <= 0 || all.length === 0) return;
    this.set({ placing: null, placed: null, editing: null });
    // The first change is seen at once.
    this.store.push({ changes: all.slice(0, room).reduce<Changes>(changed, changes), panel: 'scenario', ...(changes.length === 0 && colour === 'access' && { colour: 'change' as const }), ...(all.some((one) => one.change === 'close' && one.id === selection?.id) && { selection: null }) });
    // What was pressed is gone with its venue, or its form; and what the change does stands after the list of changes.
    this.focusOn('scenario-title');
  };
  takeBack: ScenarioActions['takeBack'] = (change) => this.store.push({ changes: without(this.store.state.changes, change) });
  clear = (): void => this.store.push({ changes: [] });
  undo = (): void => this.step(this.past, this.future);
  redo = (): void => this.step(this.future, this.past);

  private step(from: Changes[], to: Changes[]): void {
    const next = from.pop();
    if (!next) return;
    to.push(this.store.state.changes);
    this.stepping = true;
    this.store.push({ changes: next, panel: 'scenario' });
    this.stepping = false;
  }

  place: ScenarioActions['place'] = (placing) => this.set({ placing, placed: null });
  edit: ScenarioActions['edit'] = (editing) => {
    this.set({ editing, placing: null, placed: null });
    if (editing && this.store.state.panel !== 'scenario') this.store.replace({ panel: 'scenario' });
    this.changed();
    // Focus does not fall out of the page with a form that goes.
    this.focusOn(editing ? 'editor-title' : 'scenario-title');
  };
  /** A click on the map: true where it was meant for us. */
  takes(place: Place): boolean {
    const { placing } = this.model;
    if (placing === null) return false;
    if (placing.id !== null) this.change({ change: 'move', id: placing.id, place });
    else this.set({ placing: null, placed: { ...place } });
    return true;
  }

  keep: ScenarioActions['keep'] = (name) => {
    const keeps = this.keeper.put(kept(name, this.store.state));
    this.set({ kept: this.keeper.all(), keeps });
  };
  keepFile: ScenarioActions['keepFile'] = (one) => {
    const keeps = this.keeper.put(one);
    this.set({ kept: this.keeper.all(), keeps });
    this.open(one);
  };
  drop: ScenarioActions['drop'] = (name) => {
    this.keeper.drop(name);
    this.set({ kept: this.keeper.all() });
  };
  open: ScenarioActions['open'] = (one) => {
    const { territory, ...rest } = opened(one);
    const elsewhere = territory !== this.store.state.territory;
    this.store.push({ ...rest, territory, ...(elsewhere && { view: null }), selection: null, colour: rest.changes.length > 0 ? 'change' : this.store.state.colour });
  };

  compare: ScenarioActions['compare'] = (one) => this.store.push({ compare: one?.address ?? null });

  private set(change: Partial<ScenarioModel>): void {
    this.model = { ...this.model, ...change };
    this.changed();
  }
}
