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
  communities: `query TickCommunities($areaCode: ID!) { area(code: $areaCode) { children { children { code } } } }`,
  orders: `query TickOrders($areaCode: ID!, $state: OrderState!) { orders(areaCode: $areaCode, state: $state, first: 50) { totalCount edges { node { id mode } } } }`,
  freeBeds: `query TickBeds($areaCode: ID!) { facilities(areaCode: $areaCode, state: OPEN) { beds(freeOnly: true) { id } } }`,
  confirmOrder: `mutation TickConfirm($input: ConfirmOrderInput!) { confirmOrder(input: $input) { mode facility { name } } }`,
  releaseOrder: `mutation TickRelease($orderId: ID!, $evidence: EvidenceInput) { releaseOrder(orderId: $orderId, evidence: $evidence) { mode } }`,
  approveOrders: `mutation TickApprove($id: ID!) { approveOrderProposal(proposalId: $id) { state } }`,
  support: `query TickSupport($areaCode: ID!, $state: SupportState!) { supportRequests(areaCode: $areaCode, state: $state, first: 20) { edges { node { id need } } } }`,
  takeSupport: `mutation TickTake($requestId: ID!) { takeSupport(requestId: $requestId) { id } }`,
  deliverSupport: `mutation TickDeliver($requestId: ID!) { deliverSupport(requestId: $requestId) { id } }`,
  closeSupport: `mutation TickClose($requestId: ID!) { closeSupport(requestId: $requestId) { id } }`,
  alerts: `query TickAlerts($areaCode: ID!, $state: AlertState!) { alerts(areaCode: $areaCode, state: $state, first: 20) { edges { node { id kind ownerAgency } } } }`,
  acknowledgeAlert: `mutation TickAcknowledge($alertId: ID!) { acknowledgeAlert(alertId: $alertId) { id } }`,
  closeAlert: `mutation TickCloseAlert($alertId: ID!, $outcome: String!) { closeAlert(alertId: $alertId, outcome: $outcome) { id } }`,
} as const;
