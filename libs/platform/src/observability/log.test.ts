import { createLog, healthOf } from './index.ts';

function linesOf(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog({ name: 'people', level: 'debug' }, { write: (line) => void lines.push(line) }));
  return lines.join('');
}

const canaries = ['张三丰', '13812345678', '410811199001011234', '文化巷7号', 'Bearer abc'];

describe('a log line', () => {
  it('holds no personal field, however deep', () => {
    const lines = linesOf((log) => {
      log.info({ household: { people: [{ name: '张三丰', phone: '13812345678', id_number: '410811199001011234' }], address: '文化巷7号' } }, 'saved');
      log.info({ headers: { authorization: 'Bearer abc' } });
      log.child({ person: { fullName: '张三丰' } }).info('seen 13812345678 and 410811199001011234');
    });
    for (const canary of canaries) expect(lines).not.toContain(canary);
    expect(lines).toContain('"service":"people"');
    expect(lines).toContain('saved');
  });

  it('tells of an error its kind and place, not the row', () => {
    const refused = Object.assign(new Error('invalid input syntax for type date: "张三丰"'), {
      code: '22007', detail: 'Key (phone)=(13812345678) already exists.', query: 'INSERT', parameters: ['410811199001011234'], table: 'person',
    });
    const lines = linesOf((log) => {
      log.error(refused);
      log.error({ err: refused });
      log.error({ err: new Error('wrapped 13812345678', { cause: refused }) }, 'failed');
    });
    for (const canary of canaries) expect(lines).not.toContain(canary);
    expect(lines).toContain('"code":"22007"');
    expect(lines).toContain('invalid input syntax for type date');
    expect(lines).toContain('log.test.ts');
  });
});

describe('readiness', () => {
  it('names the part that fails, and nothing about it', async () => {
    const health = healthOf({
      database: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:5432')),
      events: () => {},
    });
    expect(await health.ready()).toEqual({ ready: false, checks: { database: 'failed', events: 'ok' } });
  });

  it('does not wait for a part that hangs', async () => {
    expect(await healthOf({ events: () => new Promise(() => {}) }).ready()).toEqual({ ready: false, checks: { events: 'timeout' } });
  });
});
