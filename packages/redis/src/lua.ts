/**
 * What the scripts share, in Lua.
 *
 * Everything of a cache begins with the same base: records (`e:` entries, `l:` leases), and three sorted sets of
 * their places: `keys` by the built-in key, `expiries` by the moment after which nobody needs them, and, of
 * entries only, `order` by writing. The places of what has a tag are in a set of the tag, `t:`, by expiry. Where
 * a cache has `maxBytes`, the hash `sizes` has the bytes of each entry by its place, and of all by ''.
 */
import { createHash } from 'node:crypto';

export interface Source {
  readonly text: string;
  readonly sha: string;
}

export interface Script {
  readonly single: Source;
  /** Announces to the subscribers of this node of a cluster alone. */
  readonly sharded: Source;
}

/** Bytes that hold the first line of nearly every record. */
const HEAD = 511;

/** How many records a step removes at the most, so that others need not wait for long. */
export const SLICE = 1_000;

/** How many places a sweep looks at, of what has expired and of what Redis may have evicted. */
export const SWEEP = 64;

const NAMES = `
local base = KEYS[1]
local keys, expiries, order = base .. 'keys', base .. 'expiries', base .. 'order'

local function keyOf(member)
  return string.sub(member, (string.find(member, '\\0', 1, true) or 1) + 1)
end

local function nameOf(member)
  return base .. string.sub(member, 1, 1) .. ':' .. keyOf(member)
end
`;

/**
 * Removing. A function costs each run of a script that defines it, so those that a `set` does not need are defined
 * where they are.
 */
export const REMOVER = `
local culling, sizes = base .. 'culling', base .. 'sizes'

local function isEntry(member) return string.byte(member) == 101 end

local function untag(name, member)
  local head = redis.call('GETRANGE', name, 0, ${HEAD})
  local first = string.match(head, '^[^\\n]*"tags":(%[.-%])')
  local isRead, tags = pcall(cjson.decode, first or '[]')
  if not isRead then return end
  for _, tag in ipairs(tags) do redis.call('ZREM', base .. 't:' .. tag, member) end
end

-- No entry takes 0 bytes, so that the hash ends with the last one.
local function setSize(member, bytes)
  local known = redis.call('HGET', sizes, member)
  if bytes then redis.call('HSET', sizes, member, bytes) elseif known then redis.call('HDEL', sizes, member) end
  local change = (bytes or 0) - (known or 0)
  if change ~= 0 and redis.call('HINCRBY', sizes, '', change) == 0 then redis.call('UNLINK', sizes) end
end

local function remove(member)
  local name = nameOf(member)
  untag(name, member)
  redis.call('UNLINK', name)
  redis.call('ZREM', keys, member)
  redis.call('ZREM', expiries, member)
  if not isEntry(member) then return end
  redis.call('ZREM', order, member)
  setSize(member, nil)
end
`;

/** Reading a record (`whole`), or its first line. */
export const READER = `
local function read(name, mode)
  if mode == 'whole' then return redis.call('GET', name) end
  local head = redis.call('GETRANGE', name, 0, ${HEAD})
  if head == '' or string.find(head, '\\n', 1, true) then return head end
  return redis.call('GET', name)
end
`;

/** The bytes of all entries, where a cache has `maxBytes`. */
export const TOTAL = `
local function totalSize() return tonumber(redis.call('HGET', sizes, '') or 0) end
`;

/**
 * The bytes that an entry takes, by the rule of `size()`, as far as its record shows them; nothing without it. The
 * first byte of a value tells what it is: a string in quotes (34), an array (91), an object (123), or none of these.
 */
export const SIZER = `${READER}
local function sizeOf(member)
  local name = nameOf(member)
  local head = read(name, 'head')
  if not head or head == '' then return nil end
  local first = string.match(head, '^[^\\n]*')
  local bytes, kind = string.match(first, '"bytes":(%d+)'), string.byte(head, #first + 2)
  local length = redis.call('STRLEN', name) - #first - 1
  if kind == 34 then length = length - 2 elseif kind and kind ~= 91 and kind ~= 123 then length = 4 end
  return (bytes or 2 * length) + 2 * #keyOf(member) + 100
end
`;

export function scriptOf(body: string): Script {
  const text = NAMES + body;
  return { single: sourceOf(text), sharded: sourceOf(text.replaceAll("'PUBLISH'", "'SPUBLISH'")) };
}

function sourceOf(text: string): Source {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}
