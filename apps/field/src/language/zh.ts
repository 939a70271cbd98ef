export const zh = {
  app: { name: '联防一线' },
  tabs: { sweep: '排查', gate: '卡口', arrival: '落地登记', home: '我家', outbox: '待发', me: '我的' },
  shell: {
    back: '返回', close: '关闭', confirm: '确定', cancel: '取消', next: '下一步', keep: '保留', clear: '清除', search: '查找', loading: '正在读取…', offline: '无网络',
    noTask: '您的账号没有一线任务。排查、卡口、落地登记由相应岗位的账号办理。',
  },
  age: { of: '数据更新于{{age}}', never: '尚未读取数据', now: '刚刚', minutes: ' {{count}} 分钟前', hours: ' {{count}} 小时前', days: ' {{count}} 天前', unreachable: '无法连接，显示本机留存', failed: '服务暂不可用，显示本机留存', login: '登录已过期，显示本机留存' },
  login: {
    intro: '入户排查、卡口查验、落地登记。没有网络也能记录，联网后自动上报。',
    begin: '登录', leaving: '正在前往统一登录…', finishing: '正在登录…', again: '重新登录', failed: '登录未完成：{{trouble}}',
    lapsed: '登录已过期，记录照常保存，重新登录后上报。', unreachable: '连不上统一登录，请检查网络后再试。',
    insecure: '浏览器要求安全连接：请用 https 地址，或在本机用 http://localhost 打开。', unsentKept: '本机有 {{count}} 条记录待发，登录后自动上报。',
  },
  home: {
    lead: '这里只有您一家的信息。谁看过、谁改过、依据哪条规则，都列在各人名下。', refresh: '刷新', none: '您的账号还没有绑定住户，请到社区办理。',
    since: '{{at}} 起', until: '{{at}} 到期转绿', history: '赋码记录（{{count}}）', noHistory: '没有赋码记录', looks: '谁看过（{{count}}）', noLooks: '还没有人看过完整信息', changes: '谁改过（{{count}}）', noChanges: '没有变更',
    trouble: { unreachable: '连不上服务器，请检查网络后刷新。', failed: '服务暂不可用，请稍后刷新。', login: '登录已过期，请重新登录。' },
  },
  me: {
    language: '语言 Language', agency: '部门', role: '岗位', area: '辖区代码', thisPhone: '本机', install: '在浏览器菜单中选择“添加到主屏幕”，即可像应用一样打开，无网络也能用。',
    logout: '退出登录', logoutUnsent: '本机还有 {{count}} 条记录没有送达。退出后记录保留在本机，等您再次登录后上报。', logoutAnyway: '仍要退出',
  },
  outbox: {
    title: '待发记录', unsent: '{{count}} 条待发', allSent: '全部记录已送达', clear: '已送达', waiting: '待发', onlyHere: '条记录只在本机',
    sendNow: '立即发送', attention: '需要处理', waitingList: '等待发送', drafts: '草稿', sentList: '24 小时内已送达', draft: '未填完',
    state: {
      idle: '有记录被退回，或属于其他账号。', sending: '正在发送…', waiting: '服务暂时没有应答，稍后自动重试。', unreachable: '连不上服务器，稍后自动重试。', offline: '没有网络，联网后自动发送。', login: '登录已过期，重新登录后自动发送。',
    },
    correct: '更正', resend: '更正并重新发送', discard: '删除', discardForGood: '删除后无法找回。', acknowledge: '已知晓',
    contradicted: '离线时已放行，核验结果为禁止通行：{{reason}}', inConflict: '与另一人记录的不一致，两份都已保留，由社区核定。', trouble: '已尝试 {{count}} 次：{{trouble}}', foreign: '由 {{name}} 记录，其本人登录后发送。', sentAt: '{{time}} 送达',
  },
  entryState: { draft: '草稿', ready: '待发', sending: '发送中', sent: '已送达', refused: '被退回' },
  kind: { visit: '入户走访', resident: '住户更正', passage: '出入登记', arrival: '落地登记' },
  sweep: {
    title: '地毯式排查', noRound: '您的辖区目前没有进行中的排查轮次。', reached: '已排查', unreached: '未见到', untried: '未走访', progress: '已排查 {{done}} / {{total}} 户',
    chooseCommunity: '选择社区', search: '楼栋、单元、门牌', openOnly: '未完成', allDoors: '全部', nothingFound: '没有找到，换个词试试。', allReached: '全部排查完毕。', noDoor: '本轮在此没有住户。',
    outcome: '走访结果', chooseOutcome: '请选择走访结果', save: '保存', saved: '{{address}}：{{outcome}}', change: '更正', lastVisit: '上次 {{time}} 记为“{{outcome}}”。再次保存将作为新的走访。',
    returnees: '外来、返回人员（按来源）', less: '{{label}} 减一', more: '{{label}} 加一', method: '方式', note: '备注', notePlaceholder: '如：家中有行动不便老人',
    show: '显示', narrow: { left: '未完成', due: '到时复访', conflicted: '有矛盾', all: '全部' }, nothingHere: '这里没有。', due: '复访', goesTo: { COMMUNITY: '转社区', STREET: '转街道' },
    drafted: '草稿', dropDraft: '放弃填写', saveAndNext: '保存，下一户', mustAnswer: '必填', yes: '是', no: '否', conflictedDoor: '两组记录不一致，等待社区核定。',
  },
  resident: {
    name: '姓名', phone: '电话', relation: '与户主关系', edit: '更正 {{name}}', edited: '住户信息', saved: '更正已保存', nameMissing: '姓名至少两个字。',
    hint: '没有网络也能更正。若他人同时改了同一项，两份都保留，由社区核定。',
  },
  conflict: {
    title: '记录矛盾', none: '您没有与他人矛盾的记录。', open: '{{count}} 条记录与他人不一致', OPEN: '待核定', RESOLVED: '已核定', waits: '两份都已保留，等待社区核定。', decidedBy: '{{who}} 于 {{time}} 核定。', register: '台账',
    field: { name: '姓名', phone: '电话', relation: '与户主关系', outcome: '走访结果', answers: '问卷答案' },
  },
  signing: {
    title: '网格签字', sign: '排查员签字', sure: '确认签字', signed: '已签字', needsNetwork: '签字需要网络，请稍后再试。', ready: '全部走访，可以签字', untried: '还有 {{count}} 户未走访', conflicts: '还有矛盾记录待核定',
    fell: '签字后数据有变化，须重签', returned: '被退回：{{reason}}', by: { INVESTIGATOR: '排查员已签', COMMUNITY: '社区已签', STREET: '街道已签' },
  },
  outcome: { VISITED: '已见面', ABSENT: '无人应门', REFUSED: '拒绝', VACANT: '空户', MOVED_AWAY: '已搬走', NOT_FOUND: '查无此门' },
  method: { DOOR: '上门', PHONE: '电话', QR: '扫码', CHECKPOINT: '卡口', TIP_OFF: '举报' },
  origin: { OUTBREAK_CITY: '疫情城市', OUTBREAK_PROVINCE: '疫情省其他地区', OTHER_PROVINCE: '其他省份', SAME_PROVINCE: '本省外市' },
  gate: {
    title: '卡口', choose: '您在哪个卡口值守？', search: '卡口名称', noCheckpoint: '没有找到卡口。', unknown: '找不到这个卡口，请重新选择。', aroundTheClock: '全天', lastUsed: '上次值守', closed: '已关闭',
    direction: '方向', camera: '取景', cameraStarts: '正在打开相机…', holdCode: '将出入证二维码对准框内',
    cameraTrouble: { DENIED: '没有相机权限。请在浏览器设置中允许使用相机，或改用下方方式登记。', NO_CAMERA: '没有可用的相机，请用下方方式登记。', UNREADABLE: '相机无法使用，请用下方方式登记。' },
    typeCode: '输码', document: '证件', person: '查人', code: '出入证上的代码', staysIn: '现住社区',
    temperature: '体温', afterScan: '扫码后测', plate: '车牌', platePlaceholder: '可不填', measureNow: '测量体温', notMeasured: '未测量，直接登记',
    otherTemperature: '其他，如 {{fever}}', otherTemperatureLabel: '其他体温', fever: '{{value}} ℃ 发热',
    today: '今日本机', allowed: '放行', refused: '禁止', personSearch: '姓名、拼音、手机号、证件号',
    needsNetwork: '查找需要网络，请稍后再试，或登记证件。', nobodyFound: '台账中没有找到，请登记证件。',
  },
  checkpointKind: { COMPOUND_GATE: '小区门岗', VILLAGE: '村口', HIGHWAY: '高速口', STATION: '车站', MOBILE: '流动卡点' },
  direction: { OUT: '外出', IN: '进入' },
  verdict: { allowed: '放行', refused: '禁止通行', pending: '离线放行', toBeChecked: '待核', notTaken: '未能登记', tapForNext: '点按屏幕，下一位', asking: '正在核验…' },
  reason: {
    UNDER_ISOLATION: '该人员处于隔离管理中', RED_CODE: '红码，请就地等候卫健委处置', YELLOW_CODE: '黄码，请就地等候卫健委处置', QUOTA_USED: '该户本期外出次数已用完', FEVER: '体温 37.3 ℃ 及以上，请转发热门诊', PASS_UNKNOWN: '出入证无效', PASS_EXPIRED: '出入证已过期',
    PASS_REVOKED: '出入证已作废', CHECKPOINT_CLOSED: '卡口已关闭', OFFLINE: '本机已核验，联网后由系统复核', UNVERIFIED: '本机无法核验签名，请查看证件', NOT_TAKEN: '系统未接收，请在待发记录中更正',
  },
  area: { choose: '选择社区', search: '街道或社区名称' },
  arrival: {
    title: '落地登记', who: '来人', from: '从哪里来', to: '到哪里去', checkpointId: '登记卡口', chooseCheckpoint: '请选择', name: '姓名', documentKind: '证件类型', idNumber: '证件号码', idPlaceholder: '18 位',
    birthDate: '出生日期', phone: '手机号', origin: '出发城市', chooseOrigin: '选择城市', searchOrigin: '城市名称或代码', risk: '出发地风险等级', areaCode: '目的社区', household: '住址（选填）',
    chooseHousehold: '从台账中选择', searchHousehold: '小区、楼栋、门牌', plate: '车牌', temperature: '体温 ℃', clear: '清空', save: '登记', next: '登记下一位', faults: '还有 {{count}} 处需要填写或更正。',
    fault: {
      MISSING: '必填', ID_FORM: '应为 18 位数字，末位可为 X', ID_PROVINCE: '前两位不是省份代码', ID_BIRTH_DATE: '第 7–14 位不是有效的出生日期', ID_CHECK_DIGIT: '校验位不符，请核对每一位',
      DOCUMENT: '应为 5–20 位字母或数字', BIRTH_DATE: '出生日期无效', PHONE: '应为 11 位手机号，或带区号的座机', TEMPERATURE: '应在 34–43 ℃ 之间', LETTER: '须由本人阅读并签署',
    },
    state: { draft: '', ready: '{{name}} 已保存，等待发送', sending: '{{name}} 正在上报…', sent: '{{name}} 已登记', refused: '{{name}} 被退回，需要更正' },
    step: { kept: '已保存在本机', identifyPerson: '身份已登记', declareArrival: '落地已登记', order: '系统向卫健部门提出隔离建议' },
  },
  document: { RESIDENT_ID: '身份证', PASSPORT: '护照', TRAVEL_PERMIT: '通行证' },
  risk: { HIGH: '高风险', MEDIUM: '中风险', LOW: '低风险' },
  letter: {
    title: '疫情防控责任书', toRead: '请来人阅读并签署', signed: '已阅读并签署', sign: '本人已阅读，同意签署', intro: '本人 {{name}} 承诺：',
    points: [
      '如实申报出发地、途经地、健康状况和住址，不隐瞒、不谎报。',
      '到达后立即向居住地社区报到，配合赋码、核酸检测和分级管控。',
      '居家或集中隔离期间不外出、不会客，每日报告体温。',
      '出现发热、咳嗽等症状时立即报告，不自行就医、不乘坐公共交通。',
      '违反承诺造成后果的，依法承担相应责任。',
    ],
  },
};

export type Words = typeof zh;
