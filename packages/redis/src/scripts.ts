/**
 * What the server does by itself, in Lua, so that each step is one and whole: compare and write a batch,
 * remove a range, go on with a cull.
 *
 * Everything of a cache begins with the same base: records (`e:` entries, `l:` leases), and three sorted sets of
 * their places: `keys` by the built-in key, `expiries` by the moment after which nobody needs them, and, of
 * entries only, `order` by writing. The places of what has a tag are in a set of the tag, `t:`, by expiry.
 */
import { createHash } from 'node:crypto';
import { STAMP_AT } from './records.js';

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
const SWEEP = 64;

const COMMON = `
local base = KEYS[1]
local keys, expiries, order = base .. 'keys', base .. 'expiries', base .. 'order'
local channel, culling = base .. 'changes', base .. 'culling'

local function isEntry(member) return string.byte(member) == 101 end

local function keyOf(member)
  return string.sub(member, (string.find(member, '\\0', 1, true) or 1) + 1)
end

local function nameOf(member)
  return base .. string.sub(member, 1, 1) .. ':' .. keyOf(member)
end

local function untag(name, member)
  local head = redis.call('GETRANGE', name, 0, ${HEAD})
  local first = string.match(head, '^[^\\n]*"tags":(%[.-%])')
  local isRead, tags = pcall(cjson.decode, first or '[]')
  if not isRead then return end
  for _, tag in ipairs(tags) do redis.call('ZREM', base .. 't:' .. tag, member) end
end

local function remove(member)
  local name = nameOf(member)
  untag(name, member)
  redis.call('UNLINK', name)
  redis.call('ZREM', keys, member)
  redis.call('ZREM', expiries, member)
  if isEntry(member) then redis.call('ZREM', order, member) end
end

local function removeFound(member)
  if redis.call('EXISTS', nameOf(member)) == 1 then remove(member) end
end

-- Removes the oldest, tells everybody, and returns how many are left to remove.
local function cull(count)
  local victims = redis.call('ZRANGE', order, 0, math.min(count, ${SLICE}) - 1)
  local culled = {}
  for at, member in ipairs(victims) do
    remove(member)
    culled[at] = keyOf(member)
  end
  if #culled > 0 then redis.call('PUBLISH', channel, '\\0' .. table.concat(culled, '\\0')) end
  return #victims < ${SLICE} and 0 or count - #victims
end
`;

/** A function costs each run of a script that defines it, so the rare ones are defined where they are called. */
const READER = `
local function read(name, mode)
  if mode == 'whole' then return redis.call('GET', name) end
  local head = redis.call('GETRANGE', name, 0, ${HEAD})
  if head == '' or string.find(head, '\\n', 1, true) then return head end
  return redis.call('GET', name)
end
`;

/**
 * `ARGV`: the announcement, the time, maxEntries or '', cullFrequency, whether to sweep or '', how many records
 * are compared; the compared, as name, mode and stamp; then the writes, those that store first:
 *
 * - `set`, `put` or `head`, a place, the record (of `head` its first line), its ms to live or '', its expiry, and
 *   its number in the order of writing: stores it. `set` ends the lease of the same key too
 * - `tag` or `untag`, a place, the tag, and with `tag` the expiry
 * - `remove`, a place
 *
 * Returns 0, or what was culled, or, if a stamp differs, all compared records as they are now, and nothing is
 * written.
 */
