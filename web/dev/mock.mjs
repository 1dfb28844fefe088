// A stand-in for the real server while it is being written: same addresses, invented communes.
// `node dev/mock.mjs [port]` serves dist/ and the API; MOCK_DATA names a file of other communes.
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { invented } from './invented.mjs';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const world = process.env.MOCK_DATA ? JSON.parse(readFileSync(process.env.MOCK_DATA, 'utf8')) : invented();
const KINDS = [
  ['france_services', 'France Services', 'France Services counter'],
  ['msap', 'Maison de services au public', 'Public services house'],
  ['library', 'Médiathèque ou bibliothèque', 'Library'],
  ['epn', 'Espace public numérique', 'Public digital space'],
  ['third_place', 'Tiers-lieu', 'Third place'],
  ['association', 'Association', 'Association'],
  ['public_body', 'Organisme public', 'Public body'],
  ['pass_numerique', 'Lieu Pass numérique', 'Pass numérique venue'],
  ['other', 'Autre lieu', 'Other venue'],
];
const SOURCES = [
  { name: 'Code officiel géographique', producer: 'INSEE', vintage: '2026', licence: 'Licence Ouverte 2.0' },
  { name: 'Liste des France Services', producer: 'ANCT', vintage: 'avril 2021', licence: 'Licence Ouverte 2.0' },
];
const LIMITS = { threshold_min: [1, 240], detour: [1, 3], speed_kmh: [5, 130], buffer_km: [0, 100] };
const DEFAULTS = { threshold_min: 20, bands_min: [10, 15, 20, 30, 45], detour: 1.3, speed_kmh: 50, buffer_km: 30 };

class Problem extends Error {
  constructor(status, title, detail, extra = {}) {
    super(detail);
    this.body = { type: 'about:blank', title, status, detail, ...extra };
  }
}

function metres(a, b) {
  const r = Math.PI / 180;
  const h = Math.sin(((b.lat - a.lat) * r) / 2) ** 2
    + Math.cos(a.lat * r) * Math.cos(b.lat * r) * Math.sin(((b.lon - a.lon) * r) / 2) ** 2;
  return 2 * 6371008.8 * Math.asin(Math.sqrt(h));
}

function number(query, name, fallback, [low, high]) {
  if (!query.has(name)) return fallback;
  const value = Number(query.get(name));
  if (Number.isFinite(value) && value >= low && value <= high) return value;
  throw new Problem(400, 'Paramètre hors limites', `« ${name} » doit être compris entre ${low} et ${high}.`, { parameter: name });
}

function parameters(query) {
  return {
    threshold_min: number(query, 'threshold', 20, LIMITS.threshold_min),
    bands_min: query.has('bands') ? query.get('bands').split(',').map(Number) : DEFAULTS.bands_min,
    travel_model: 'crow-fly',
    detour: number(query, 'detour', 1.3, LIMITS.detour),
    speed_kmh: number(query, 'speed', 50, LIMITS.speed_kmh),
    buffer_km: number(query, 'buffer_km', 30, LIMITS.buffer_km),
    kinds: (query.get('kind') ?? '').split(',').filter(Boolean),
    services: (query.get('service') ?? '').split(',').filter(Boolean),
  };
}

function territories() {
  const group = (kind, key, name) => {
    const by = new Map();
    for (const c of world.communes) {
      if (!c[key]) continue;
      const t = by.get(c[key]) ?? { code: c[key], kind, name: name(c), population: 0, communes: 0, bbox: null, parent: null, members: [] };
      t.population += c.population; t.communes += 1; t.members.push(c);
      by.set(c[key], t);
    }
    return [...by.values()];
  };
  const names = { 48: 'Lozère', '07': 'Ardèche', 12: 'Aveyron', 15: 'Cantal', 30: 'Gard', 43: 'Haute-Loire' };
  const all = [
    ...group('department', 'department', (c) => names[c.department] ?? c.department),
    ...group('epci', 'epci', (c) => c.epci_name),
    ...world.communes.map((c) => ({ code: c.code, kind: 'commune', name: c.name, population: c.population, communes: 1, bbox: null, parent: c.department, members: [c] })),
  ];
  for (const t of all) t.bbox = bbox(t.members);
  return all;
}

