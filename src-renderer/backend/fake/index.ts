export { fakeBackend } from './fake-backend.ts';
