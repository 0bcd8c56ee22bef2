/** Scripts that Redis runs as a whole: what one of them reads, nobody changes before it has written. */

/**
 * What all of them know; KEYS: the log of a session, what the session is beside it, the names of all, what is on in all that begin (chaos), who lets the
 * session act by itself for now, and the sessions that may have to, by when somebody is to look, where they may. A session is an epoch, which no other session of its name has; a number of records that its document stands for (`base`);
 * and the records since. `at` is the moment of the last one: time never goes back, whichever machine's clock says so.
 */
const common = `
local log, head, names, chaos, lease, acting = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local lookMs = 2000
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function number(field) return tonumber(redis.call('HGET', head, field) or '0') end
local function keep(name, idleMs)
  redis.call('ZADD', names, now, name)
  for _, key in ipairs({log, head, names, chaos}) do redis.call('PEXPIRE', key, idleMs) end
  if acting then
    redis.call('ZADD', acting, 'NX', now + lookMs, name)
    redis.call('PEXPIRE', acting, idleMs)
  end
end
local function since(epoch, version)
  local found = redis.call('HGET', head, 'epoch')
  if not found then return {'', 0, 0, false, {}} end
  local base = number('base')
  local knows = found == epoch and version >= base and version <= base + redis.call('LLEN', log)
  local from = knows and version or base
  local document = (not knows) and redis.call('HGET', head, 'document')
  return {found, base, from, document or false, redis.call('LRANGE', log, from - base, -1)}
end
local function begin()
  redis.call('DEL', log)
  redis.call('HSET', head, 'epoch', time[1] .. '.' .. time[2], 'base', 0)
end
`

/**
 * ARGV: name, epoch, version, record, most sessions, the name of the session that always has its place, ms of an idle session, what is on where nobody has
 * said, who says what happens by itself ('' for what somebody asks). A session that begins begins with what is on. 0: there is no place for it, or what happens
 * is said of another session than there is, or by somebody who has no lease.
 */
export const appendScript = `${common}
local name, epoch, version, record = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
if ARGV[9] ~= '' and redis.call('HGET', head, 'epoch') ~= epoch then return 0 end
if ARGV[9] ~= '' and ARGV[9] ~= 'anybody' and redis.call('GET', lease) ~= ARGV[9] then return 0 end
if redis.call('EXISTS', head) == 0 then
  redis.call('ZREMRANGEBYSCORE', names, '-inf', now - tonumber(ARGV[7]))
  local others = redis.call('ZCARD', names) - (redis.call('ZSCORE', names, ARGV[6]) and 1 or 0)
  if name ~= ARGV[6] and others >= tonumber(ARGV[5]) - 1 then return 0 end
  begin()
  local on = redis.call('GET', chaos) or ARGV[8]
  if on ~= '[]' then redis.call('RPUSH', log, string.format('%.0f', now) .. ' {"id":"","chaos":' .. on .. '}') end
end
if now < number('at') then now = number('at') end
redis.call('HSET', head, 'at', string.format('%.0f', now))
redis.call('RPUSH', log, string.format('%.0f', now) .. ' ' .. record)
keep(name, ARGV[7])
return since(epoch, version)
`

/** ARGV: epoch, version. */
export const readScript = `${common}
return since(ARGV[1], tonumber(ARGV[2]))
`

/**
 * ARGV: name, epoch, version, document ('' ends the session), by how much it is later than that version, ms of an idle session. 0 where the session is not
 * what the document was made of; else its epoch. A document that is later stands alone; one that is not keeps the records since.
 */
export const replaceScript = `${common}
local name, epoch, version, document, step = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
local found = redis.call('HGET', head, 'epoch') or ''
local base = number('base')
if found ~= epoch or base > version then return 0 end
local last = base + redis.call('LLEN', log)
if last < version or (step > 0 and last ~= version) then return 0 end
if document == '' then
  redis.call('DEL', log, head)
  redis.call('ZREM', names, name)
  if acting then redis.call('ZREM', acting, name) end
  return ''
end
if found == '' then begin() end
redis.call('LTRIM', log, version - base, -1)
redis.call('HSET', head, 'base', version + step, 'document', document)
if step > 0 and now > number('at') then redis.call('HSET', head, 'at', string.format('%.0f', now)) end
keep(name, ARGV[6])
return redis.call('HGET', head, 'epoch')
`

/** ARGV: ms of an idle session. */
export const namesScript = `${common}
redis.call('ZREMRANGEBYSCORE', names, '-inf', now - tonumber(ARGV[1]))
return redis.call('ZRANGE', names, 0, -1)
`

/** ARGV: what was on in all sessions that begin, and what is to be; what is on where nobody has said. 0 where it is something else. */
export const chaosScript = `${common}
if (redis.call('GET', chaos) or ARGV[3]) ~= ARGV[1] then return 0 end
redis.call('SET', chaos, ARGV[2])
return 1
`

/** ARGV: who, for how many ms. Takes the lease or keeps it; 0 where somebody else has it. */
export const leaseScript = `${common}
local holder = redis.call('GET', lease)
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', lease, ARGV[1], 'PX', ARGV[2])
return 1
`

/** ARGV: who, name, epoch, version, '1' where the session will have to act again. Gives the lease back, and says when somebody is to look next, if anybody. */
export const releaseScript = `${common}
if redis.call('GET', lease) ~= ARGV[1] then return 0 end
redis.call('DEL', lease)
local isKnown = redis.call('HGET', head, 'epoch') == ARGV[3] and number('base') + redis.call('LLEN', log) == tonumber(ARGV[4])
if redis.call('EXISTS', head) == 0 or (isKnown and ARGV[5] ~= '1') then redis.call('ZREM', acting, ARGV[2])
else redis.call('ZADD', acting, now + lookMs, ARGV[2]) end
return 1
`

/** ARGV: how many. The sessions that somebody is to look at. */
export const actingScript = `${common}
return redis.call('ZRANGEBYSCORE', acting, '-inf', now, 'LIMIT', 0, ARGV[1])
`
