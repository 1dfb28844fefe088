import type { Around, Commune, DemandCollection, Gap, Meta, Route, Summary, Venue } from '../api/types';
import type { Language, Translate } from '../i18n';
import type { Choropleth } from '../map/choropleth';
import type { PresenceStep, Step } from '../map/scale';
import type { Tally } from '../model/coverage';
import type { Format } from '../model/format';
import type { Ground } from '../model/ground';
import type { Theme } from '../model/indicators';
import type { Differences } from '../model/difference';
import type { Filed, Kept, Keeping } from '../model/kept';
import type { Colouring, Presences } from '../model/presence';
import type { VenueChange } from '../model/scenario';
import type { ZoneFacts } from '../model/zones';
import type { Answer } from '../asked';
import type { Paper } from '../model/share';
import type { Ban, StopsQuestion, TourQuestion } from '../model/truck';
import type { Placing, PlanFate, ScenarioModel } from '../scenario';
import type { Overlay, PanelId, RouteRank, Selection, State } from '../state';
import type { TruckModel } from '../truck';

/** The means of a page in one language. */
export interface Voice {
  readonly t: Translate;
  readonly format: Format;
  readonly language: Language;
}

/** What the page shows at one moment. Views receive it whole and never ask for more. */
export interface Model {
  readonly state: State;
  readonly meta: Meta;
  readonly threshold_min: number;
  readonly communes: readonly Commune[];
  readonly venues: readonly Venue[];
  readonly gaps: readonly GapZone[];
  readonly summary: Summary;
  readonly tally: Tally;
  readonly steps: readonly Step[];
  /** What the tour that counts changes; null where none does. */
  readonly presences: Presences | null;
  /** What the communes are coloured by, and its classes where that is presence. */
  readonly colouring: Colouring;
  readonly presence: readonly PresenceStep[];
  /** The indicator that they are coloured by in place of these; null: none. */
  readonly choropleth: Choropleth | null;
  /** True while the server's part (zones, closures) still answers for an earlier threshold. */
  readonly stale: boolean;
  /** The address of a file of the service, for the question that is asked. */
  readonly fileUrl: (path: string) => string;
  readonly summaryUrl: string;
  /** The file of what the tour changes; null where none is counted. */
  readonly presenceUrl: string | null;
  /** Whether the figures shown are by road; else they are the estimate. */
  readonly byRoad: boolean;
  /** The way of the selected commune. */
  readonly route: Answer<Route>;
  /** What is around the selected commune. */
  readonly around: Answer<Around>;
  /** Whether the areas reached within each limit are on their way, here, or could not be had. */
  readonly isochrones: Answer<unknown>['kind'];
  /** Where people live; asked for with its overlay. */
  readonly people: Answer<DemandCollection>;
  readonly truck: TruckModel;
  /** What the scenario changes; null where there is no change. */
  readonly differences: Differences | null;
  /** The file of it. */
  readonly differenceUrl: string | null;
  readonly scenario: ScenarioModel;
  /** The scenario that this one is compared with; its summary is null until it comes. */
  readonly compared: { readonly name: string; readonly summary: Summary | null; readonly failed: boolean } | null;
}

export interface GapZone extends Gap, ZoneFacts {
  readonly box: readonly [number, number, number, number] | null;
}

/** Where a venue may be opened, and what the place is called. */
export interface NewPlace {
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
}

/** What a reader can do; views call these and know nothing else of the rest. */
export interface Actions {
  readonly setThreshold: (minutes: number, settled: boolean) => void;
  readonly openTerritory: (code: string, commune: string | null) => void;
  readonly select: (selection: Selection | null) => void;
  readonly setFilters: (change: Partial<Pick<State, 'kinds' | 'services' | 'open_at' | 'model' | 'detour' | 'speed_kmh'>>) => void;
  readonly drawRoute: (rank: RouteRank) => void;
  readonly setColour: (colour: Colouring | Theme) => void;
  readonly setOverlay: (overlay: Overlay, on: boolean) => void;
  readonly setGround: (ground: Ground) => void;
  readonly showZone: (zone: GapZone) => void;
  /** Opens a new venue at a place, in the scenario. */
  readonly addVenue: (place: NewPlace) => void;
  readonly showAll: () => void;
  /** Gives up what is asked and has not come. */
  readonly giveUp: () => void;
  readonly setTable: (open: boolean) => void;
  readonly setPanel: (panel: PanelId) => void;
  readonly truck: TruckActions;
  readonly scenario: ScenarioActions;
  /** Asks again for the scenario that this one is compared with. */
  readonly compareAgain: () => void;
  readonly bring: BringActions;
  readonly show: ShowActions;
}

/** What a reader can do with a scenario. */
export interface ScenarioActions {
  /** Several are one step, taken back as one. */
  readonly change: (...all: readonly VenueChange[]) => void;
  readonly takeBack: (change: VenueChange) => void;
  readonly clear: () => void;
  readonly undo: () => void;
  readonly redo: () => void;
  /** Null: the next click on the map is one as any other. */
  readonly place: (placing: Placing | null) => void;
  readonly edit: (editing: ScenarioModel['editing']) => void;
  readonly keep: (name: string) => Keeping;
  readonly keepFile: (filed: Filed) => Promise<{ readonly keeping: Keeping; readonly plan: PlanFate }>;
  /** What a kept scenario is as a file, with its plan where that is still known. */
  readonly file: (one: Kept) => Promise<Filed>;
  readonly drop: (name: string) => void;
  readonly open: (one: Kept) => Promise<PlanFate>;
  /** Null: the map shows one scenario again. */
  readonly compare: (one: Kept | null) => void;
}

/** What a reader does with a file. */
export interface BringActions {
  /** Opens the tab where files are checked. */
  readonly open: () => void;
  /** The same with a file. */
  readonly drop: (file: File) => void;
  /** The file that is to be checked, once. */
  readonly take: () => File | null;
  /** Keeps indicators, and colours the map by the first of them. */
  readonly keep: (body: object, signal: AbortSignal) => Promise<void>;
  /** Takes all that were brought off the page. */
  readonly forget: () => void;
}

/** How a reader takes the page elsewhere. */
export interface ShowActions {
  /** The address of what is shown, whole. */
  readonly address: () => string;
  /** The code of a frame for another site. */
  readonly frame: () => string;
  /** Prints; what it was printed on, or null where it failed, which has been said. */
  readonly print: (paper: Paper) => Promise<string | null>;
  /** Saves a picture of the map; its name, or null where it failed, which has been said. */
  readonly picture: () => Promise<string | null>;
}

/** What a reader can do with the stops and the tour of a truck. */
export interface TruckActions {
  /** Null: gives the search up. */
  readonly find: (question: StopsQuestion | null) => void;
  readonly lock: (id: string, on: boolean) => void;
  readonly ban: (id: string, reason: Ban['reason'] | null) => void;
  /** Null: gives the tour up. */
  readonly plan: (tour: TourQuestion | null) => void;
  /** Whether the stops of the plan count as places. */
  readonly count: (on: boolean) => void;
  /** Takes stops, tour and plan off the page. */
  readonly clear: () => void;
  /** Asks again for what failed. */
  readonly retry: () => void;
  /** Saves a file of a plan, once the server surely has the plan and gives the file. */
  readonly follow: (plan: string, href: string, save: () => void) => Promise<void>;
}

export interface View<M = Model> {
  readonly element: HTMLElement;
  readonly update: (model: M) => void;
}
