// node bench/migrations/step.ts URL COUNT: brings the people's database as far as its COUNT-th migration, as the service does when it starts.
import { migrate, openDatabase, platformMigrations } from '@lianfang/platform/persistence';
import { migrations } from '../../apps/people/migrations/index.ts';

const [url, count] = process.argv.slice(2);
const database = await openDatabase({ url: url!, entities: [], applicationName: 'migration' });
await migrate(database, [...platformMigrations, ...migrations.slice(0, Number(count))]);
await database.destroy();
