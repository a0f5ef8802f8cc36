import { composeServices } from '../compose.ts';
import { startApp } from './app.ts';

// An error that nobody waits for is shown as one: Electron would only print it.
process.on('unhandledRejection', (error) => {
  throw error;
});

startApp(composeServices);
