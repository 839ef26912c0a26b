/** The time between two runs, so that neither pays for the transaction of the one before. */

/** Ms: no transaction is that short. */
const WITHOUT_TRANSACTION = 0.9;
const SHORTEST = 10;
const LONGEST = 100;

/** @param lastRun ms that the run before has taken */
export async function pause(lastRun = SHORTEST): Promise<void> {
  if (lastRun < WITHOUT_TRANSACTION) return;
  const ms = Math.min(Math.max(lastRun / 2, SHORTEST), LONGEST);
  await new Promise((resume) => setTimeout(resume, ms));
}
