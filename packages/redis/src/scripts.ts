/**
 * What the server does by itself, in Lua, so that each step is one and whole: compare and write a batch,
 * remove a range, go on with a cull.
 */
import { READER, REMOVER, SIZER, SLICE, SWEEP, scriptOf, TOTAL } from './lua.js';
import { STAMP_AT } from './records.js';

/**
 * `ARGV`: the announcement, the time, maxEntries or '', maxBytes or '', whether to sweep or '', how many records are
 * compared; the compared, as name, mode and stamp; then the writes, those that store first:
 *
 * - `set`, `put` or `head`, a place, the record (of `head` its first line), its ms to live or '', its expiry, and
 *   its number in the order of writing: stores it. `set` ends the lease of the same key too
 * - `tag` or `untag`, a place, the tag, and with `tag` the expiry
 * - `remove`, a place
 *
 * Returns 0; or, where a bound is exceeded, how many entries were stored, and their bytes; or, if a stamp differs,
 * all compared records as they are now, and nothing is written.
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
if ARGV[1] ~= '' then redis.call('PUBLISH', base .. 'changes', ARGV[1]) end

local young, ended, grows = {}, {}, false
at = writes
local action = ARGV[at]
while action == 'set' or action == 'put' or action == 'head' or action == 'tag' do
  local member, text = ARGV[at + 1], ARGV[at + 2]
  if action == 'tag' then
    local tagged = base .. 't:' .. text
    redis.call('ZREMRANGEBYSCORE', tagged, '-inf', ARGV[2] - 60000)
    redis.call('ZADD', tagged, ARGV[at + 3], member)
    at = at + 4
  else
    local name, ms = nameOf(member), ARGV[at + 3]
    if action == 'head' then
      local old = redis.call('GET', name)
      text = text .. string.sub(old, string.find(old, '\\n', 1, true) + 1)
    end
    if ms == '' then redis.call('SET', name, text) else redis.call('SET', name, text, 'PX', ms) end
    local isNew = redis.call('ZADD', expiries, ARGV[at + 4], member) == 1
    if isNew then redis.call('ZADD', keys, '0', member) end
    if string.byte(member) == 101 then -- an entry
      redis.call('ZADD', order, ARGV[at + 5], member)
      grows = grows or isNew
      young[#young + 1] = member
    end
    local lease = action == 'set' and 'l' .. string.sub(member, 2)
    if lease and redis.call('EXISTS', nameOf(lease)) == 1 then ended[#ended + 1] = lease end
    at = at + 6
  end
  action = ARGV[at]
end

local maxEntries, maxBytes, isSweepDue = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5] ~= ''
local hasTooMany = grows and maxEntries and redis.call('ZCARD', order) > maxEntries
if not action and not ended[1] and not isSweepDue and not maxBytes and not hasTooMany then return 0 end
${REMOVER}
for _, lease in ipairs(ended) do remove(lease) end
while action do
  local member = ARGV[at + 1]
  if action == 'untag' then
    redis.call('ZREM', base .. 't:' .. ARGV[at + 2], member)
    at = at + 3
  else
    if redis.call('EXISTS', nameOf(member)) == 1 then remove(member) end
    at = at + 2
  end
  action = ARGV[at]
end
${TOTAL}
-- From where the last look of this kind has stopped, as far as a full server lets us note it.
local function somePlaces(kind)
  local last = redis.call('GET', base .. kind)
  local found = redis.call('ZRANGEBYLEX', keys, last and '(' .. last or '-', '+', 'LIMIT', 0, ${SWEEP})
  last = found[${SWEEP}]
  if last then redis.pcall('SET', base .. kind, last, 'PX', 60000) else redis.call('UNLINK', base .. kind) end
  return found
end

-- Some of what expired long enough ago for every server's clock.
if isSweepDue then
  local expired = redis.call('ZRANGEBYSCORE', expiries, '-inf', ARGV[2] - 60000, 'LIMIT', 0, ${SWEEP})
  for _, member in ipairs(expired) do remove(member) end
end

-- Some of what Redis may have evicted, from where the last sweep has stopped.
if isSweepDue and not maxEntries then
  for _, member in ipairs(somePlaces('swept')) do
    if redis.call('EXISTS', nameOf(member)) == 0 then remove(member) end
  end
end

local youngBytes = 0
if maxBytes and #young > 0 then${SIZER}
  for _, member in ipairs(young) do
    local bytes = sizeOf(member)
    setSize(member, bytes)
    youngBytes = youngBytes + (bytes or 0)
  end
  -- Some of what caches without maxBytes have written.
  if redis.call('HLEN', sizes) <= redis.call('ZCARD', order) then
    for _, member in ipairs(somePlaces('sized')) do
      if isEntry(member) and redis.call('HEXISTS', sizes, member) == 0 then
        local bytes = sizeOf(member)
        if bytes then setSize(member, bytes) else remove(member) end
      end
    end
  end
end

local isTooLarge = maxBytes and totalSize() > maxBytes
if not hasTooMany and not isTooLarge or redis.call('EXISTS', culling) == 1 then return 0 end
return #young .. ' ' .. youngBytes
`);

/**
 * `ARGV`: the time, maxEntries or '', maxBytes or '', cullFrequency; how many entries were just written, and their
 * bytes; how many are left to remove, and the bytes that the others may take, both '' at first; the keys that are
 * spared if there are enough others, the least important first.
 *
 * Returns what was removed: how many expired entries, how many for their number and for their bytes; and what is
 * left to do.
 */
