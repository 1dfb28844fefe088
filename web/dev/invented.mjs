// An invented département, the same on every run: 152 communes on a jittered grid, one of them an island.
export function invented() {
  let seed = 48;
  const random = () => { seed = (seed * 1664525 + 1013904223) % 4294967296; return seed / 4294967296; };
  const [columns, rows] = [14, 12];
  const corner = Array.from({ length: rows + 1 }, (_, y) => Array.from({ length: columns + 1 }, (_, x) => [
    Number((3.0 + (x + random() * 0.6) * 0.075).toFixed(5)), Number((44.1 + (y + random() * 0.6) * 0.07).toFixed(5)),
  ]));
  const communes = [];
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      const ring = [corner[y][x], corner[y][x + 1], corner[y + 1][x + 1], corner[y + 1][x], corner[y][x]];
      const outside = y === 0 || x === 0;
      const epci = 200000000 + Math.floor(x / 5);
      communes.push({
        code: `${outside ? '12' : '48'}${String(y * columns + x + 1).padStart(3, '0')}`, name: `Ville-${String.fromCharCode(65 + y)}${x}`,
        department: outside ? '12' : '48', epci: String(epci), epci_name: `CC du Grand ${x < 5 ? 'Ouest' : x < 10 ? 'Centre' : 'Est'}`,
        population: Math.round(40 + 3000 * random() ** 6), lon: (ring[0][0] + ring[2][0]) / 2, lat: (ring[0][1] + ring[2][1]) / 2,
        island: x === 13 && y === 11, geometry: { type: 'MultiPolygon', coordinates: [[ring]] },
      });
    }
  }
  const kinds = ['france_services', 'msap', 'library', 'epn', 'third_place', 'association', 'public_body', 'pass_numerique', 'other'];
  const venues = [17, 20, 25, 60, 64, 68, 110, 130, 148].map((at, i) => ({
    id: `L${i}`, name: i === 4 ? '<img src=x onerror=alert(1)>' : `Lieu de ${communes[at].name}`, commune_code: communes[at].code, commune: communes[at].name,
    kind: kinds[i], itinerant: i === 8, lon: communes[at].lon, lat: communes[at].lat,
  }));
  return { communes, venues };
}
