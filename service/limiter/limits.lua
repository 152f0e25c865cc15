-- Decides a batch of checks one after the other, as MemoryStorage does, and writes each counter once at the end.
--
-- KEYS      the counters of every check, in the order of the checks; one may come several times
-- ARGV[1]   the time in milliseconds, or "" for the server's own
-- ARGV[2]   two bytes a check: the number of its shape, and 1 to take or 0 to look
-- ARGV[3…]  the shapes: a check's counters, each as its kind (0 log, 1 GCRA, 2 log that only advises: it counts, and
--           refuses nobody when it is full), its number of limits, and for each limit three numbers of four bytes:
--           window in seconds, then quota and 0, or burst and pace
--
-- Returns for each limit of each check, in order: four bytes what remained before the decision, eight bytes the
-- milliseconds until more may pass. Numbers are big-endian. Every number stays below 2^53, where doubles are exact.
--
-- A log is: four bytes the longest window in seconds, two bytes the largest quota that ever counted here, then stamps of
-- six bytes, the newest first. A debt is: six bytes when it was written, seven bytes what was owed then; a request
-- costs the window's milliseconds, and each millisecond pays back `pace`.
local pack, unpack_at, sub, byte, rep = struct.pack, struct.unpack, string.sub, string.byte, string.rep
local ceil, max, min = math.ceil, math.max, math.min

local own_clock = ARGV[1] == ""
local now
if own_clock then
    local time = redis.call("TIME")
    now = time[1] * 1000 + math.floor(time[2] / 1000)
else
    now = tonumber(ARGV[1])
end

-- A shape's counters: of each its limits, three numbers one after the other, and where unpacking ended.
local shapes = {}
for number = 3, #ARGV do
    local text, at, shape = ARGV[number], 1, {}
    while at <= #text do
        local kind, count = byte(text, at, at + 1)
        local counter = { unpack_at(">" .. rep("I4I4I4", count), text, at + 2) }
        if kind == 1 then
            counter.gcra = true
        elseif kind == 2 then
            counter.advisory = true
        end
        shape[#shape + 1] = counter
        at = counter[#counter]
    end
    shapes[number - 2] = shape
end

-- What each counter holds, false for nothing; a clock that runs backwards stands still.
local held, values = {}, redis.call("MGET", unpack(KEYS))
for number = 1, #KEYS do
    local key, value = KEYS[number], values[number]
    held[key] = value
    if value then
        -- A debt has thirteen bytes and a log a multiple of six.
        local written = #value == 13 and unpack_at(">I6", value) or unpack_at(">I6", value, 7)
        now = max(now, written)
    end
end

local function stamp(log, number)
    return (unpack_at(">I6", log, 6 * number + 1))
end

local function log_standing(log, quota, window)
    if not log then
        return quota, window
    end
    local horizon = now - window
    local low, high = 0, min(#log / 6 - 1, quota)
    local oldest = stamp(log, high)
    if oldest > horizon then
        return quota - high, oldest + window - now
    end
    high = high - 1
    while low < high do -- the first `low` stamps count, the ones from `high` on do not
        local middle = ceil((low + high) / 2)
        if stamp(log, middle) > horizon then
            low = middle
        else
            high = middle - 1
        end
    end
    if low == 0 then
        return quota, window
    end
    return quota - low, stamp(log, low) + window - now
end

local function log_take(log, limits)
    local hold, keep, kept = 0, 0, 0
    if log then
        hold, keep = unpack_at(">I4I2", log)
        kept = #log / 6 - 1
    end
    for at = 1, #limits - 1, 3 do
        hold, keep = max(hold, limits[at]), max(keep, limits[at + 1])
    end
    local horizon = now - hold * 1000
    kept = min(kept, keep - 1)
    while kept > 0 and stamp(log, kept) <= horizon do
        kept = kept - 1
    end
    local rest = kept > 0 and sub(log, 7, 6 + 6 * kept) or ""
    return pack(">I4I2I6", hold, keep, now) .. rest, hold * 1000
end

local function owed(debt, pace)
    if not debt then
        return 0
    end
    local written, amount = unpack_at(">I6I7", debt)
    return max(0, amount - (now - written) * pace)
end

local function debt_standing(debt, window, burst, pace)
    local amount = owed(debt, pace)
    local used = ceil(amount / window)
    return burst - used, ceil((amount - (used - 1) * window) / pace)
end

local function debt_take(debt, window, pace)
    local amount = owed(debt, pace) + window
    return pack(">I6I7", now, amount), ceil(amount / pace)
end

local answer, answered, lives = {}, 0, {}
local key_number, checks = 0, ARGV[2]
for at = 1, #checks, 2 do
    local shape, room = shapes[byte(checks, at) + 1], true
    for number = 1, #shape do
        local counter, key = shape[number], KEYS[key_number + number]
        local value = held[key]
        if value and not counter.gcra and stamp(value, 1) + unpack_at(">I4", value) * 1000 <= now then
            value, held[key] = false, false
        end
        local gcra, advisory = counter.gcra, counter.advisory
        for limit = 1, #counter - 1, 3 do
            local window, remaining, reset = counter[limit] * 1000
            if gcra then
                remaining, reset = debt_standing(value, window, counter[limit + 1], counter[limit + 2])
            else
                remaining, reset = log_standing(value, counter[limit + 1], window)
            end
            room = room and (remaining > 0 or advisory)
            answered = answered + 1
            answer[answered] = pack(">I4I8", remaining, reset)
        end
    end
    if room and byte(checks, at + 1) == 1 then
        for number = 1, #shape do
            local counter, key = shape[number], KEYS[key_number + number]
            if counter.gcra then
                held[key], lives[key] = debt_take(held[key], counter[1] * 1000, counter[3])
            else
                held[key], lives[key] = log_take(held[key], counter)
            end
        end
    end
    key_number = key_number + #shape
end

-- Each counter lives as long as it matters; under a caller's clock, which is not the one that expires keys, for ever.
for key, life in pairs(lives) do
    if own_clock then
        redis.call("SET", key, held[key], "PX", life)
    else
        redis.call("SET", key, held[key])
    end
end
return table.concat(answer)
