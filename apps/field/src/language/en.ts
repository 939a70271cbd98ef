import type { Words } from './zh.ts';

export const en: Words = {
  app: { name: 'Lianfang field' },
  tabs: { sweep: 'Sweep', gate: 'Gate', arrival: 'Arrival', home: 'My home', outbox: 'Outbox', me: 'Me' },
  shell: {
    back: 'Back', close: 'Close', confirm: 'OK', cancel: 'Cancel', next: 'Next', keep: 'Keep', clear: 'Clear', search: 'Search', loading: 'Loading…', offline: 'Offline',
    noTask: 'Your login has no task in the field. Sweeps, gates and arrivals belong to the logins of those posts.',
  },
  age: { of: 'Read {{age}}', never: 'Not read yet', now: 'just now', minutes: '{{count}} min ago', hours: '{{count}} h ago', days: '{{count}} d ago', unreachable: 'no connection, showing what this phone kept', failed: 'the service is down, showing what this phone kept', login: 'the login has run out, showing what this phone kept' },
  login: {
    intro: 'Doorstep sweeps, gates and arrivals. Records are kept without network and sent when it is back.',
    begin: 'Log in', leaving: 'Going to the login…', finishing: 'Logging in…', again: 'Log in again', failed: 'The login was not finished: {{trouble}}',
    lapsed: 'Your login has run out. Records are kept and go out after you log in again.', unreachable: 'The login cannot be reached. Check the network and try again.',
    insecure: 'The browser asks for a secure connection: use the https address, or http://localhost on this machine.', unsentKept: '{{count}} records wait on this phone; they go out after the login.',
  },
  home: {
    lead: 'Your own household and nobody else’s. Who looked, who changed what and by which rule stands under each name.', refresh: 'Refresh', none: 'Your account is bound to no household yet. Ask the community office.',
    since: 'since {{at}}', until: 'turns green {{at}}', history: 'How the code came about ({{count}})', noHistory: 'No code was ever assigned', looks: 'Who looked ({{count}})', noLooks: 'Nobody has seen personal data yet', changes: 'Who changed what ({{count}})', noChanges: 'No changes',
    trouble: { unreachable: 'The server does not answer. Check the network and refresh.', failed: 'The service is not available now. Refresh later.', login: 'Your login has expired. Log in again.' },
  },
  me: {
    language: '语言 Language', agency: 'Agency', role: 'Role', area: 'Area code', thisPhone: 'This phone', install: 'Choose “Add to home screen” in the browser’s menu: it then opens like an app, also without network.',
    logout: 'Log out', logoutUnsent: '{{count}} records have not arrived yet. They stay on this phone and go out when you log in again.', logoutAnyway: 'Log out anyway',
  },
  outbox: {
    title: 'Outbox', unsent: '{{count}} unsent', allSent: 'Every record has arrived', clear: 'All sent', waiting: 'Unsent', onlyHere: 'records are on this phone only',
    sendNow: 'Send now', attention: 'Needs you', waitingList: 'Waiting', drafts: 'Drafts', sentList: 'Arrived within 24 hours', draft: 'unfinished',
    state: {
      idle: 'Some were refused, or belong to another login.', sending: 'Sending…', waiting: 'The service gave no answer; it is tried again by itself.', unreachable: 'The server cannot be reached; it is tried again by itself.', offline: 'No network. Records go out when it is back.', login: 'The login has run out. Records go out after you log in again.',
    },
    correct: 'Correct', resend: 'Correct and send again', discard: 'Delete', discardForGood: 'It cannot be brought back.', acknowledge: 'I have read this',
    contradicted: 'Let through while offline; the check says no entry: {{reason}}', inConflict: 'Somebody else recorded something different. Both are kept; the community decides.', trouble: 'Tried {{count}} times: {{trouble}}', foreign: 'Recorded by {{name}}; goes out when they log in.', sentAt: 'Arrived at {{time}}',
  },
  entryState: { draft: 'Draft', ready: 'Waiting', sending: 'Sending', sent: 'Arrived', refused: 'Refused' },
  kind: { visit: 'Visit', resident: 'Resident', passage: 'Passage', arrival: 'Arrival' },
  sweep: {
    title: 'Sweep', noRound: 'No sweep round is open in your area.', reached: 'reached', unreached: 'not met', untried: 'to visit', progress: '{{done}} of {{total}} households reached',
    chooseCommunity: 'Choose a community', search: 'Building, unit, room', openOnly: 'To do', allDoors: 'All', nothingFound: 'Nothing found. Try another word.', allReached: 'Every door is reached.', noDoor: 'This round has no household here.',
    outcome: 'Outcome', chooseOutcome: 'Choose an outcome', save: 'Save', saved: '{{address}}: {{outcome}}', change: 'Change', lastVisit: 'Recorded at {{time}} as “{{outcome}}”. Saving again makes a new visit.',
    returnees: 'Arrivals and returnees, by origin', less: '{{label}}: one less', more: '{{label}}: one more', method: 'Method', note: 'Note', notePlaceholder: 'e.g. an elderly person who cannot walk',
    show: 'Show', narrow: { left: 'Left', due: 'Due again', conflicted: 'In conflict', all: 'All' }, nothingHere: 'Nothing here.', due: 'again', goesTo: { COMMUNITY: 'to community', STREET: 'to street' },
    drafted: 'draft', dropDraft: 'Drop what I filled in', saveAndNext: 'Save, next door', mustAnswer: 'Please answer this', yes: 'Yes', no: 'No', conflictedDoor: 'Two squads recorded different things; the community decides.',
  },
  resident: {
    name: 'Name', phone: 'Phone', relation: 'Relation to the head', edit: 'Correct {{name}}', edited: 'Resident', saved: 'The correction is saved', nameMissing: 'A name has two characters at least.',
    hint: 'Works without network. If somebody else changes the same field, both are kept and the community decides.',
  },
  conflict: {
    title: 'Conflicts', none: 'Nothing of yours contradicts anybody.', open: '{{count}} records differ from somebody else’s', OPEN: 'Undecided', RESOLVED: 'Decided', waits: 'Both are kept; the community decides.', decidedBy: 'Decided by {{who}}, {{time}}.', register: 'Register',
    field: { name: 'Name', phone: 'Phone', relation: 'Relation', outcome: 'Outcome', answers: 'Answer' },
  },
  signing: {
    title: 'Signing the grids', sign: 'Sign', sure: 'Yes, sign', signed: 'Signed', needsNetwork: 'Signing needs the network. Try again later.', ready: 'Every door was tried: ready to sign', untried: '{{count}} doors not tried yet', conflicts: 'Conflicts wait for a decision',
    fell: 'Changed after it was signed: sign again', returned: 'Given back: {{reason}}', by: { INVESTIGATOR: 'Signed by the investigator', COMMUNITY: 'Signed by the community', STREET: 'Signed by the street' },
  },
  outcome: { VISITED: 'Met', ABSENT: 'Nobody in', REFUSED: 'Refused', VACANT: 'Vacant', MOVED_AWAY: 'Moved away', NOT_FOUND: 'No such door' },
  method: { DOOR: 'At the door', PHONE: 'Phone', QR: 'QR', CHECKPOINT: 'Gate', TIP_OFF: 'Tip-off' },
  origin: { OUTBREAK_CITY: 'Outbreak city', OUTBREAK_PROVINCE: 'Rest of its province', OTHER_PROVINCE: 'Other province', SAME_PROVINCE: 'Same province' },
  gate: {
    title: 'Gate', choose: 'Which gate are you at?', search: 'Name of the gate', noCheckpoint: 'No gate found.', unknown: 'This gate is not known. Choose again.', aroundTheClock: 'day and night', lastUsed: 'your last', closed: 'closed',
    direction: 'Direction', camera: 'Camera', cameraStarts: 'Opening the camera…', holdCode: 'Hold the QR code of the pass inside the frame',
    cameraTrouble: { DENIED: 'The camera is not allowed. Allow it in the browser’s settings, or use the ways below.', NO_CAMERA: 'There is no camera. Use the ways below.', UNREADABLE: 'The camera cannot be used. Use the ways below.' },
    typeCode: 'Type code', document: 'Document', person: 'Find person', code: 'Code on the pass', staysIn: 'Community they live in',
    temperature: 'Temperature', afterScan: 'after the scan', plate: 'Plate', platePlaceholder: 'optional', measureNow: 'Measure the temperature', notMeasured: 'Not measured, record anyway',
    otherTemperature: 'Other, e.g. {{fever}}', otherTemperatureLabel: 'Other temperature', fever: '{{value}} ℃ fever',
    today: 'Today, this phone:', allowed: 'allowed', refused: 'refused', personSearch: 'Name, pinyin, phone, ID number',
    needsNetwork: 'Searching needs the network. Try later, or take the document.', nobodyFound: 'Not in the register. Take the document.',
  },
  checkpointKind: { COMPOUND_GATE: 'Compound gate', VILLAGE: 'Village', HIGHWAY: 'Highway', STATION: 'Station', MOBILE: 'Mobile' },
  direction: { OUT: 'Out', IN: 'In' },
  verdict: { allowed: 'GO', refused: 'STOP', pending: 'GO · OFFLINE', toBeChecked: 'to be checked', notTaken: 'NOT RECORDED', tapForNext: 'Tap for the next person', asking: 'Checking…' },
  reason: {
    UNDER_ISOLATION: 'This person is under isolation', RED_CODE: 'Red code: wait here for the health commission', YELLOW_CODE: 'Yellow code: wait here for the health commission', QUOTA_USED: 'The household has used its outings', FEVER: '37.3 ℃ or more: hand over to the fever clinic', PASS_UNKNOWN: 'The pass is not valid', PASS_EXPIRED: 'The pass has expired',
    PASS_REVOKED: 'The pass was revoked', CHECKPOINT_CLOSED: 'The gate is closed', OFFLINE: 'Checked on this phone; the system checks again later', UNVERIFIED: 'The signature could not be checked here: look at a document', NOT_TAKEN: 'The system did not take it: correct it in the outbox',
  },
  area: { choose: 'Choose a community', search: 'Street or community' },
  arrival: {
    title: 'Arrival', who: 'Who', from: 'From where', to: 'To where', checkpointId: 'Checkpoint', chooseCheckpoint: 'Choose', name: 'Name', documentKind: 'Document', idNumber: 'Document number', idPlaceholder: '18 characters',
    birthDate: 'Date of birth', phone: 'Phone', origin: 'City of departure', chooseOrigin: 'Choose a city', searchOrigin: 'Name or code of a city', risk: 'Risk level there', areaCode: 'Destination community', household: 'Address (optional)',
    chooseHousehold: 'Choose from the register', searchHousehold: 'Compound, building, room', plate: 'Plate', temperature: 'Temperature ℃', clear: 'Clear', save: 'Register', next: 'Next arrival', faults: '{{count}} fields need filling in or correcting.',
    fault: {
      MISSING: 'Required', ID_FORM: '18 digits, the last may be X', ID_PROVINCE: 'The first two digits are no province', ID_BIRTH_DATE: 'Digits 7–14 are no date of birth', ID_CHECK_DIGIT: 'The check digit does not fit: compare every digit',
      DOCUMENT: '5–20 letters or digits', BIRTH_DATE: 'Not a date of birth', PHONE: 'An 11-digit mobile, or a landline with its area code', TEMPERATURE: 'Between 34 and 43 ℃', LETTER: 'The traveller reads and signs it',
    },
    state: { draft: '', ready: '{{name}} is saved and waits to be sent', sending: '{{name}} is being sent…', sent: '{{name}} is registered', refused: '{{name}} was refused and needs correcting' },
    step: { kept: 'Saved on this phone', identifyPerson: 'Person identified', declareArrival: 'Arrival declared', order: 'The system proposes isolation to the health commission' },
  },
  document: { RESIDENT_ID: 'ID card', PASSPORT: 'Passport', TRAVEL_PERMIT: 'Travel permit' },
  risk: { HIGH: 'High', MEDIUM: 'Medium', LOW: 'Low' },
  letter: {
    title: 'Letter of responsibility', toRead: 'To be read and signed by the traveller', signed: 'Read and signed', sign: 'I have read it and sign', intro: 'I, {{name}}, promise:',
    points: [
      'To state truly where I come from, which places I passed, my health and my address.',
      'To report to my community at once, and to accept a health code, PCR tests and tiered control.',
      'Not to go out or receive guests during isolation, and to report my temperature every day.',
      'To report fever or cough at once, and not to travel by public transport.',
      'To bear the responsibility by law for what comes of breaking this promise.',
    ],
  },
};
