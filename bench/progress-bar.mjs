/** A progress bar in the terminal; where there is none, a line for each piece of work. */

const CELLS = 30;

export function progressBar(pieces, output = process.stderr) {
  const start = performance.now();
  let done = 0;
  let title = '';

  const draw = (share) => {
    if (!output.isTTY) return;
    const part = Math.min(1, (done + share) / pieces);
    const full = Math.round(part * CELLS);
    const bar = '█'.repeat(full) + '░'.repeat(CELLS - full);
    const percent = `${Math.floor(part * 100)}`.padStart(3);
    output.write(`\r\x1b[K${bar} ${percent} %  ${clock(start)}  ${title}`);
  };

  return {
    begin(name) {
      title = name;
      draw(0);
    },
    advance: draw,
    finish() {
      done++;
      if (!output.isTTY) output.write(`${done}/${pieces}  ${clock(start)}  ${title}\n`);
      else draw(0);
      if (done === pieces && output.isTTY) output.write('\n');
    },
  };
}

function clock(start) {
  const seconds = Math.floor((performance.now() - start) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
