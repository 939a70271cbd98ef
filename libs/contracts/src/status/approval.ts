/** People whose status one person may set alone, at once or within the window. More needs a second person. */
export const mostDecidedAlone = 10;
export const aloneWindowMinutes = 10;
/** A proposal that nobody decided by then is void. */
export const proposalHours = 24;
/** People in one list. */
export const mostInOneList = 500;

export type ProposalState = 'OPEN' | 'APPROVED' | 'REJECTED' | 'EXPIRED';
