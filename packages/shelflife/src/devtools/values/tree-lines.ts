/** The lines of a value's tree: those of its open parts, each with its level. */
import { membersOf } from './members.js';
import { preview } from './preview.js';

export interface TreeLine {
  /** Unique in the tree. */
  readonly path: string;
  /** From 1. */
  readonly level: number;
  /** `undefined` for the whole value. */
  readonly name: string | undefined;
  readonly text: string;
  /** Whether it is open; `undefined` for a leaf. */
  readonly isOpen: boolean | undefined;
  /** Of a line that stands for parts that are left out: how many there are. */
  readonly more?: number | undefined;
}

/** How many parts of one value are shown at first, and more with each wish. */
export const PORTION = 100;

const LINE_CHARACTERS = 100;
const TEXT_CHARACTERS = 20_000;

/** Which parts are open, by their paths: how many of their members are shown. */
export type OpenParts = ReadonlyMap<string, number>;

export function treeLines(value: unknown, open: OpenParts): TreeLine[] {
  const lines: TreeLine[] = [];
  addLines(lines, [undefined, value], '$', 1, open);
  return lines;
}

function addLines(
  lines: TreeLine[],
  [name, value]: readonly [string | undefined, unknown],
  path: string,
  level: number,
  open: OpenParts,
): void {
  const members = membersOf(value);
  const shown = open.get(path);
  const isOpen = members && shown !== undefined;
  const text = preview(value, members ? LINE_CHARACTERS : TEXT_CHARACTERS);
  lines.push({ path, level, name, text, isOpen: members && !!isOpen });
  if (!isOpen) return;
  const more = members.count - shown;
  members.first(shown).forEach((member, at) => {
    addLines(lines, member, `${path}/${at}`, level + 1, open);
  });
  if (more > 0)
    lines.push({
      path: `${path}/…`,
      level: level + 1,
      name: undefined,
      text: `${more} more`,
      isOpen: undefined,
      more,
    });
}