export const CULL = scriptOf(`${REMOVER}${TOTAL}
local maxEntries, maxBytes, frequency = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local young, youngBytes = tonumber(ARGV[5]), tonumber(ARGV[6])
local count, bytes = tonumber(ARGV[7]), tonumber(ARGV[8])
local size = redis.call('ZCARD', order)
local expired = 0

if not count then
  local found = redis.call('ZRANGEBYSCORE', expiries, '-inf', ARGV[1], 'LIMIT', 0, ${SLICE})
  for _, member in ipairs(found) do remove(member) end
  local left = redis.call('ZCARD', order)
  size, expired = left, size - left
  count, bytes = 0, math.huge
  if maxEntries and size > maxEntries then
    count = math.max(math.min(math.floor(size / frequency), size - young), size - maxEntries)
  end
  -- What was just written is spared, as long as it fits.
  if maxBytes and totalSize() > maxBytes then
    bytes = math.max(maxBytes - maxBytes / frequency, math.min(youngBytes, maxBytes))
  end
end

-- The oldest in their order, then those to spare, then what was just written.
local spared = {}
for at = 9, #ARGV do spared[ARGV[at]] = at end
local found = redis.call('ZRANGE', order, 0, ${SLICE - 1} + #ARGV - 8)
local victims, last = {}, {}
for at, member in ipairs(found) do
  local rank = at > size - young and #ARGV + at or spared[keyOf(member)]
  if rank then last[#last + 1] = { rank, member } else victims[#victims + 1] = member end
end
table.sort(last, function(one, other) return one[1] < other[1] end)
for _, ranked in ipairs(last) do victims[#victims + 1] = ranked[2] end

local culled = {}
for at = 1, math.min(#victims, ${SLICE}) do
  if at > count and totalSize() <= bytes then break end
  remove(victims[at])
  culled[at] = keyOf(victims[at])
end
if #culled > 0 then redis.call('PUBLISH', base .. 'changes', '\\0' .. table.concat(culled, '\\0')) end

local counted = math.min(count, #culled)
local isCut = #culled == ${SLICE} and (count > counted or totalSize() > bytes)
if isCut then redis.call('SET', culling, '1', 'PX', 5000) else redis.call('UNLINK', culling) end
local left = isCut and count - counted .. ' ' .. bytes or '0 inf'
return expired .. ' ' .. counted .. ' ' .. #culled - counted .. ' ' .. left
`);

/** `ARGV`: the announcement, and a range of places. Returns the last place removed if there may be more behind it. */
export const CLEAR = scriptOf(`${REMOVER}
redis.call('PUBLISH', base .. 'changes', ARGV[1])
local members = redis.call('ZRANGEBYLEX', keys, ARGV[2], ARGV[3], 'LIMIT', 0, ${SLICE})
for _, member in ipairs(members) do remove(member) end
if redis.call('EXISTS', keys) == 0 then redis.call('UNLINK', base .. 'swept', base .. 'sized') end
return members[${SLICE}] or false
`);

/** `ARGV`: pairs of a name and a mode. Returns the records, or their first lines. */
export const READ = scriptOf(`${READER}
local found = {}
for at = 1, #ARGV, 2 do found[#found + 1] = read(base .. ARGV[at], ARGV[at + 1]) end
return found
`);

/** `ARGV`: a range of places. Returns how many entries are there, their bytes, and the last place if there may be more. */
export const SIZE = scriptOf(`${SIZER}
local members = redis.call('ZRANGEBYLEX', keys, ARGV[1], ARGV[2], 'LIMIT', 0, ${SLICE})
local count, total = 0, 0
for _, member in ipairs(members) do
  local bytes = sizeOf(member)
  if bytes then count, total = count + 1, total + bytes end
end
return { count, total, members[${SLICE}] or false }
`);