export const WRITE = scriptOf(`
local at = 7
local writes = 7 + 3 * ARGV[6]
local isStale = false
for n = at, writes - 1, 3 do
  local found = redis.call('GETRANGE', base .. ARGV[n], ${STAMP_AT}, ${STAMP_AT + 7})
  isStale = isStale or found ~= ARGV[n + 2]
end
if isStale then${READER}
  local found = {}
  for n = at, writes - 1, 3 do found[#found + 1] = read(base .. ARGV[n], ARGV[n + 1]) end
  return found
end

-- First, so that nothing is written where this is not allowed. Nobody can read in between.
if ARGV[1] ~= '' then redis.call('PUBLISH', channel, ARGV[1]) end

local young, grows = 0, false

local function store(action, member, record, ms, expiry, number)
  local name = nameOf(member)
  if action == 'head' then
    local old = redis.call('GET', name)
    record = record .. string.sub(old, string.find(old, '\\n', 1, true) + 1)
  end
  if ms == '' then redis.call('SET', name, record) else redis.call('SET', name, record, 'PX', ms) end
  local isNew = redis.call('ZADD', expiries, expiry, member) == 1
  if isNew then redis.call('ZADD', keys, '0', member) end
  if not isEntry(member) then return end
  young, grows = young + 1, grows or isNew
  redis.call('ZADD', order, number, member)
end

at = writes
while at <= #ARGV do
  local action, member = ARGV[at], ARGV[at + 1]
  if action == 'remove' then
    removeFound(member)
    at = at + 2
  elseif action == 'untag' then
    redis.call('ZREM', base .. 't:' .. ARGV[at + 2], member)
    at = at + 3
  elseif action == 'tag' then
    local tagged = base .. 't:' .. ARGV[at + 2]
    redis.call('ZREMRANGEBYSCORE', tagged, '-inf', ARGV[2] - 60000)
    redis.call('ZADD', tagged, ARGV[at + 3], member)
    at = at + 4
  else
    store(action, member, ARGV[at + 2], ARGV[at + 3], ARGV[at + 4], ARGV[at + 5])
    if action == 'set' then removeFound('l' .. string.sub(member, 2)) end
    at = at + 6
  end
end

-- Some of what expired long enough ago for every server's clock.
if ARGV[5] ~= '' then
  local expired = redis.call('ZRANGEBYSCORE', expiries, '-inf', ARGV[2] - 60000, 'LIMIT', 0, ${SWEEP})
  for _, member in ipairs(expired) do remove(member) end
end

-- Some of what Redis may have evicted, from where the last sweep has stopped.
if ARGV[5] ~= '' and ARGV[3] == '' then
  local swept = base .. 'swept'
  local last = redis.call('GET', swept)
  local members = redis.call('ZRANGEBYLEX', keys, last and '(' .. last or '-', '+', 'LIMIT', 0, ${SWEEP})
  for _, member in ipairs(members) do
    if redis.call('EXISTS', nameOf(member)) == 0 then remove(member) end
  end
  last = members[${SWEEP}]
  if last then redis.call('SET', swept, last, 'PX', 60000) else redis.call('UNLINK', swept) end
end

local max = tonumber(ARGV[3])
if not grows or not max then return 0 end
local before = redis.call('ZCARD', order)
if before <= max or redis.call('EXISTS', culling) == 1 then return 0 end
for _, member in ipairs(redis.call('ZRANGEBYSCORE', expiries, '-inf', ARGV[2], 'LIMIT', 0, ${SLICE})) do
  remove(member)
end
local size = redis.call('ZCARD', order)
local expired = before - size
if size <= max then return expired .. ' 0 0' end
local share = math.min(math.floor(size / ARGV[4]), size - young)
local left = cull(math.max(share, size - max))
if left > 0 then redis.call('SET', culling, left, 'PX', 5000) end
return expired .. ' ' .. (size - redis.call('ZCARD', order)) .. ' ' .. left
`);

/** `ARGV`: how many entries are to go. Returns what was culled: expired entries, others, and how many are left. */
export const CULL = scriptOf(`
local size = redis.call('ZCARD', order)
local left = cull(tonumber(ARGV[1]))
if left > 0 then redis.call('PEXPIRE', culling, 5000) else redis.call('UNLINK', culling) end
return '0 ' .. (size - redis.call('ZCARD', order)) .. ' ' .. left
`);

/** `ARGV`: the announcement, and a range of places. Returns the last place removed if there may be more behind it. */
export const CLEAR = scriptOf(`
redis.call('PUBLISH', channel, ARGV[1])
local members = redis.call('ZRANGEBYLEX', keys, ARGV[2], ARGV[3], 'LIMIT', 0, ${SLICE})
for _, member in ipairs(members) do remove(member) end
return members[${SLICE}] or false
`);

/** `ARGV`: pairs of a name and a mode. Returns the records, or their first lines. */
export const READ = scriptOf(`${READER}
local found = {}
for at = 1, #ARGV, 2 do found[#found + 1] = read(base .. ARGV[at], ARGV[at + 1]) end
return found
`);

function scriptOf(body: string): Script {
  const text = COMMON + body;
  return { single: sourceOf(text), sharded: sourceOf(text.replaceAll("'PUBLISH'", "'SPUBLISH'")) };
}

function sourceOf(text: string): Source {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}