function bbox(members) {
  const points = members.flatMap((c) => (c.geometry ? c.geometry.coordinates.flat(2) : [[c.lon, c.lat]]));
  return [Math.min, Math.min, Math.max, Math.max].map((pick, i) => points.reduce((m, p) => pick(m, p[i % 2]), points[0][i % 2]));
}

const ALL = territories();

function territory(code) {
  const found = ALL.find((t) => t.code === code);
  if (!found) throw new Problem(404, 'Territoire inconnu', `Aucun territoire ne porte le code « ${code} ».`, { parameter: 'territory' });
  return found;
}

function coverage(code, p) {
  const place = territory(code);
  const inside = new Set(place.members.map((c) => c.code));
  const [w, s, e, n] = place.bbox;
  const near = (x) => x.lon > w - p.buffer_km / 80 && x.lon < e + p.buffer_km / 80 && x.lat > s - p.buffer_km / 111 && x.lat < n + p.buffer_km / 111;
  const open = world.venues.filter((v) => near(v) && !v.itinerant && (!p.kinds.length || p.kinds.includes(v.kind)));
  const limits = [...p.bands_min];
  const rows = place.members.map((c) => {
    const [first, second] = open.map((v) => ({ v, m: metres(c, v) })).sort((a, b) => a.m - b.m || (a.v.id < b.v.id ? -1 : 1));
    const seconds = (x) => (x ? Math.round(((x.m * p.detour) / (p.speed_kmh / 3.6)) * 10) / 10 : null);
    const d = c.island ? null : seconds(first);
    const band = d === null ? null : limits.filter((l) => d > l * 60).length;
    return {
      geometry: c.geometry,
      code: c.code, name: c.name, epci: c.epci, epci_name: c.epci_name, department: c.department, population: c.population,
      lon: c.lon, lat: c.lat, duration_s: d, distance_m: d === null ? null : Math.round(first.m * p.detour), straight_line_m: d === null ? null : Math.round(first.m),
      venue_id: d === null ? null : first.v.id, venue: d === null ? null : first.v.name,
      second_venue_id: d === null ? null : second?.v.id ?? null, second_venue: d === null ? null : second?.v.name ?? null, second_duration_s: d === null ? null : seconds(second),
      band, band_label: band === null ? 'unreachable' : String(limits[band] ?? 'more'), covered: d !== null && d <= p.threshold_min * 60,
      near_threshold: d !== null && Math.abs(d - p.threshold_min * 60) <= 120,
      reason: d === null ? (open.length ? 'Île sans liaison connue' : 'Aucun lieu ne correspond aux filtres') : null, point_precision: 'town_hall',
    };
  });
  return { place, inside, rows, open, near };
}

const sum = (rows) => rows.reduce((n, r) => n + r.population, 0);

function dissolve(geometries) {
  const edges = new Map();
  for (const ring of geometries.flatMap((g) => g.coordinates.flat())) {
    for (let i = 0; i + 1 < ring.length; i += 1) {
      const [a, b] = [ring[i].join(), ring[i + 1].join()];
      if (edges.get(b)?.delete(a)) continue;
      if (!edges.has(a)) edges.set(a, new Set());
      edges.get(a).add(b);
    }
  }
  const rings = [];
  for (const [start, ends] of edges) {
    while (ends.size) {
      const ring = [start];
      let at = start;
      do {
        const next = edges.get(at)?.values().next().value;
        if (!next) break;
        edges.get(at).delete(next); ring.push(next); at = next;
      } while (at !== start);
      if (ring.length > 3 && at === start) rings.push([ring.map((p) => p.split(',').map(Number))]);
    }
  }
  return { type: 'MultiPolygon', coordinates: rings };
}

function zones(rows) {
  const far = rows.filter((r) => !r.covered && r.geometry);
  const byPoint = new Map();
  far.forEach((r, i) => r.geometry.coordinates.flat(2).forEach((p) => byPoint.set(p.join(), [...(byPoint.get(p.join()) ?? []), i])));
  const group = far.map((_, i) => i);
  const root = (i) => (group[i] === i ? i : (group[i] = root(group[i])));
  for (const is of byPoint.values()) is.forEach((i) => { group[root(i)] = root(is[0]); });
  const by = new Map();
  far.forEach((r, i) => by.set(root(i), [...(by.get(root(i)) ?? []), r]));
  return [...by.values()].sort((a, b) => sum(b) - sum(a));
}

