/** Colours of the map that are not data. */
export interface MapTheme {
  readonly water: string;
  readonly land: string;
  readonly landLine: string;
  readonly communeLine: string;
  readonly gap: string;
  readonly gapCasing: string;
  readonly selection: string;
  readonly label: string;
  readonly labelHalo: string;
  readonly unreachable: string;
  readonly hatch: string;
  readonly bound: string;
  readonly boundEdge: string;
  readonly venue: string;
  readonly venueInk: string;
  readonly isochroneLine: string;
  readonly road: string;
  readonly roadCasing: string;
  readonly route: string;
  readonly routeCasing: string;
  readonly stop: string;
  readonly stopInk: string;
  readonly itinerary: string;
  readonly peopleEdge: string;
  readonly groundWater: string;
  readonly groundShore: string;
  readonly groundRoad: string;
  readonly groundLabel: string;
}

const LIGHT: MapTheme = {
  water: '#eef1f4',
  land: '#e3e7eb',
  landLine: '#c6ced6',
  communeLine: '#ffffff',
  gap: '#c2410c',
  gapCasing: '#ffffff',
  selection: '#111827',
  label: '#16202b',
  labelHalo: '#ffffff',
  unreachable: '#c3c8ce',
  hatch: '#5c6670',
  bound: '#3d4650',
  boundEdge: 'rgb(255 255 255 / 55%)',
  venue: '#7a0c3f',
  venueInk: '#ffffff',
  isochroneLine: '#16202b',
  road: '#3f3226',
  roadCasing: '#fff8ec',
  route: '#d6006e',
  routeCasing: '#ffffff',
  stop: '#16202b',
  stopInk: '#ffffff',
  itinerary: '#7c3aed',
  peopleEdge: '#2b3742',
  // Grey enough to be no class of any legend.
  groundWater: '#dde8f3',
  groundShore: '#7191b3',
  groundRoad: '#838b93',
  groundLabel: '#3f4a55',
};

const DARK: MapTheme = {
  ...LIGHT,
  water: '#11161b',
  land: '#1d242b',
  landLine: '#323c46',
  communeLine: '#20303d',
  gap: '#ff9a4d',
  gapCasing: '#11161b',
  selection: '#ffffff',
  unreachable: '#6d7780',
  hatch: '#2a3138',
  peopleEdge: '#e6ecf2',
  groundWater: '#465c72',
  groundShore: '#6d8fb3',
};

export const mapTheme = (dark: boolean): MapTheme => (dark ? DARK : LIGHT);
