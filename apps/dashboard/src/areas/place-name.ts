export interface Place {
  name: string;
  level: string;
  parent?: { name: string } | null;
}

/** An area's name as a list shows it. A grid is called "grid 1" in every community, so its community goes before it. */
export function placeName(area: Place): string {
  return area.level === 'GRID' && area.parent ? `${area.parent.name} ${area.name}` : area.name;
}
