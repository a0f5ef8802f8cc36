const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "just now", "12 min ago", "3 h ago", "2 d ago", else the day: "4 Mar 2026". The exact time belongs in the title. */
export function agoInWords(timeMs: number, nowMs: number): string {
  const past = nowMs - timeMs;
  if (past < MINUTE) return 'just now';
  if (past < HOUR) return `${Math.floor(past / MINUTE)} min ago`;
  if (past < DAY) return `${Math.floor(past / HOUR)} h ago`;
  if (past < 7 * DAY) return `${Math.floor(past / DAY)} d ago`;
  return new Date(timeMs).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

/** "Sat 28 Nov 2026, 18:47:18", in the reader's own time zone. */
export function exactTime(timeMs: number): string {
  const date = new Date(timeMs);
  const day = date.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).replace(',', '');
  return `${day}, ${date.toLocaleTimeString('en-GB')}`;
}

/** How long something took, short enough for a column: "0.8 s", "42 s", "4 m 12 s", "2 h 05 m", "3 d 4 h". */
export function spanInWords(ms: number): string {
  if (ms < 10 * SECOND) return `${Math.max(0, Math.round(ms / 100) / 10)} s`;
  // Rounded first, so that 59.7 s is a minute and not sixty seconds.
  const seconds = Math.round(ms / SECOND);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${twoDigits(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} m`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** "4 m 12 s left"; null while nobody can tell. */
export function leftInWords(seconds: number | null): string | null {
  return seconds === null ? null : `${spanInWords(seconds * SECOND)} left`;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');