function gapFeature(members, zone) {
  const worst = [...members].sort((a, b) => (b.duration_s ?? 1e9) - (a.duration_s ?? 1e9))[0];
  const best = [...members].sort((a, b) => b.population - a.population)[0];
  const saved = members.reduce((n, r) => n + Math.max(0, (r.duration_s ?? 0) - (metres(r, best) * 1.3) / (50 / 3.6)) * r.population, 0) / 60;
  return feature(dissolve(members.map((r) => r.geometry)), {
    zone: zone + 1, population: sum(members), communes: members.length, codes: members.map((r) => r.code), names: members.map((r) => r.name),
    worst_code: worst.code, worst_name: worst.name, worst_duration_s: worst.duration_s, best_code: best.code, best_name: best.name, best_lon: best.lon, best_lat: best.lat,
    saved_person_minutes: saved, saved_mean_min: saved / sum(members), newly_covered: sum(members.filter((r) => metres(r, best) * 1.3 / (50 / 3.6) <= 1200)),
  });
}

const feature = (geometry, properties) => ({ type: 'Feature', geometry, properties });
const collection = (features) => ({ type: 'FeatureCollection', features });

function layer(name, code, p) {
  const { place, inside, rows, near } = coverage(code, p);
  if (name === 'communes') return collection(rows.map(({ geometry, ...r }) => feature(geometry, r)));
  if (name === 'demand') return collection(rows.map(({ geometry, ...r }) => feature({ type: 'Point', coordinates: [r.lon, r.lat] }, r)));
  if (name === 'gaps') return collection(zones(rows).map(gapFeature));
  if (name === 'surroundings') return collection(world.communes.filter((c) => !inside.has(c.code) && near(c)).map((c) => feature(c.geometry, { code: c.code, name: c.name })));
  return collection(world.venues.filter(near).map((v) => feature({ type: 'Point', coordinates: [v.lon, v.lat] }, {
    id: v.id, name: v.name, commune_code: v.commune_code, commune: v.commune, kind: v.kind, kinds: [v.kind], services: v.services ?? [], hours: v.hours ?? null,
    itinerant: v.itinerant ?? false, considered: !v.itinerant && (!p.kinds.length || p.kinds.includes(v.kind)), position: 'given', inside: place.members.some((c) => c.code === v.commune_code),
    people_nearest: sum(rows.filter((r) => r.venue_id === v.id)), people_fragile: sum(fragile(rows, v.id, p)),
  })));
}

const fragile = (rows, id, p) => rows.filter((r) => r.covered && r.venue_id === id && (r.second_duration_s ?? Infinity) > p.threshold_min * 60);

function quantile(rows, q) {
  const known = rows.filter((r) => r.duration_s !== null).sort((a, b) => a.duration_s - b.duration_s);
  let left = sum(known) * q;
  return known.find((r) => (left -= r.population) <= 0)?.duration_s ?? null;
}

function mean(rows) {
  const known = rows.filter((r) => r.duration_s !== null);
  return sum(known) ? known.reduce((n, r) => n + r.duration_s * r.population, 0) / sum(known) : null;
}

const counts = (rows, of) => ({ covered: of(rows.filter((r) => r.covered)), uncovered: of(rows.filter((r) => !r.covered && r.duration_s !== null)), unreachable: of(rows.filter((r) => r.duration_s === null)) });

function areas(rows, key, name) {
  return [...new Set(rows.map((r) => r[key]).filter(Boolean))].sort().map((code) => {
    const mine = rows.filter((r) => r[key] === code);
    return { code, name: mine[0][name], population: sum(mine), communes: mine.length, ...counts(mine, sum), mean_s: mean(mine) };
  });
}

