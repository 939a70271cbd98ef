/** What the ticking district asks of the graph; a test holds every operation against the composed schema. */
export const operations = {
  checkpoints: `query TickCheckpoints($areaCode: ID!) { checkpoints(areaCode: $areaCode, first: 100) { edges { node { id name open } } } }`,
  people: `query TickPeople($areaCode: ID!, $after: String) {
    people(areaCode: $areaCode, first: 100, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } }
  }`,
  rounds: `query TickRounds($areaCode: ID!) { sweepRounds(areaCode: $areaCode, state: OPEN) { id } }`,
  openRound: `mutation TickOpenRound($input: OpenSweepRoundInput!) { openSweepRound(input: $input) { id } }`,
  workList: `query TickWorkList($roundId: ID!, $areaCode: ID!) {
    sweepWorkList(roundId: $roundId, areaCode: $areaCode, openOnly: true, first: 20) { edges { node { household { id } } } }
  }`,
  recordVisit: `mutation TickVisit($input: RecordVisitInput!) { recordVisit(input: $input) { id outcome } }`,
  identify: `mutation TickIdentify($input: IdentifyPersonInput!) { identifyPerson(input: $input) { id } }`,
  declareArrival: `mutation TickArrival($input: DeclareArrivalInput!) { declareArrival(input: $input) { id risk } }`,
  recordPassage: `mutation TickPassage($input: RecordPassageInput!) { recordPassage(input: $input) { verdict reason } }`,
  stores: `query TickStores($areaCode: ID!) { items { id name } places(areaCode: $areaCode, kind: WAREHOUSE) { id } }`,
  receiveDonation: `mutation TickDonation($input: ReceiveDonationInput!) { receiveDonation(input: $input) { receiptNumber } }`,
} as const;
