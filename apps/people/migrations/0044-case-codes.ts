import type { Migration } from '@lianfang/platform/persistence';

/** How the health code answers cases and contacts, by rule and with the case or the observation as evidence. */
export const caseCodes: Migration = {
  name: '0044-case-codes',
  sql: `
    INSERT INTO code_rules (id, version, valid_from, code, days, summary_zh, summary_en) VALUES
      ('case-infected', '8', '2020-02-11', 'RED', NULL, '确诊病例、无症状感染者赋红码', 'Confirmed case or asymptomatic infection: red'),
      ('case-suspected', '8', '2020-02-11', 'RED', NULL, '疑似病例赋红码', 'Suspected case: red'),
      ('case-ended', '8', '2020-02-11', 'GREEN', NULL, '治愈或排除后转绿码', 'Cured or excluded: green'),
      ('contact-close', '8', '2020-02-11', 'RED', NULL, '密切接触者赋红码', 'Close contact: red'),
      ('contact-secondary', '8', '2020-02-11', 'YELLOW', NULL, '次密接赋黄码', 'Contact of a contact: yellow'),
      ('contact-ended', '8', '2020-02-11', 'GREEN', NULL, '解除医学观察转绿码', 'Released from observation: green');
  `,
};
