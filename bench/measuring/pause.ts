/** The time between two runs, so that neither pays for the transaction of the one before. */

/** Ms: a run that has waited for a transaction takes longer. */
const WITHOUT_TRANSACTION = 0.1;
const SHORTEST = 10;
const LONGEST = 100;

/** Whether a run of so many ms needs a pause after it. */
export function leavesWork(lastRun: number): boolean {
  return lastRun >= WITHOUT_TRANSACTION;
}

/** @param lastRun ms that the run before has taken */
export function pause(lastRun = 0): Promise<void> {
  const ms = Math.min(Math.max(lastRun / 2, SHORTEST), LONGEST);
  return new Promise((resume) => setTimeout(resume, ms));
}
