import type { Seeding } from './seeding.ts';

/** Streets and communities, then grids, then compounds: each needs the one above. Doing so again changes nothing. */
export async function layAreas({ door, district }: Seeding): Promise<string> {
  const grids = district.communities.flatMap((community) => community.grids);
  const compounds = district.communities.flatMap((community) => community.compounds);
  await door.call('command', `mutation SeedAreas($areas: [AreaInput!]!) { putAreas(areas: $areas) { added } }`, { areas: district.areas });
  await door.call('command', `mutation SeedGrids($grids: [GridInput!]!) { putGrids(grids: $grids) { added } }`, { grids });
  await door.call('command', `mutation SeedCompounds($compounds: [CompoundInput!]!) { putCompounds(compounds: $compounds) { added } }`, { compounds });
  return `${district.streets.length} streets, ${district.communities.length} communities, ${grids.length} grids, ${compounds.length} compounds`;
}
