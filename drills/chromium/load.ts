/** A machine that is busy with other work. */
import { spawn } from 'node:child_process';

/** Twice as many as the cores of a small machine. */
const BUSY_LOOPS = 4;

/** Runs `work` while other processes keep all cores busy. */
export async function onBusyMachine<T>(work: () => Promise<T>): Promise<T> {
  const loops = Array.from({ length: BUSY_LOOPS }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  try {
    return await work();
  } finally {
    for (const loop of loops) loop.kill('SIGKILL');
  }
}