function summary(code, p) {
  const { place, inside, rows, open } = coverage(code, p);
  const worst = rows.filter((r) => r.duration_s !== null).sort((a, b) => b.duration_s - a.duration_s)[0];
  const { members, parent, ...about } = place;
  const total = sum(rows);
  const gaps = zones(rows);
  const outside = new Set(open.filter((v) => !inside.has(v.commune_code)).map((v) => v.id));
  return {
    territory: about, parameters: p,
    people: { total, ...counts(rows, sum), near_threshold: sum(rows.filter((r) => r.near_threshold)), covered_only_from_outside: sum(rows.filter((r) => r.covered && outside.has(r.venue_id))) },
    communes: { total: rows.length, ...counts(rows, (x) => x.length) },
    bands: [...p.bands_min, null].map((to, i) => {
      const mine = rows.filter((r) => r.band === i);
      return { label: `${to}`, from_min: p.bands_min[i - 1] ?? 0, to_min: to, people: sum(mine), communes: mine.length, share: sum(mine) / total };
    }),
    unreachable: { people: sum(rows.filter((r) => r.duration_s === null)), communes: rows.filter((r) => r.duration_s === null).length },
    access: { mean_s: mean(rows), median_s: quantile(rows, 0.5), p90_s: quantile(rows, 0.9), worst: worst ? { code: worst.code, name: worst.name, duration_s: worst.duration_s } : null },
    gaps: { zones: gaps.length, people: sum(gaps.flat()) },
    venues: { considered: open.length, inside: open.length - outside.size, outside: outside.size, filtered_out: 0, itinerant_not_counted: 1, placed_at_chef_lieu: 0 },
    fragility: open.map((v) => ({ venue_id: v.id, venue: v.name, people: sum(fragile(rows, v.id, p)), communes: fragile(rows, v.id, p).length })).filter((f) => f.people).sort((a, b) => b.people - a.people),
    by_epci: areas(rows, 'epci', 'epci_name'), by_department: areas(rows, 'department', 'department'),
    sources: SOURCES, notes: [],
  };
}

function answer(url) {
  const query = url.searchParams;
  const path = decodeURIComponent(url.pathname);
  if (path === '/api/meta') {
    return { version: '0.1.0', default_territory: '48', defaults: DEFAULTS, limits: LIMITS, kinds: KINDS.map(([code, label_fr, label_en]) => ({ code, label_fr, label_en })), services: ['Accès à un équipement', 'Aide aux démarches'], sources: SOURCES, travel_models: [{ code: 'crow-fly', estimate: true }] };
  }
  if (path === '/api/territories') {
    const fold = (t) => t.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    const q = fold(query.get('q') ?? '');
    return { items: ALL.filter((t) => t.code === q || fold(t.name).startsWith(q)).slice(0, Number(query.get('limit') ?? 10)).map(({ members, ...t }) => t) };
  }
  const s = /^\/api\/territories\/([^/]+)\/summary$/.exec(path);
  if (s) return summary(s[1], parameters(query));
  const l = /^\/api\/layers\/(communes|venues|gaps|demand|surroundings)\.geojson$/.exec(path);
  if (l) return layer(l[1], query.get('territory'), parameters(query));
  throw new Problem(404, 'Introuvable', `Rien à l’adresse ${path}.`);
}

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' };
const HEADERS = {
  'content-security-policy': "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'",
  'x-content-type-options': 'nosniff',
};

createServer((request, response) => {
  const url = new URL(request.url, 'http://mock');
  const reply = (status, type, body) => { response.writeHead(status, { ...HEADERS, 'content-type': type }); response.end(body); };
  if (url.pathname === '/api/coverage.csv') return reply(200, 'text/csv; charset=utf-8', 'code_insee,commune\n');
  if (url.pathname.startsWith('/api/')) {
    try {
      return reply(200, 'application/json', JSON.stringify(answer(url)));
    } catch (error) {
      const body = error.body ?? { type: 'about:blank', title: 'Panne', status: 500, detail: String(error) };
      return reply(body.status, 'application/problem+json', JSON.stringify(body));
    }
  }
  const file = join(DIST, normalize(url.pathname === '/' ? '/index.html' : url.pathname));
  if (!existsSync(file)) return reply(404, 'text/plain', 'Introuvable');
  return reply(200, TYPES[extname(file)] ?? 'application/octet-stream', readFileSync(file));
}).listen(Number(process.argv[2] ?? 8099), '127.0.0.1', function ready() { console.log(`http://127.0.0.1:${this.address().port}`); });
