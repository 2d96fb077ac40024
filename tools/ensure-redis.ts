import { ensureRedis } from './redis-command.js';
import { StartError } from './start-error.js';

// What specs need, once, before they start side by side.
try {
  await ensureRedis((line) => console.log(`> ${line}`));
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exit(1);
}
