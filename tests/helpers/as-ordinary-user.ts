/** "nobody" on every system that has users by number. */
const NOBODY = 65_534;

/** Whether permissions can be tried out at all. */
export const hasPermissions = process.geteuid !== undefined;

/** Does something as a user whom permissions hold back, as they do not the administrator; files that this user is to reach must be open to all. */
export async function asOrdinaryUser<Value>(work: () => Promise<Value>): Promise<Value> {
  const user = process.geteuid?.() ?? NOBODY;
  if (user !== 0) return work();
  process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid?.(user);
  }
}
